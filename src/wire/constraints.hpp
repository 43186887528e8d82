#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

namespace nexa::wire {

/// A form that a text must have. `regex` goes into the schema, `says` into messages ("lower-case letters, digits and '-' ...").
struct Pattern {
    bool (*matches)(std::string_view text) noexcept = nullptr;
    std::string_view regex;
    std::string_view says;
};

bool is_dns_label(std::string_view text) noexcept;      ///< RFC 1123 label, at most 63 characters.
bool is_dns_subdomain(std::string_view text) noexcept;  ///< RFC 1123 subdomain, at most 253 characters.
bool is_identifier(std::string_view text) noexcept;     ///< Lower case, digits, '.', '_', '-', '@'; starts with a letter or digit.

inline constexpr Pattern dns_label{is_dns_label, "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
                                   "at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit"};
inline constexpr Pattern dns_subdomain{
    is_dns_subdomain, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
    "at most 253 lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit"};
inline constexpr Pattern identifier{is_identifier, "^[a-z0-9][-a-z0-9._@]*$",
                                    "lower-case letters, digits, '.', '_', '-' and '@', beginning with a letter or digit"};

/// For texts, at any depth of the member (the items of a list, the values of a map). Lengths are in characters, not bytes.
struct Text {
    std::size_t min = 0;
    std::size_t max = std::numeric_limits<std::size_t>::max();
    Pattern pattern{};
    std::string_view format{};  ///< The schema's `format`, for readers only: "password", "uri".
};

/// For numbers, both ends included. What the member's type can't hold is refused anyway.
struct Number {
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
};

/// For lists, sets and maps: how many entries.
struct Items {
    std::size_t min = 0;
    std::size_t max = std::numeric_limits<std::size_t>::max();
};

/// All that may be said of one field.
struct Constraints {
    Text text;
    Number number;
    Items items;

    constexpr Constraints& with(const Text& more) { return text = more, *this; }
    constexpr Constraints& with(const Number& more) { return number = more, *this; }
    constexpr Constraints& with(const Items& more) { return items = more, *this; }
};

}  // namespace nexa::wire
