#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

/// Keys and certificates of the simulated clusters: real ones (Ed25519, X.509), and the same each time that they are asked for, so that
/// what is written does not change with each reconciliation. Pure; empty texts when OpenSSL refuses. All texts are PEM.
namespace nexa::sandbox {

/// The private key that follows from a text.
std::string private_key(std::string_view seed);

struct CertificateWish {
    std::string name;  ///< Common name.
    std::int64_t serial = 1;
    Time from, to;
    std::vector<std::string> dns_names{};  ///< Subject alternative names.
};
/// Signed by itself, and allowed to sign others.
std::string certify_authority(const CertificateWish& wish, const std::string& key);
/// Signed by an authority of that name and key.
std::string certify(const CertificateWish& wish, const std::string& key, const std::string& authority_name,
                    const std::string& authority_key);

}  // namespace nexa::sandbox
