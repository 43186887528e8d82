#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/parse.hpp"

namespace nexa::wire {

struct YamlDocument {
    json::value value;
    int line = 1;      ///< Of the document's first value, from 1.
    std::string text;  ///< The document alone, comments and all, without its `---`.
};

/// Reads a stream of YAML documents (JSON is YAML too); empty ones are skipped, so the list may be empty.
/// Plain scalars are what Kubernetes takes them for: null, booleans, integers (0o17, 017 and 0xf too) and floats; `yes` and `on` are texts.
/// Merge keys (`<<`) work. Refused: duplicate keys, tags outside the core schema, keys that are no scalars, .nan and .inf, recursive
/// aliases. Errors: invalid ("line 3, column 7: ..."), too_large. Pure.
Result<std::vector<YamlDocument>> parse_yaml(std::string_view text, const ParseLimits& limits = {});

/// Block style as kubectl writes it: members in their order, texts quoted where they would be taken for something else, several lines as
/// `|`. `parse_yaml` gives the same value back. Ends with a newline. Pure.
std::string to_yaml(const json::value& value);

}  // namespace nexa::wire
