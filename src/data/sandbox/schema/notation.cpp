#include "data/sandbox/schema/notation.hpp"

#include <charconv>
#include <stdexcept>

namespace nexa::sandbox {

namespace {

/// Recursive descent over one text.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::shared_ptr<Schema> type() {
        if (take('!')) {
            auto inner = type();
            inner->atomic_map = true;
            return inner;
        }
        if (take('&')) {
            auto inner = type();
            inner->always_present = true;
            return inner;
        }
        auto schema = std::make_shared<Schema>();
        switch (next()) {
            case 's':
                schema->type = Schema::Type::string;
                pattern(*schema);
                break;
            case 'i':
                schema->type = Schema::Type::integer;
                bounds(*schema);
                break;
            case 'n':
                schema->type = Schema::Type::number;
                bounds(*schema);
                break;
            case 'b':
                schema->type = Schema::Type::boolean;
                break;
            case 'q':
                schema->type = Schema::Type::int_or_string;
                break;
            case '~':
                schema->preserve_unknown = true;
                break;
            case 't':
                schema->type = Schema::Type::string;
                schema->format = "date-time";
                break;
            case 'y':
                schema->type = Schema::Type::string;
                schema->format = "byte";
                break;
            case 'e':
                enumeration(*schema);
                break;
            case '{':
                fields(*schema, '}');
                break;
            case '<':
                schema->type = Schema::Type::object;
                schema->additional = type();
                expect('>');
                break;
            case '[':
                list(*schema);
                break;
            default:
                broken("no type");
        }
        if (take('=')) schema->default_value = literal();
        finish(*schema);
        return schema;
    }

    void fields(Schema& schema, char end) {
        schema.type = Schema::Type::object;
        while (!done() && peek() != end) {
            skip();
            if (text_.substr(at_, 2) == "..") {
                at_ += 2;
                schema.preserve_unknown = true;
            } else {
                const auto name = word();
                if (take('*')) schema.required.push_back(name);
                expect(':');
                schema.properties[name] = type();
            }
            skip();
            if (!take(',')) break;
            skip();
        }
        if (end) expect(end);
    }

    bool done() const { return at_ >= text_.size(); }
    [[noreturn]] void broken(std::string_view what) const {
        throw std::logic_error(fmt::format("schema notation: {} at {} of: {}", what, at_, text_.substr(at_ > 40 ? at_ - 40 : 0, 80)));
    }

private:
    char peek() const { return done() ? '\0' : text_[at_]; }
    char next() {
        if (done()) broken("unexpected end");
        return text_[at_++];
    }
    bool take(char expected) {
        if (peek() != expected) return false;
        ++at_;
        return true;
    }
    void expect(char expected) {
        if (!take(expected)) broken(fmt::format("expected '{}'", expected));
    }
    void skip() {
        while (peek() == ' ' || peek() == '\n') ++at_;
    }
    std::string word() {
        const auto start = at_;
        while (!done() &&
               (std::isalnum(static_cast<unsigned char>(peek())) || std::string_view("_-$.").find(peek()) != std::string_view::npos))
            ++at_;
        if (start == at_) broken("no name");
        return std::string(text_.substr(start, at_ - start));
    }
    std::string until(char end) {
        std::string out;
        while (peek() != end) {
            if (peek() == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == end) ++at_;
            out += next();
        }
        ++at_;
        return out;
    }
    void pattern(Schema& schema) {
        if (take('/')) schema.pattern = until('/');
    }
    void bounds(Schema& schema) {
        if (!take('(')) return;
        const auto number = [](const std::string& digits) -> std::optional<double> {
            if (digits.empty()) return std::nullopt;
            return std::stod(digits);
        };
        schema.minimum = number(until(','));
        schema.maximum = number(until(')'));
    }
    void enumeration(Schema& schema) {
        schema.type = Schema::Type::string;
        expect('(');
        const auto all = until(')');
        for (std::size_t from = 0; from <= all.size();) {
            const auto to = std::min(all.find('|', from), all.size());
            schema.enumeration.emplace_back(std::string_view(all).substr(from, to - from));
            from = to + 1;
        }
    }
    void list(Schema& schema) {
        schema.type = Schema::Type::array;
        if (take('=')) schema.list_type = Schema::ListType::set;
        schema.items = type();
        if (take('@')) schema.strategic_key = word();
        if (take('|')) {
            schema.list_type = Schema::ListType::map;
            do schema.list_keys.push_back(word());
            while (take(','));
        }
        expect(']');
    }
    json::value literal() {
        if (take('\'')) return json::value(until('\''));
        if (take('{')) {
            expect('}');
            return json::object();
        }
        const auto start = at_;
        while (!done() && (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '-')) ++at_;
        const auto token = text_.substr(start, at_ - start);
        if (token == "true") return true;
        if (token == "false") return false;
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
        if (error != std::errc() || end != token.data() + token.size()) broken("no literal");
        return number;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

SchemaPtr parse_notation(std::string_view text) {
    Reader reader(text);
    auto schema = reader.type();
    if (!reader.done()) reader.broken("text after the type");
    return schema;
}

SchemaPtr root_schema(std::string_view fields) {
    static const SchemaPtr plain = parse_notation("s");
    auto schema = std::make_shared<Schema>();
    Reader reader(fields);
    reader.fields(*schema, '\0');
    if (!reader.done()) reader.broken("text after the fields");
    schema->properties["apiVersion"] = plain;
    schema->properties["kind"] = plain;
    schema->properties["metadata"] = Schema::object_meta();
    finish(*schema);
    return schema;
}

}  // namespace nexa::sandbox
