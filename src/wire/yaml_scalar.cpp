#include "wire/yaml_scalar.hpp"

#include <charconv>

namespace nexa::wire {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

/// [-+]?(0x|0o|0)?digits; nothing when the text is no integer of 64 bits.
std::optional<json::value> integer(std::string_view text) {
    std::string_view digits = text;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    int base = 10;
    if (digits.starts_with("0x")) {
        base = 16;
        digits.remove_prefix(2);
    } else if (digits.starts_with("0o")) {
        base = 8;
        digits.remove_prefix(2);
    } else if (digits.size() > 1 && digits.front() == '0' && digits.find_first_not_of("01234567") == std::string_view::npos) {
        base = 8;  // `defaultMode: 0644`
    }
    // from_chars takes a sign of its own.
    if (digits.empty() || digits.front() == '-') return std::nullopt;
    std::uint64_t magnitude = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (negative) {
        if (magnitude > most + 1) return std::nullopt;
        return json::value(static_cast<std::int64_t>(0 - magnitude));
    }
    if (magnitude <= most) return json::value(static_cast<std::int64_t>(magnitude));
    return json::value(magnitude);
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t start = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at - start;
    };
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t before = digits();
    std::size_t after = 0;
    if (at < text.size() && text[at] == '.') {
        ++at;
        after = digits();
    }
    if (before + after == 0) return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (digits() == 0) return false;
    }
    return at == text.size();
}

}  // namespace

std::optional<json::value> resolve_plain(std::string_view text) {
    if (text.empty()) return json::value(nullptr);
    // Nearly every scalar is a word: numbers begin with a digit, a sign or a point.
    const char first = text.front();
    if (!is_digit(first) && first != '-' && first != '+' && first != '.') {
        if (one_of(text, {"null", "Null", "NULL", "~"})) return json::value(nullptr);
        if (one_of(text, {"true", "True", "TRUE"})) return json::value(true);
        if (one_of(text, {"false", "False", "FALSE"})) return json::value(false);
        return json::value(json::string(text));
    }
    if (auto number = integer(text)) return number;
    if (looks_like_float(text)) {
        const std::string_view digits = first == '+' ? text.substr(1) : text;
        double real = 0;
        // What no double can hold stays a text, as with kubectl: it is more likely a hash such as 12e45678.
        if (std::from_chars(digits.data(), digits.data() + digits.size(), real).ec == std::errc{}) return json::value(real);
    }
    std::string_view unsigned_text = text;
    if (first == '-' || first == '+') unsigned_text.remove_prefix(1);
    if (one_of(unsigned_text, {".inf", ".Inf", ".INF"}) || one_of(text, {".nan", ".NaN", ".NAN"})) return std::nullopt;
    return json::value(json::string(text));
}

}  // namespace nexa::wire
