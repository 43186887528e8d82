#include "data/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nexa {
namespace {

constexpr bool is_lower(char each) noexcept {
    return each >= 'a' && each <= 'z';
}
constexpr bool is_upper(char each) noexcept {
    return each >= 'A' && each <= 'Z';
}
constexpr bool is_word(char each) noexcept {
    return is_lower(each) || is_upper(each) || (each >= '0' && each <= '9') || each == '_' || each == '$';
}
constexpr bool is_path(char each) noexcept {
    return is_word(each) || each == '.';
}

std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t\r\n");
    const auto last = text.find_last_not_of(" \t\r\n:");
    return last == std::string_view::npos || first > last ? std::string_view() : text.substr(first, last - first + 1);
}

/// "java.net.ConnectException", "TimeoutException", "NotSupported": a name in a program's spelling, not a word of a sentence.
bool is_class_name(std::string_view word) noexcept {
    const std::string_view name = word.substr(word.rfind('.') + 1);
    if (name.empty() || !is_upper(name.front()) || !std::ranges::all_of(word, is_path)) return false;
    if (name.size() < word.size()) return name.ends_with("Exception") || name.ends_with("Error") || name == "Throwable";
    return name == "Throwable" || (std::ranges::any_of(name, is_lower) && std::ranges::count_if(name, is_upper) > 1);
}

/// "Ready=False", "NotReady", "Creating", and a state such as "SUBMISSION_FAILED".
bool is_condition(std::string_view word) noexcept {
    static constexpr std::array<std::string_view, 6> types{"NotReady", "Ready=False", "Ready=Unknown", "Creating", "Error", "Failed"};
    if (std::ranges::find(types, word) != types.end()) return true;
    return word.size() > 3 && std::ranges::all_of(word, [](char each) { return is_upper(each) || each == '_'; });
}

/// Without the names of exceptions wherever they stand: "failed: org.apache.kafka.errors.DataException: no field" is "failed: no field".
std::string without_classes(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is_path) - text.begin());
        const std::string_view word = text.substr(0, end);
        const bool is_noise = word.contains('.') && is_class_name(word) && text.substr(end).starts_with(": ");
        if (!is_noise) kept += word;
        text.remove_prefix(is_noise ? end + 2 : end);
        while (!text.empty() && !is_word(text.front())) {
            kept += text.front();
            text.remove_prefix(1);
        }
    }
    return kept;
}

/// The first line without the frames of a stack trace, and without the names in front of what is meant.
std::string essence(std::string_view text) {
    text = text.substr(0, text.find('\n'));
    text = text.substr(0, text.find("\tat "));
    for (auto colon = text.find(": "); colon != std::string_view::npos; colon = text.find(": ")) {
        const std::string_view word = text.substr(0, colon);
        if (!is_condition(word) && !is_class_name(word)) break;
        text.remove_prefix(colon + 2);
    }
    return without_classes(trimmed(text));
}

/// Begins with a capital, unless it begins with a name ("default.replication.factor"), and ends with a full stop.
std::string sentence(std::string text) {
    if (text.empty()) return text;
    const std::string_view first = std::string_view(text).substr(0, text.find(' '));
    const bool is_plain = std::ranges::all_of(first.substr(0, first.find_last_not_of(",;:") + 1), is_lower);
    if (is_plain) text.front() = static_cast<char>(text.front() - 'a' + 'A');
    if (const char last = text.back(); last != '.' && last != '!' && last != '?') text += '.';
    return text;
}

std::string filled(std::string_view words, const std::vector<std::string_view>& texts) {
    std::string made;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const bool is_place = words[at] == '{' && at + 2 < words.size() && words[at + 2] == '}';
        if (!is_place) {
            made += words[at];
            continue;
        }
        const auto number = static_cast<std::size_t>(words[at + 1] - '1');
        if (number < texts.size()) made += essence(texts[number]);
        at += 2;
    }
    return made;
}

std::optional<std::string> known(std::span<const ReasonRow> rows, std::string_view text) {
    for (const auto& row : rows) {
        if (const auto texts = match(row.pattern, text)) return sentence(filled(row.words, *texts));
    }
    return std::nullopt;
}

/// Where the next of several warnings begins ("KafkaStorage: ...; KafkaMinInsyncReplicas: ..."); npos at the last.
std::size_t next_warning(std::string_view text) {
    for (auto at = text.find("; "); at != std::string_view::npos; at = text.find("; ", at + 2)) {
        const std::string_view rest = text.substr(at + 2);
        if (const auto colon = rest.find(": "); colon != std::string_view::npos && is_class_name(rest.substr(0, colon))) return at;
    }
    return std::string_view::npos;
}

std::string said(std::span<const ReasonRow> rows, std::string_view reason) {
    if (const auto at = next_warning(reason); at != std::string_view::npos)
        return said(rows, reason.substr(0, at)) + " " + said(rows, reason.substr(at + 2));
    if (auto words = known(rows, reason)) return std::move(*words);
    const std::string bare = essence(reason);
    if (auto words = known(rows, bare)) return std::move(*words);
    if (is_class_name(bare) && (bare.ends_with("Exception") || bare.ends_with("Error") || bare == "Throwable"))
        return fmt::format("The operator failed and gave no reason but the name of its error, {}.", bare.substr(bare.rfind('.') + 1));
    return sentence(bare.empty() ? std::string(trimmed(reason)) : bare);
}

}  // namespace

std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view text) {
    std::vector<std::string_view> texts;
    while (true) {
        const auto star = pattern.find('*');
        const std::string_view literal = pattern.substr(0, star);
        if (!text.starts_with(literal)) return std::nullopt;
        text.remove_prefix(literal.size());
        if (star == std::string_view::npos) return text.empty() ? std::optional(texts) : std::nullopt;
        pattern.remove_prefix(star + 1);
        const std::string_view next = pattern.substr(0, pattern.find('*'));
        const bool is_last = next.size() == pattern.size();
        // The last piece must stand at the end; an inner one where it comes first.
        const auto at = next.empty() && is_last ? text.size() : (is_last ? text.rfind(next) : text.find(next));
        if (at == std::string_view::npos) return std::nullopt;
        texts.push_back(text.substr(0, at));
        text.remove_prefix(at);
    }
}

std::string in_words(const Kind& kind, std::string_view reason) {
    static constexpr std::string_view before = "; before: ";
    static constexpr std::string_view again = "; the operator will try again";
    static constexpr std::string_view applied = "applied; ";
    if (trimmed(reason).empty()) return {};
    const auto rows = kind.family == Family::kafka ? kafka::strimzi_reasons() : spark::operator_reasons();
    if (const auto at = reason.find(before); at != std::string_view::npos)
        return fmt::format("{} Before that: {}", said(rows, reason.substr(0, at)), said(rows, reason.substr(at + before.size())));
    if (reason.starts_with(applied)) return "Applied. " + said(rows, reason.substr(applied.size()));
    if (reason.ends_with(again)) return said(rows, reason.substr(0, reason.size() - again.size())) + " The operator will try again.";
    return said(rows, reason);
}

}  // namespace nexa
