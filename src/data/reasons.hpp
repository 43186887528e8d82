#pragma once

#include <span>
#include <string>
#include <string_view>

#include "data/kinds.hpp"

/// What operators say of a failure, as a sentence for a person. Constant tables and pure functions: thread-safe.
namespace nexa {

/// A known saying. In `pattern` each '*' stands for any text; `words` has "{1}", "{2}", ... where those texts go.
struct ReasonRow {
    std::string_view pattern;
    std::string_view words;
};

/// The verdict's reason, or a run's message, as sentences: a known saying in the words of its row; anything else without the condition's
/// name, the names of Java's classes and their stack traces. Empty of an empty reason.
std::string in_words(const Kind& kind, std::string_view reason);

namespace kafka {
std::span<const ReasonRow> strimzi_reasons() noexcept;  ///< The first that fits counts.
}
namespace spark {
std::span<const ReasonRow> operator_reasons() noexcept;
}

/// The texts that the stars of a pattern stand for, each the shortest that fits; nothing when `text` does not fit.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view text);

}  // namespace nexa
