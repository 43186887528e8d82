#include "wire/encode.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace nexa::wire {
namespace {

/// What a byte becomes inside a JSON text: 0 itself, 'u' a \u00XX escape, anything else a backslash and that letter.
constexpr std::array<char, 256> escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = 'u';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    table[0x7f] = 'u';
    return table;
}();

}  // namespace

void append_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    std::size_t kept = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const char escape = escapes[byte];
        if (escape == 0) [[likely]]
            continue;
        out.append(text.substr(kept, at - kept));
        kept = at + 1;
        out.push_back('\\');
        out.push_back(escape);
        if (escape == 'u') {
            out.append("00");
            out.push_back(hex[byte >> 4]);
            out.push_back(hex[byte & 0x0f]);
        }
    }
    out.append(text.substr(kept));
    out.push_back('"');
}

void append_integer(std::string& out, std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_integer(std::string& out, std::uint64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_double(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out.append("null");
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const std::string_view text(digits.data(), end);
    out.append(text);
    // "1" would come back as an integer.
    if (text.find_first_of(".e") == std::string_view::npos) out.append(".0");
}

void append_json(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            out.append("null");
            return;
        case json::kind::bool_:
            out.append(value.get_bool() ? "true" : "false");
            return;
        case json::kind::int64:
            append_integer(out, value.get_int64());
            return;
        case json::kind::uint64:
            append_integer(out, value.get_uint64());
            return;
        case json::kind::double_:
            append_double(out, value.get_double());
            return;
        case json::kind::string:
            append_text(out, value.get_string());
            return;
        case json::kind::array:
            append_json(out, value.get_array());
            return;
        case json::kind::object:
            append_json(out, value.get_object());
            return;
    }
}

void append_json(std::string& out, const json::array& value) {
    char before = '[';
    for (const json::value& item : value) {
        out.push_back(before);
        append_json(out, item);
        before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
}

void append_json(std::string& out, const json::object& value) {
    char before = '{';
    for (const auto& [key, item] : value) {
        out.push_back(before);
        append_text(out, key);
        out.push_back(':');
        append_json(out, item);
        before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
}

}  // namespace nexa::wire
