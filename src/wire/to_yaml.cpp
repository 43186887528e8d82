#include "wire/encode.hpp"
#include "wire/yaml.hpp"
#include "wire/yaml_scalar.hpp"

namespace nexa::wire {
namespace {

/// YAML limits a key that stands before its colon to 1,024 characters (section 8.2.2); longer ones are written with `? `.
constexpr std::size_t longest_key = 1'000;

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

/// True when some YAML reader, of version 1.1 too, may take the text for a number or a time.
bool number_like(std::string_view text) {
    const char first = text.front();
    const bool could = (first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.';
    return could && text.find_first_not_of("0123456789abcdefABCDEFxXoOnNiITZtz_.:+- ") == std::string_view::npos;
}

/// Bytes that must be escaped, and the few characters of Unicode that some readers take for line ends or strip.
bool has_specials(std::string_view text, bool lines_allowed) {
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if ((byte < 0x20 && !(lines_allowed && (letter == '\n' || letter == '\t'))) || byte == 0x7f) return true;
    }
    if (text.find_first_of("\xc2\xe2\xef") == std::string_view::npos) return false;
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        const std::string_view three = text.substr(at, 3);
        if (three == "\xe2\x80\xa8" || three == "\xe2\x80\xa9" || three == "\xef\xbb\xbf") return true;
        if (text[at] == '\xc2' && static_cast<unsigned char>(text[at + 1]) < 0xa0) return true;
    }
    return false;
}

bool plain_is_safe(std::string_view text) {
    if (text.empty() || has_specials(text, false)) return false;
    const char first = text.front();
    if (std::string_view(" ?:,[]{}#&*!|>'\"%@`~=<").find(first) != std::string_view::npos) return false;
    if (first == '-' && (text.size() == 1 || text[1] == ' ' || text.starts_with("---"))) return false;
    if (text.starts_with("...") || text.back() == ' ' || text.back() == ':') return false;
    if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
    if (number_like(text)) return false;
    std::string lower(text.substr(0, 6));
    std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (text.size() < 6 && one_of(lower, {"yes", "no", "on", "off", "y", "n", "true", "false", "null"})) return false;
    const auto meaning = resolve_plain(text);
    return meaning && meaning->is_string();
}

bool literal_is_safe(std::string_view text) {
    const char first = text.front();
    return text.find('\n') != std::string_view::npos && first != ' ' && first != '\t' && first != '\n' && !has_specials(text, true) &&
           text.find("\n\t") == std::string_view::npos;
}

class Writer {
public:
    std::string out;

    /// Writes a value after "key:" or at the top; `indent` is that of the lines that follow.
    void value(const json::value& value, std::size_t indent, bool after_key) {
        if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
            if (after_key) new_line(indent);
            members(*object, indent);
        } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
            // As kubectl has it: the items of a list stand under their key without more indentation.
            const std::size_t column = after_key ? indent - 2 : indent;
            if (after_key) new_line(column);
            items(*array, column);
        } else {
            if (after_key) out += ' ';
            scalar(value, after_key ? indent : indent + 2);
        }
    }

private:
    void new_line(std::size_t indent) {
        out += '\n';
        out.append(indent, ' ');
    }

    void members(const json::object& object, std::size_t indent) {
        bool first = true;
        for (const auto& [key, item] : object) {
            if (!std::exchange(first, false)) new_line(indent);
            const std::string_view name = key;
            const bool explicit_key = name.size() > longest_key;
            if (explicit_key) out += "? ";
            if (plain_is_safe(name) && !explicit_key) {
                out += name;
            } else {
                append_text(out, name);
            }
            if (explicit_key) new_line(indent);
            out += ':';
            value(item, indent + 2, true);
        }
    }

    void items(const json::array& array, std::size_t indent) {
        bool first = true;
        for (const json::value& item : array) {
            if (!std::exchange(first, false)) new_line(indent);
            out += "- ";
            item_value(item, indent + 2);
        }
    }

    /// A list item: its first line continues the "- ".
    void item_value(const json::value& item, std::size_t indent) {
        if (const auto* object = item.if_object(); object != nullptr && !object->empty()) {
            members(*object, indent);
        } else if (const auto* array = item.if_array(); array != nullptr && !array->empty()) {
            items(*array, indent);
        } else {
            scalar(item, indent);
        }
    }

    void scalar(const json::value& value, std::size_t indent) {
        if (value.is_object()) {
            out += "{}";
        } else if (value.is_array()) {
            out += "[]";
        } else if (!value.is_string()) {
            append_json(out, value);
        } else if (const std::string_view text = value.get_string(); plain_is_safe(text)) {
            out += text;
        } else if (!text.empty() && literal_is_safe(text)) {
            literal(text, indent);
        } else {
            append_text(out, text);
        }
    }

    void literal(std::string_view text, std::size_t indent) {
        if (!text.ends_with('\n')) {
            out += "|-";
        } else if (text.ends_with("\n\n")) {
            out += "|+";
            text.remove_suffix(1);
        } else {
            out += '|';
            text.remove_suffix(1);
        }
        while (true) {
            const std::size_t newline = text.find('\n');
            const std::string_view line = text.substr(0, newline);
            if (line.empty()) {
                out += '\n';
            } else {
                new_line(indent);
                out += line;
            }
            if (newline == std::string_view::npos) return;
            text.remove_prefix(newline + 1);
        }
    }
};

}  // namespace

std::string to_yaml(const json::value& value) {
    Writer writer;
    writer.value(value, 0, false);
    writer.out += '\n';
    return std::move(writer.out);
}

}  // namespace nexa::wire
