#include "wire/constraints.hpp"

#include <algorithm>

namespace nexa::wire {
namespace {

bool small_or_digit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

bool is_label(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most && small_or_digit(text.front()) && small_or_digit(text.back()) &&
           std::ranges::all_of(text, [](char letter) { return small_or_digit(letter) || letter == '-'; });
}

}  // namespace

bool is_dns_label(std::string_view text) noexcept {
    return is_label(text, 63);
}

bool is_dns_subdomain(std::string_view text) noexcept {
    if (text.size() > 253) return false;
    while (true) {
        const std::size_t dot = text.find('.');
        if (!is_label(text.substr(0, dot), 253)) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_identifier(std::string_view text) noexcept {
    return !text.empty() && small_or_digit(text.front()) && std::ranges::all_of(text, [](char letter) {
        return small_or_digit(letter) || std::string_view("._-@").find(letter) != std::string_view::npos;
    });
}

}  // namespace nexa::wire
