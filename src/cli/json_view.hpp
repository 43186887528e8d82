#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace nexa::cli {

/// Reading replies of a server that may be older or newer: what is missing or of another type is empty, never an error. Pure.
const json::value& member(const json::value& object, std::string_view name);
std::string text(const json::value& object, std::string_view name);
/// A reason for a person: the member "words", or `raw` ("reason", "message") of a server that has none.
std::string words_of(const json::value& object, std::string_view raw);
std::int64_t number(const json::value& object, std::string_view name);
bool flag(const json::value& object, std::string_view name);
const json::array& items(const json::value& object, std::string_view name);
/// Any scalar as a person reads it ("" for null); lists joined by ", "; objects as compact JSON.
std::string display(const json::value& value);

}  // namespace nexa::cli
