#include "data/sandbox/rest/go_words.hpp"

#include <vector>

#include <fmt/format.h>

namespace nexa::sandbox::rest {

namespace {

std::string quoted_character(char c) {
    if (c == '\'') return R"('\'')";
    if (c == '"') return R"('"')";
    const std::string text = go_quoted(std::string_view(&c, 1));
    return "'" + text.substr(1, text.size() - 2) + "'";
}

/// Reads a JSON text until it can't be one any more.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::string error() {
        while (skip_space()) {
            const char c = text_[at_];
            const auto wrong = step(c);
            if (!wrong.empty()) return fmt::format("invalid character {} {}", quoted_character(text_[at_]), wrong);
            if (at_ >= text_.size()) break;
        }
        return "unexpected end of JSON input";
    }

private:
    enum class Expect { value, first_item, first_key, key, colon, after };

    bool skip_space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) ++at_;
        return at_ < text_.size();
    }

    /// Consumes one token; what is wrong with the character at `at_`, or "".
    std::string step(char c) {
        switch (expect_) {
            case Expect::first_item:
                if (c == ']') return close();
                [[fallthrough]];
            case Expect::value:
                return value(c);
            case Expect::first_key:
                if (c == '}') return close();
                [[fallthrough]];
            case Expect::key:
                if (c != '"') return "looking for beginning of object key string";
                expect_ = Expect::colon;
                return string();
            case Expect::colon:
                if (c != ':') return "after object key";
                ++at_;
                expect_ = Expect::value;
                return {};
            case Expect::after:
                break;
        }
        if (open_.empty()) return "after top-level value";
        const bool in_object = open_.back() == '{';
        if (c == (in_object ? '}' : ']')) return close();
        if (c != ',') return in_object ? "after object key:value pair" : "after array element";
        ++at_;
        expect_ = in_object ? Expect::key : Expect::value;
        return {};
    }

    std::string value(char c) {
        expect_ = Expect::after;
        if (c == '{' || c == '[') {
            open_.push_back(c);
            ++at_;
            expect_ = c == '{' ? Expect::first_key : Expect::first_item;
            return {};
        }
        if (c == '"') return string();
        for (const std::string_view word : {"true", "false", "null"}) {
            if (c == word.front()) return literal(word);
        }
        static constexpr std::string_view digits = "0123456789";
        if (c != '-' && !digits.contains(c)) return "looking for beginning of value";
        while (at_ < text_.size() && std::string_view("+-.eE0123456789").contains(text_[at_])) ++at_;
        return {};
    }

    std::string close() {
        open_.pop_back();
        ++at_;
        expect_ = Expect::after;
        return {};
    }

    std::string string() {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                ++at_;
                return {};
            }
            if (static_cast<unsigned char>(text_[at_]) < 0x20) return "in string literal";
            if (text_[at_] == '\\') ++at_;
        }
        return {};
    }

    std::string literal(std::string_view word) {
        for (const char wanted : word) {
            if (at_ >= text_.size()) return {};
            if (text_[at_] != wanted) return fmt::format("in literal {} (expecting {})", word, quoted_character(wanted));
            ++at_;
        }
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Expect expect_ = Expect::value;
    std::vector<char> open_;
};

}  // namespace

std::string go_json_error(std::string_view text) {
    return Scanner(text).error();
}

std::string_view go_type(const json::value& value) {
    if (value.is_object()) return "object";
    if (value.is_array()) return "array";
    if (value.is_string()) return "string";
    if (value.is_bool()) return "bool";
    return value.is_null() ? "null" : "number";
}

std::string go_quoted(std::string_view text) {
    static constexpr std::string_view plain = "\"\\\a\b\f\n\r\t\v";
    static constexpr std::string_view escaped = "\"\\abfnrtv";
    std::string out = "\"";
    for (const char c : text) {
        if (const auto at = plain.find(c); at != std::string_view::npos) {
            out += '\\';
            out += escaped[at];
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace nexa::sandbox::rest
