#pragma once

#include <optional>
#include <string_view>

#include "base/json.hpp"

namespace nexa::wire {

/// What a plain (unquoted) YAML scalar means: null, a boolean, a number or, most often, the text itself.
/// Nothing for .nan and .inf, which JSON does not have. Source: YAML 1.2.2, section 10.3.2, and, for integers that begin with 0, what
/// kubectl does.
std::optional<json::value> resolve_plain(std::string_view text);

}  // namespace nexa::wire
