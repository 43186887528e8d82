#include "data/object.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace nexa {

std::optional<json::object> parse_object(std::string_view text) {
    boost::system::error_code failure;
    json::value value = json::parse(text, failure);
    if (failure || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

const json::value* find(const json::object& object, Path path) noexcept {
    const json::object* here = &object;
    const json::value* found = nullptr;
    for (const auto step : path) {
        if (here == nullptr) return nullptr;
        found = here->if_contains(step);
        here = found == nullptr ? nullptr : found->if_object();
        if (found == nullptr) return nullptr;
    }
    return found;
}

const json::object* object_at(const json::object& object, Path path) noexcept {
    const auto* found = find(object, path);
    return found == nullptr ? nullptr : found->if_object();
}

const json::array* list_at(const json::object& object, Path path) noexcept {
    const auto* found = find(object, path);
    return found == nullptr ? nullptr : found->if_array();
}

std::string_view text_at(const json::object& object, Path path) noexcept {
    const auto* found = find(object, path);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string_view() : view(*text);
}

std::optional<std::int64_t> integer_at(const json::object& object, Path path) noexcept {
    const auto* found = find(object, path);
    if (found == nullptr) return std::nullopt;
    if (found->is_int64()) return found->get_int64();
    if (found->is_uint64() && std::in_range<std::int64_t>(found->get_uint64())) return static_cast<std::int64_t>(found->get_uint64());
    constexpr double exact = 9007199254740992.0;  // 2^53: doubles beyond it are no exact whole numbers.
    if (found->is_double() && std::trunc(found->get_double()) == found->get_double() && std::abs(found->get_double()) <= exact) {
        return static_cast<std::int64_t>(found->get_double());
    }
    return std::nullopt;
}

bool true_at(const json::object& object, Path path) noexcept {
    const auto* found = find(object, path);
    return found != nullptr && found->is_bool() && found->get_bool();
}

std::optional<Time> time_at(const json::object& object, Path path) {
    const auto text = text_at(object, path);
    if (text.empty()) return std::nullopt;
    const auto time = parse_rfc3339(text);
    return time ? std::optional(*time) : std::nullopt;
}

std::string_view label_of(const json::object& object, std::string_view name) noexcept {
    return text_at(object, {"metadata", "labels", name});
}
std::string_view annotation_of(const json::object& object, std::string_view name) noexcept {
    return text_at(object, {"metadata", "annotations", name});
}

std::string plain_text(const json::value& value) {
    if (value.is_string()) return std::string(view(value.get_string()));
    if (value.is_double()) return fmt::format("{}", value.get_double());
    return json::serialize(value);
}

std::optional<double> parse_quantity(std::string_view text) noexcept {
    static constexpr std::array<std::pair<std::string_view, double>, 14> suffixes{{{"Ki", 0x1p10},
                                                                                   {"Mi", 0x1p20},
                                                                                   {"Gi", 0x1p30},
                                                                                   {"Ti", 0x1p40},
                                                                                   {"Pi", 0x1p50},
                                                                                   {"Ei", 0x1p60},
                                                                                   {"n", 1e-9},
                                                                                   {"u", 1e-6},
                                                                                   {"m", 1e-3},
                                                                                   {"k", 1e3},
                                                                                   {"M", 1e6},
                                                                                   {"G", 1e9},
                                                                                   {"T", 1e12},
                                                                                   {"P", 1e15}}};
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
    const auto suffix = text.substr(static_cast<std::size_t>(end - text.data()));
    if (suffix.empty()) return number;
    if (suffix == "E") return number * 1e18;
    for (const auto& [name, factor] : suffixes) {
        if (suffix == name) return number * factor;
    }
    return std::nullopt;
}

}  // namespace nexa
