#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace nexa::wire {

/// What a text of a stranger may cost.
struct ParseLimits {
    std::size_t bytes = 5 * 1024 * 1024;
    std::size_t depth = 64;         ///< Of nested lists and maps.
    std::size_t nodes = 500'000;    ///< Values of the result, those that YAML aliases repeat counted each time.
    std::size_t documents = 1'000;  ///< YAML only.
};

/// Reads one JSON text (RFC 8259): valid UTF-8, no duplicate keys, nothing after the value. Integers stay exact in 64 bits.
/// Errors: invalid ("line 3, column 7: ..."), too_large. Pure.
Result<json::value> parse_json(std::string_view text, const ParseLimits& limits = {});

}  // namespace nexa::wire
