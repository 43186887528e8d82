#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/remedy.hpp"

namespace nexa {

/// What one check of a desired state found.
struct Finding {
    /// forbids the change; advises against it; or tells what the change will make the operator do.
    enum class Type { violation, warning, effect };
    /// For effects, the gravity that the page draws; for violations and warnings `none`.
    enum class Gravity { none, note, restart, rerun, ignored, data_loss };

    Type type = Type::violation;
    std::string rule;  ///< Id of the contract or effect: "kafka-version-supported".
    std::string title;
    std::string pointer;  ///< JSON pointer into the desired manifest, "" for the whole.
    std::string message;  ///< What is wrong or will happen, here, with the values.
    std::string fix;      ///< What to do about it; empty for effects.
    std::string source;   ///< Where the rule comes from: "Strimzi 0.48 documentation, supported versions".
    Gravity gravity = Gravity::none;
    std::optional<Remedy> remedy{};  ///< What mends it, where that is certain: against the manifest as sent.

    friend bool operator==(const Finding&, const Finding&) = default;
};
std::string_view to_string(Finding::Type type) noexcept;        ///< "violation", "warning", "effect"
std::string_view to_string(Finding::Gravity gravity) noexcept;  ///< "none", "note", "restart", "rerun", "ignored", "data_loss"

}  // namespace nexa
