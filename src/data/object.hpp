#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

/// Reading of Kubernetes objects whose shape can't be trusted: what is absent or of another type reads as nothing. Pure.
namespace nexa {

using Path = std::initializer_list<std::string_view>;

/// The text as an object; nothing when it is not JSON, or something else.
std::optional<json::object> parse_object(std::string_view text);

const json::value* find(const json::object& object, Path path) noexcept;
const json::object* object_at(const json::object& object, Path path) noexcept;
const json::array* list_at(const json::object& object, Path path) noexcept;
std::string_view text_at(const json::object& object, Path path) noexcept;                ///< "" when absent.
std::optional<std::int64_t> integer_at(const json::object& object, Path path) noexcept;  ///< Whole numbers only.
bool true_at(const json::object& object, Path path) noexcept;
std::optional<Time> time_at(const json::object& object, Path path);

std::string_view label_of(const json::object& object, std::string_view name) noexcept;       ///< "" when absent.
std::string_view annotation_of(const json::object& object, std::string_view name) noexcept;  ///< "" when absent.

inline std::string_view view(const json::string& text) noexcept {
    return {text.data(), text.size()};
}

/// A value as a person writes it: texts without quotes, 4.1 as "4.1", everything else as JSON.
std::string plain_text(const json::value& value);

/// A Kubernetes quantity ("100Gi", "1500m", "2e3") as a number; nothing when it is none.
std::optional<double> parse_quantity(std::string_view text) noexcept;

}  // namespace nexa
