#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/remedy.hpp"

/// JSON pointers (RFC 6901) and JSON patches (RFC 6902). Pure.
namespace nexa::wire {

/// The tokens of a pointer, unescaped; none for the whole document; nothing when it is no pointer.
std::optional<std::vector<std::string>> split_pointer(std::string_view pointer);

/// What is there, or null.
json::value* value_at(json::value& root, std::span<const std::string> path);
const json::value* value_at(const json::value& root, std::span<const std::string> path);
/// As "add": replaces a member, inserts into a list (at its end for "-"). False when what is above is not there.
bool insert_at(json::value& root, std::span<const std::string> path, json::value value);
/// False when there is nothing.
bool erase_at(json::value& root, std::span<const std::string> path);

/// Carries the operations out, in order. False when one of them can't be; the document is then as it was left.
bool apply_patch(json::value& document, std::span<const PatchOperation> patch);
/// Whether all of them could be carried out.
bool can_apply(const json::value& document, std::span<const PatchOperation> patch);

}  // namespace nexa::wire
