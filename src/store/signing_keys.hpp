#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/database.hpp"

namespace nexa::store {

/// A key that signs access tokens; its private part is sealed by the vault.
struct StoredKey {
    std::string kid;
    std::string sealed_key;
    Time created_at;
};

namespace signing_keys {

/// Those in use, the newest first.
std::vector<StoredKey> active(Tx& tx);
void insert(Tx& tx, const StoredKey& key);
/// The same key under another master key; false when it was sealed anew meanwhile.
bool reseal(Tx& tx, const std::string& kid, const std::string& before, const std::string& after);
void retire(Tx& tx, const std::string& kid, Time now);

}  // namespace signing_keys
}  // namespace nexa::store
