#include <charconv>

#include <fmt/ranges.h>

#include "data/sandbox/metadata_rules.hpp"
#include "data/sandbox/selector.hpp"

/// Reads label selectors as apimachinery's labels package does, and objects in its words. "in" and "notin" are operators only where an
/// operator may stand: they are labels and values elsewhere.
namespace nexa::sandbox {

namespace {

constexpr std::string_view symbols = "=!(),><";
constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view operators[] = {")", ",", "!", "==", "=", ">", "<", "!=", "("};

struct Token {
    enum class Is { end, symbol, word, broken } is = Is::end;
    std::string text;

    bool symbol(std::string_view which) const { return is == Is::symbol && text == which; }
};

/// The tokens of a selector; the last one is the end.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> all() {
        std::vector<Token> out;
        do out.push_back(next());
        while (out.back().is != Token::Is::end);
        return out;
    }

private:
    Token next() {
        const auto start = text_.find_first_not_of(blanks, at_);
        if (start == std::string_view::npos) return {};
        at_ = start;
        return symbols.contains(text_[at_]) ? symbol() : word();
    }

    Token word() {
        const auto start = at_;
        while (at_ < text_.size() && !symbols.contains(text_[at_]) && !blanks.contains(text_[at_])) ++at_;
        return {Token::Is::word, std::string(text_.substr(start, at_ - start))};
    }

    /// The longest operator.
    Token symbol() {
        const auto start = at_;
        std::string_view longest;
        for (std::size_t size = 1; start + size <= text_.size() && symbols.contains(text_[start + size - 1]); ++size) {
            const auto candidate = text_.substr(start, size);
            if (std::ranges::find(operators, candidate) != std::end(operators)) longest = candidate;
        }
        at_ = start + longest.size();
        return {Token::Is::symbol, std::string(longest)};
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

template <class... Parts>
std::unexpected<StatusError> broken(fmt::format_string<Parts...> form, Parts&&... parts) {
    return refuse(status::bad_request(fmt::format(form, std::forward<Parts>(parts)...)));
}

}  // namespace

/// One pass over the tokens.
class LabelSelector::Parser {
public:
    explicit Parser(std::string_view text) : tokens_(Lexer(text).all()) {}

    Outcome<LabelSelector> run() {
        LabelSelector out;
        while (!peek().symbol(",") && peek().is != Token::Is::end) {
            if (!begins_term(peek())) return broken("found '{}', expected: !, identifier, or 'end of string'", peek().text);
            auto term = requirement();
            if (!term) return broken("unable to parse requirement: {}", term.error());
            out.terms_.push_back(std::move(*term));
            const auto after = take();
            if (after.is == Token::Is::end) return out;
            if (!after.symbol(",")) return broken("found '{}', expected: ',' or 'end of string'", after.text);
            if (!begins_term(peek())) return broken("found '{}', expected: identifier after ','", peek().text);
        }
        if (peek().is != Token::Is::end) return broken("found '{}', expected: !, identifier, or 'end of string'", peek().text);
        return out;
    }

private:
    using Words = std::expected<std::set<std::string>, std::string>;

    const Token& peek() const { return tokens_[at_]; }
    Token take() {
        const auto& token = tokens_[at_];
        if (at_ + 1 < tokens_.size()) ++at_;
        return token;
    }
    static bool begins_term(const Token& token) { return token.is == Token::Is::word || token.symbol("!"); }

    std::expected<Term, std::string> requirement() {
        bool absent = false;
        auto key = take();
        if (key.symbol("!")) {
            absent = true;
            key = take();
        }
        if (key.is != Token::Is::word) return std::unexpected(fmt::format("found '{}', expected: identifier", key.text));
        if (const auto wrong = label_key_objection(key.text); !wrong.empty())
            return std::unexpected(fmt::format("<nil>: Invalid value: \"{}\": {}", key.text, wrong));
        Term term{.op = absent ? Term::Op::not_exists : Term::Op::exists, .label = key.text, .values = {}};
        if (absent || peek().is == Token::Is::end || peek().symbol(",")) return term;

        const auto op = take();
        const bool listed = op.is == Token::Is::word && (op.text == "in" || op.text == "notin");
        const bool exact = op.symbol("=") || op.symbol("==") || op.symbol("!=");
        const bool ordered = op.symbol(">") || op.symbol("<");
        if (!listed && !exact && !ordered)
            return std::unexpected(fmt::format("found '{}', expected: in, notin, =, ==, !=, gt, lt", op.text));
        auto values = listed ? list() : value();
        if (!values) return std::unexpected(values.error());
        term.values.assign(values->begin(), values->end());
        if (ordered) {
            term.op = op.text == ">" ? Term::Op::greater : Term::Op::less;
        } else {
            term.op = op.text == "notin" || op.text == "!=" ? Term::Op::not_in : Term::Op::in;
        }
        if (auto wrong = objections(term); !wrong.empty()) return std::unexpected(std::move(wrong));
        return term;
    }

    /// What stands behind an operator of equality or order; nothing is the empty text.
    Words value() {
        if (peek().is == Token::Is::end || peek().symbol(",")) return std::set<std::string>{""};
        const auto token = take();
        if (token.is != Token::Is::word) return std::unexpected(fmt::format("found '{}', expected: identifier", token.text));
        return std::set<std::string>{token.text};
    }

    /// `(a,b)`: an element that is left out is the empty text.
    Words list() {
        if (const auto open = take(); !open.symbol("(")) return std::unexpected(fmt::format("found '{}' expected: '('", open.text));
        std::set<std::string> out;
        if (peek().symbol(")")) {
            take();
            return std::set<std::string>{""};
        }
        if (peek().is != Token::Is::word && !peek().symbol(","))
            return std::unexpected(fmt::format("found '{}', expected: ',', ')' or identifier", peek().text));
        for (bool after_comma = true;;) {
            const auto token = take();
            if (token.is == Token::Is::word) {
                out.insert(token.text);
                if (!peek().symbol(",") && !peek().symbol(")"))
                    return std::unexpected(fmt::format("found '{}', expected: ',' or ')'", peek().text));
                after_comma = false;
            } else if (token.symbol(",")) {
                if (after_comma) out.insert("");
                after_comma = true;
            } else if (token.symbol(")")) {
                if (after_comma) out.insert("");
                return out;
            } else {
                return std::unexpected(fmt::format("found '{}', expected: ',', or identifier", token.text));
            }
        }
    }

    static std::string objections(const Term& term) {
        std::vector<std::string> wrong;
        for (std::size_t at = 0; at < term.values.size(); ++at) {
            const auto& value = term.values[at];
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            const bool ordered = term.op == Term::Op::greater || term.op == Term::Op::less;
            if (ordered && (error != std::errc() || end != value.data() + value.size()))
                wrong.push_back(
                    fmt::format("values[{}]: Invalid value: \"{}\": for 'Gt', 'Lt' operators, the value must be an integer", at, value));
            if (const auto why = label_value_objection(value); !why.empty())
                wrong.push_back(fmt::format("values[{}][{}]: Invalid value: \"{}\": {}", at, term.label, value, why));
        }
        return wrong.size() > 1 ? fmt::format("[{}]", fmt::join(wrong, ", ")) : wrong.empty() ? std::string() : wrong.front();
    }

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

Outcome<LabelSelector> LabelSelector::parse(std::string_view text) {
    return Parser(text).run();
}

}  // namespace nexa::sandbox
