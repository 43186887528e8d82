#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace nexa::cli {

/// Reading replies of a server that may be older or newer: what is missing or of another type is empty, never an error. Pure.
const json::value& member(const json::value& object, std::string_view name);
std::string text(const json::value& object, std::string_view name);
std::int64_t number(const json::value& object, std::string_view name);
bool flag(const json::value& object, std::string_view name);
const json::array& items(const json::value& object, std::string_view name);
/// Any scalar as a person reads it ("" for null); lists joined by ", "; objects as compact JSON.
std::string display(const json::value& value);

}  // namespace nexa::cli
