#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nexa {

/// Text forms of bytes. Thread-safe.
std::string to_hex(std::string_view bytes);
/// Either case. Errors: invalid.
Result<std::string> from_hex(std::string_view text);

/// RFC 4648, section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Accepts padding or none, and skips white space, as kubeconfigs have it. Errors: invalid.
Result<std::string> from_base64(std::string_view text);
/// RFC 4648, section 5, without padding.
std::string to_base64url(std::string_view bytes);
Result<std::string> from_base64url(std::string_view text);

/// 32 raw bytes.
std::string sha256(std::string_view bytes);

/// `count` bytes from the system's random generator.
std::string random_bytes(std::size_t count);

/// True when the text is well-formed UTF-8 (RFC 3629; surrogates and over-long forms refused).
bool is_utf8(std::string_view text) noexcept;

}  // namespace nexa
