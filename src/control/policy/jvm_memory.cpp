#include "control/policy/jvm_memory.hpp"

#include <charconv>
#include <cmath>

namespace nexa::control {
namespace {

struct Split {
    double number = 0;
    std::string_view suffix;
};

std::optional<Split> split(std::string_view text) {
    Split parts;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, parts.number);
    if (error != std::errc{} || !std::isfinite(parts.number) || parts.number < 0) return std::nullopt;
    parts.suffix = std::string_view(rest, end);
    return parts;
}

}  // namespace

std::optional<double> parse_jvm_memory(std::string_view text) {
    const auto parts = split(text);
    if (!parts) return std::nullopt;
    std::string_view suffix = parts->suffix;
    if (suffix.size() == 2 && (suffix[1] | 0x20) == 'b') suffix.remove_suffix(1);
    if (suffix.empty()) return parts->number * 1048576.0;
    if (suffix.size() != 1) return std::nullopt;
    switch (suffix.front() | 0x20) {
        case 'b':
            return parts->number;
        case 'k':
            return parts->number * 1024.0;
        case 'm':
            return parts->number * 1048576.0;
        case 'g':
            return parts->number * 1073741824.0;
        case 't':
            return parts->number * 1099511627776.0;
        default:
            return std::nullopt;
    }
}

}  // namespace nexa::control
