#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/remedy.hpp"

/// Edits of a manifest that mend what is wrong in it. `document` is the one that was judged, pointers are into it. Pure.
namespace nexa::remedies {

/// Gives a field that value; what is missing above it is made.
Remedy set(const json::object& document, std::string_view pointer, json::value value);
template <class Text>
    requires std::convertible_to<const Text&, std::string_view>
Remedy set(const json::object& document, std::string_view pointer, const Text& text) {
    return set(document, pointer, json::value(json::string(std::string_view(text))));
}
/// "Remove spec.kafka.replicas"
Remedy remove(std::string_view pointer);
/// Gives the field another name beside its neighbours, and keeps its value.
Remedy rename(std::string_view pointer, std::string_view name);
/// Makes `document` be `wanted`: one operation for each value that differs, lists of another length as a whole.
Remedy become(const json::object& document, const json::object& wanted, std::string label);

/// For a field that its holder does not have: the name that was meant, when that is known and not there too, else its removal.
Remedy unknown_field(const json::object& holder, std::string_view pointer, std::string_view meant);

/// "/spec/kafka/version" as "spec.kafka.version"; positions of lists in brackets: "spec.volumes[0].id".
std::string dotted(std::string_view pointer);

}  // namespace nexa::remedies
