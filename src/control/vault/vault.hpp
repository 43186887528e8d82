#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace nexa::control {

/// Seals small secrets (kubeconfigs, signing keys) for the database: XChaCha20-Poly1305 under a random data key for each, which is
/// itself sealed under the master key. `place` ("cluster_credentials/<id>") is bound in as associated data, so that a sealed value
/// moved to another row does not open. Thread-safe.
class Vault {
public:
    /// `master_keys`: base64 of 32 bytes each; the first seals, all open, so that keys rotate without downtime.
    /// Errors: invalid (says how to make a key).
    static Result<Vault> open(const std::vector<Secret>& master_keys);

    /// Text of letters, digits and '.': "v1.<key id>.<sealed data key>.<sealed value>".
    std::string seal(const Secret& value, std::string_view place) const;
    /// Errors: unavailable (sealed with a master key that is not configured), invalid (altered, truncated or moved).
    Result<Secret> unseal(std::string_view sealed, std::string_view place) const;
    /// True when the value should be sealed anew because an older master key was used.
    bool is_stale(std::string_view sealed) const;

private:
    struct Key {
        std::string id;  ///< First 8 hex digits of the key's SHA-256.
        Secret bytes;
    };
    explicit Vault(std::vector<Key> keys) : keys_(std::move(keys)) {}
    std::vector<Key> keys_;
};

/// A fresh master key in its text form.
Secret make_master_key();

}  // namespace nexa::control
