#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace nexa::sandbox::rest {

/// What Go's encoding/json says of a text that is no JSON: clients quote it, so the sandbox does too. For a text that Boost.JSON refuses.
/// Pure.
std::string go_json_error(std::string_view text);

/// What Go's YAML reader says of a text that is no YAML ("yaml: line 2: mapping values are not allowed in this context"); empty when it
/// finds nothing wrong with its form. Pure.
std::string go_yaml_error(std::string_view text);

/// What a value that was read is called there: "array", "number", ...
std::string_view go_type(const json::value& value);

/// As Go's %q writes it: in quotes, with its escapes.
std::string go_quoted(std::string_view text);

}  // namespace nexa::sandbox::rest
