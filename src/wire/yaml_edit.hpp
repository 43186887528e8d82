#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/remedy.hpp"
#include "base/result.hpp"

namespace nexa::wire {

/// Carries a JSON patch out on the text of one YAML document. Only the lines of what changes are written anew: comments, order and style of
/// the rest stay. What comes out reads as what the patch asks for, or nothing comes out.
/// Errors: invalid (no single YAML document; an operation that can't be carried out), unsupported (a place that can't be edited so: items
/// of lists, texts of several lines, aliases). Pure.
Result<std::string> edit_yaml(std::string_view text, std::span<const PatchOperation> patch);

}  // namespace nexa::wire
