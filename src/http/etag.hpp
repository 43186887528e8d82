#pragma once

#include <string>
#include <string_view>

namespace nexa::http {

/// A strong validator of exactly those bytes, in quotes.
std::string etag_of(std::string_view content);

/// Whether the caller has what `etag` stands for: the value of an If-None-Match header is a list of validators, compared weakly, or "*"
/// (RFC 9110, section 13.1.2).
bool is_known(std::string_view if_none_match, std::string_view etag) noexcept;

}  // namespace nexa::http
