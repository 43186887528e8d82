#include "wire/decode.hpp"

#include <cmath>

namespace nexa::wire {
namespace {

constexpr std::size_t most_issues = 100;

std::string_view kind_name(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return "null";
        case json::kind::bool_:
            return "a boolean";
        case json::kind::int64:
        case json::kind::uint64:
            return "an integer";
        case json::kind::double_:
            return "a number";
        case json::kind::string:
            return "a text";
        case json::kind::array:
            return "a list";
        case json::kind::object:
            return "an object";
    }
    return "something else";
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

std::string cut(std::string_view text) {
    constexpr std::size_t most = 64;
    if (text.size() <= most) return std::string(text);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "...";
}

/// Levenshtein's distance, a swap of neighbours counting once; what is over `limit` may come out as any number above it.
std::size_t distance(std::string_view left, std::string_view right, std::size_t limit) {
    if (std::max(left.size(), right.size()) - std::min(left.size(), right.size()) > limit) return limit + 1;
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> now(right.size() + 1);
    for (std::size_t column = 0; column <= right.size(); ++column) last[column] = column;
    for (std::size_t row = 1; row <= left.size(); ++row) {
        now[0] = row;
        for (std::size_t column = 1; column <= right.size(); ++column) {
            const bool same = std::tolower(left[row - 1]) == std::tolower(right[column - 1]);
            now[column] = std::min({last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0U : 1U)});
            const bool swapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
            if (swapped) now[column] = std::min(now[column], before[column - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[right.size()];
}

}  // namespace

std::string escape_pointer(std::string_view token) {
    std::string out;
    out.reserve(token.size());
    for (const char letter : token) {
        if (letter == '~') {
            out += "~0";
        } else if (letter == '/') {
            out += "~1";
        } else {
            out += letter;
        }
    }
    return out;
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> known) {
    if (name.size() > 128) return {};
    std::string_view best;
    std::size_t least = std::max<std::size_t>(1, std::min<std::size_t>(3, name.size() / 3)) + 1;
    for (const std::string_view candidate : known) {
        const std::size_t far = distance(name, candidate, least);
        if (far < least) {
            least = far;
            best = candidate;
        }
    }
    return best;
}

void Decoder::issue(std::string message) {
    if (++count_ <= most_issues) issues_.push_back({pointer_, std::move(message), {}});
}

void Decoder::enter(std::string_view token) {
    marks_.push_back(pointer_.size());
    pointer_ += '/';
    if (token.find_first_of("~/") == std::string_view::npos) {
        pointer_ += token;
    } else {
        pointer_ += escape_pointer(token);
    }
}

void Decoder::enter(std::size_t index) {
    marks_.push_back(pointer_.size());
    fmt::format_to(std::back_inserter(pointer_), "/{}", index);
}

void Decoder::leave() {
    pointer_.resize(marks_.back());
    marks_.pop_back();
}

Error Decoder::error() && {
    const auto place = [](const Issue& issue) { return issue.pointer.empty() ? std::string("the body") : issue.pointer; };
    std::string message = fmt::format("{} {}", place(issues_.front()), issues_.front().message);
    if (count_ > 1) message += fmt::format(" (and {} more problem{})", count_ - 1, count_ > 2 ? "s" : "");
    return {ErrorCode::invalid, std::move(message), std::move(issues_)};
}

void Decoder::wrong_type(std::string_view expected, const json::value& found) {
    issue(fmt::format("must be {}, found {}", expected, kind_name(found)));
}

void Decoder::read(const json::value& from, bool& to) {
    if (from.is_bool()) {
        to = from.get_bool();
    } else {
        wrong_type("a boolean", from);
    }
}

void Decoder::range(double value, const Number& limits) {
    if (value < limits.min) issue(fmt::format("must be at least {}, found {}", limits.min, value));
    if (value > limits.max) issue(fmt::format("must be at most {}, found {}", limits.max, value));
}

void Decoder::read(const json::value& from, double& to, const Number& limits) {
    if (!from.is_number()) return wrong_type("a number", from);
    to = from.to_number<double>();
    range(to, limits);
}

void Decoder::read(const json::value& from, std::string& to, const Text& limits) {
    if (!from.is_string()) return wrong_type("a text", from);
    const std::string_view text = from.get_string();
    to = text;
    if (limits.min > 0 || limits.max < text.size()) {
        const std::size_t length = characters(text);
        if (length == 0 && limits.min > 0) return issue("must not be empty");
        if (length < limits.min) return issue(fmt::format("must have at least {} characters, found {}", limits.min, length));
        if (length > limits.max) return issue(fmt::format("must have at most {} characters, found {}", limits.max, length));
    }
    if (limits.pattern.matches != nullptr && !limits.pattern.matches(text)) {
        issue(fmt::format("must be {}, found \"{}\"", limits.pattern.says, cut(text)));
    }
}

void Decoder::read(const json::value& from, Time& to) {
    if (!from.is_string()) return wrong_type("a time as text (2026-01-31T23:59:59Z)", from);
    const auto time = parse_rfc3339(std::string_view(from.get_string()));
    if (time) {
        to = *time;
    } else {
        issue(time.error().message);
    }
}

void Decoder::read(const json::value& from, json::object& to) {
    if (from.is_object()) {
        to = from.get_object();
    } else {
        wrong_type("an object", from);
    }
}

void Decoder::read_integer(const json::value& from, std::int64_t& to, std::int64_t least, std::int64_t most, const Number& limits) {
    if (from.is_int64()) {
        to = from.get_int64();
    } else if (from.is_uint64() && from.get_uint64() <= static_cast<std::uint64_t>(most)) {
        to = static_cast<std::int64_t>(from.get_uint64());
    } else if (from.is_uint64()) {
        return issue(fmt::format("must be between {} and {}, found {}", least, most, from.get_uint64()));
    } else {
        return wrong_type("an integer", from);
    }
    if (to < least || to > most) return issue(fmt::format("must be between {} and {}, found {}", least, most, to));
    range(static_cast<double>(to), limits);
}

void Decoder::read_integer(const json::value& from, std::uint64_t& to, std::uint64_t most, const Number& limits) {
    if (from.is_uint64()) {
        to = from.get_uint64();
    } else if (from.is_int64() && from.get_int64() >= 0) {
        to = static_cast<std::uint64_t>(from.get_int64());
    } else if (from.is_int64()) {
        return issue(fmt::format("must be between 0 and {}, found {}", most, from.get_int64()));
    } else {
        return wrong_type("an integer", from);
    }
    if (to > most) return issue(fmt::format("must be between 0 and {}, found {}", most, to));
    range(static_cast<double>(to), limits);
}

void Decoder::read_name(const json::value& from, std::int64_t& to, std::span<const EnumEntry> entries) {
    if (!from.is_string()) return wrong_type("a text", from);
    const std::string_view text = from.get_string();
    std::string list;
    for (const EnumEntry& entry : entries) {
        if (entry.text == text) {
            to = entry.value;
            return;
        }
        list += list.empty() ? "" : ", ";
        list += entry.text;
    }
    issue(fmt::format("must be one of {}; found \"{}\"", list, cut(text)));
}

const json::object* Decoder::object(const json::value& from, const Items& limits) {
    const json::object* found = from.if_object();
    if (found == nullptr) {
        wrong_type("an object", from);
    } else {
        count(found->size(), limits);
    }
    return found;
}

const json::array* Decoder::array(const json::value& from, const Items& limits) {
    const json::array* found = from.if_array();
    if (found == nullptr) {
        wrong_type("a list", from);
    } else {
        count(found->size(), limits);
    }
    return found;
}

void Decoder::count(std::size_t size, const Items& limits) {
    if (size < limits.min) issue(fmt::format("must have at least {} entr{}, found {}", limits.min, limits.min == 1 ? "y" : "ies", size));
    if (size > limits.max) issue(fmt::format("must have at most {} entr{}, found {}", limits.max, limits.max == 1 ? "y" : "ies", size));
}

void Decoder::unknown_fields(const json::object& from, std::span<const std::string_view> known) {
    for (const auto& [key, value] : from) {
        if (std::ranges::find(known, std::string_view(key)) != known.end()) continue;
        enter(key);
        const std::string_view meant = nearest(key, known);
        issue(meant.empty() ? std::string("is not a known field") : fmt::format("is not a known field; did you mean \"{}\"?", meant));
        leave();
    }
}

}  // namespace nexa::wire
