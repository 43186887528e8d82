#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace nexa::http {

/// Undoes percent-encoding (RFC 3986, section 2.1). Nothing when an escape is malformed, or when the result is not UTF-8 or has a NUL.
/// `plus_is_space`: as forms and queries have it.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// Splits a request target in origin form ("/a/b?c=d") or absolute form ("http://host/a") into `target`, `path` and `query` of the
/// request; "*" becomes the path "/". False when it is malformed.
bool parse_target(std::string_view target, Request& request);

}  // namespace nexa::http
