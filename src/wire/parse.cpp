#include "wire/parse.hpp"

#include <charconv>
#include <cmath>

#include "wire/position.hpp"

namespace nexa::wire {
namespace {

/// Carries a failure out of the recursion; never leaves this file.
struct Stop {
    ErrorCode code;
    std::size_t at;
    std::string message;
};

class JsonParser {
public:
    JsonParser(std::string_view text, const ParseLimits& limits) : text_(text), limits_(limits) {}

    json::value document() {
        skip_space();
        if (done()) stop("the text is empty; a JSON value is expected");
        json::value root = value(0);
        skip_space();
        if (!done()) stop(fmt::format("nothing may follow the value, found {}", found()));
        return root;
    }

private:
    bool done() const { return at_ == text_.size(); }
    char peek() const { return done() ? '\0' : text_[at_]; }

    [[noreturn]] void stop(std::string message, ErrorCode code = ErrorCode::invalid) const { throw Stop{code, at_, std::move(message)}; }
    [[noreturn]] void stop_at(std::size_t at, std::string message) const { throw Stop{ErrorCode::invalid, at, std::move(message)}; }

    std::string found() const {
        if (done()) return "the end of the text";
        const auto byte = static_cast<unsigned char>(peek());
        if (byte < 0x20) return fmt::format("a control character (0x{:02x})", byte);
        if (byte < 0x80) return fmt::format("'{}'", static_cast<char>(byte));
        return "a character outside of ASCII";
    }

    void skip_space() {
        while (!done() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
    }

    json::value value(std::size_t depth) {
        if (++nodes_ > limits_.nodes) stop(fmt::format("more than {} values", limits_.nodes), ErrorCode::too_large);
        switch (peek()) {
            case '{':
                return object(depth + 1);
            case '[':
                return array(depth + 1);
            case '"': {
                std::string scratch;
                return json::string(string(scratch));
            }
            case 't':
                return word("true", true);
            case 'f':
                return word("false", false);
            case 'n':
                return word("null", nullptr);
            default:
                return number();
        }
    }

    json::value word(std::string_view spelling, json::value meaning) {
        if (text_.substr(at_, spelling.size()) != spelling) stop("a value is expected: true, false, null, a number, \"text\", [ or {");
        at_ += spelling.size();
        return meaning;
    }

    void deeper(std::size_t depth) {
        if (depth > limits_.depth) stop(fmt::format("nested deeper than {} levels", limits_.depth), ErrorCode::too_large);
        ++at_;
        skip_space();
    }

    json::value object(std::size_t depth) {
        deeper(depth);
        json::object made;
        std::string scratch;
        if (peek() != '}') {
            while (true) {
                if (peek() != '"') stop(fmt::format("a key in double quotes is expected, found {}", found()));
                const std::size_t start = at_;
                const std::string_view key = string(scratch);
                skip_space();
                if (peek() != ':') stop(fmt::format("':' is expected after a key, found {}", found()));
                ++at_;
                skip_space();
                if (!made.emplace(key, value(depth)).second) stop_at(start, fmt::format("the key \"{}\" stands twice in one object", key));
                if (!more('}')) break;
                if (peek() == '}') stop("a comma before '}'");
            }
        }
        ++at_;
        return made;
    }

    json::value array(std::size_t depth) {
        deeper(depth);
        json::array made;
        if (peek() != ']') {
            while (true) {
                made.push_back(value(depth));
                if (!more(']')) break;
                if (peek() == ']') stop("a comma before ']'");
            }
        }
        ++at_;
        return made;
    }

    /// After a member: true when another follows, false at the closing bracket (which stays).
    bool more(char close) {
        skip_space();
        if (peek() == close) return false;
        if (peek() != ',') stop(fmt::format("',' or '{}' is expected, found {}", close, found()));
        ++at_;
        skip_space();
        return true;
    }

    /// The text's contents; a view into the input when nothing is escaped, else into `scratch`.
    std::string_view string(std::string& scratch) {
        const std::size_t start = ++at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && static_cast<unsigned char>(text_[at_]) >= 0x20) ++at_;
        if (peek() == '"') return text_.substr(start, at_++ - start);
        scratch.assign(text_.substr(start, at_ - start));
        while (true) {
            if (done()) stop_at(start - 1, "a text without its closing quote");
            const char letter = text_[at_];
            if (letter == '"') break;
            if (static_cast<unsigned char>(letter) < 0x20) stop(fmt::format("{} inside a text; write it as an escape", found()));
            ++at_;
            if (letter == '\\') {
                escape(scratch);
            } else {
                scratch += letter;
            }
        }
        ++at_;
        return scratch;
    }

    void escape(std::string& out) {
        const std::size_t start = at_ - 1;
        const char letter = peek();
        if (!done()) ++at_;
        switch (letter) {
            case '"':
                out += '"';
                return;
            case '\\':
                out += '\\';
                return;
            case '/':
                out += '/';
                return;
            case 'b':
                out += '\b';
                return;
            case 'f':
                out += '\f';
                return;
            case 'n':
                out += '\n';
                return;
            case 'r':
                out += '\r';
                return;
            case 't':
                out += '\t';
                return;
            case 'u':
                break;
            default:
                stop_at(start, "an unknown escape in a text");
        }
        std::uint32_t point = four_digits(start);
        if (point >= 0xdc00 && point <= 0xdfff) stop_at(start, "the second half of a surrogate pair without its first");
        if (point >= 0xd800 && point <= 0xdbff) {
            if (text_.substr(at_, 2) != "\\u") stop_at(start, "half a surrogate pair");
            at_ += 2;
            const std::uint32_t low = four_digits(start);
            if (low < 0xdc00 || low > 0xdfff) stop_at(start, "half a surrogate pair");
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        }
        append_utf8(out, point);
    }

    std::uint32_t four_digits(std::size_t start) {
        std::uint32_t point = 0;
        const std::string_view digits = text_.substr(at_, 4);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
        if (digits.size() != 4 || error != std::errc{} || end != digits.data() + 4) stop_at(start, "\\u needs four hexadecimal digits");
        at_ += 4;
        return point;
    }

    static void append_utf8(std::string& out, std::uint32_t point) {
        const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xc0 | (point >> 6));
            put(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            put(0xe0 | (point >> 12));
            put(0x80 | ((point >> 6) & 0x3f));
            put(0x80 | (point & 0x3f));
        } else {
            put(0xf0 | (point >> 18));
            put(0x80 | ((point >> 12) & 0x3f));
            put(0x80 | ((point >> 6) & 0x3f));
            put(0x80 | (point & 0x3f));
        }
    }

    bool digit() const { return peek() >= '0' && peek() <= '9'; }
    void digits(std::string_view where) {
        if (!digit()) stop(fmt::format("a digit is expected {}, found {}", where, found()));
        while (digit()) ++at_;
    }

    json::value number() {
        const std::size_t start = at_;
        const bool negative = peek() == '-';
        if (negative) ++at_;
        if (!digit()) {
            at_ = start;
            stop(fmt::format("a value is expected: true, false, null, a number, \"text\", [ or {{; found {}", found()));
        }
        if (peek() == '0') {
            ++at_;
            if (digit()) stop_at(start, "a number with a leading zero; put it in quotes if it is a text");
        } else {
            digits("in a number");
        }
        bool whole = true;
        if (peek() == '.') {
            ++at_;
            digits("after the decimal point");
            whole = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            digits("in the exponent");
            whole = false;
        }
        const char* first = text_.data() + start;
        const char* last = text_.data() + at_;
        if (whole) {
            std::int64_t small = 0;
            if (std::from_chars(first, last, small).ec == std::errc{}) return small;
            std::uint64_t large = 0;
            if (!negative && std::from_chars(first, last, large).ec == std::errc{}) return large;
        }
        double real = 0;
        const auto [end, error] = std::from_chars(first, last, real);
        // Too small comes out as zero, which is as near as a double gets; too large has no such neighbour.
        if (error != std::errc{} && !tiny({first, last})) stop_at(start, "a number too large for 64-bit floating point");
        return real;
    }

    static bool tiny(std::string_view number) {
        const std::size_t exponent = number.find_first_of("eE");
        if (exponent != std::string_view::npos) return exponent + 1 < number.size() && number[exponent + 1] == '-';
        return number.starts_with("0.") || number.starts_with("-0.");
    }

    std::string_view text_;
    const ParseLimits& limits_;
    std::size_t at_ = 0;
    std::size_t nodes_ = 0;
};

}  // namespace

Result<json::value> parse_json(std::string_view text, const ParseLimits& limits) {
    if (text.size() > limits.bytes) return over_bytes(text.size(), limits.bytes);
    if (auto problem = text_problem(text)) return fail(ErrorCode::invalid, std::move(*problem));
    try {
        return JsonParser(text, limits).document();
    } catch (const Stop& stop) {
        return fail(stop.code, fmt::format("{}: {}", position(text, stop.at), stop.message));
    }
}

}  // namespace nexa::wire
