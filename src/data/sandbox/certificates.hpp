#pragma once

#include <string>

#include "base/result.hpp"

namespace nexa::sandbox {

/// PEM texts.
struct KeyPair {
    std::string certificate;
    std::string private_key;
};

/// The authority that the simulated clusters' servers are trusted by, and a server certificate of it for loopback
/// (127.0.0.1, ::1, localhost). EC P-256; ten years.
struct Certificates {
    KeyPair authority;
    KeyPair server;
};

/// Errors: internal (OpenSSL's reason).
Result<Certificates> make_certificates();

/// Those in `folder` (made there, readable by the owner only, when there are none). Errors: unavailable (the folder), internal.
Result<Certificates> load_or_make_certificates(const std::string& folder);

/// Reads a whole file, or writes one that only its owner may read, replacing it in one step. Errors: not_found, unavailable.
Result<std::string> read_private_file(const std::string& path);
Result<> write_private_file(const std::string& path, std::string_view content);

}  // namespace nexa::sandbox
