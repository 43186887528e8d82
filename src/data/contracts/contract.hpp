#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "model/cluster.hpp"
#include "model/finding.hpp"

/// Compatibility contracts and effects: what forbids a desired state, what advises against it, and what it will make the operator do.
/// Rows of one table for each noun (topics.cpp, listeners.cpp, ...), in the order of tables.cpp; each row names one pure function.
/// Thread-safe.
namespace nexa::contracts {

/// Asks for other resources of the same cluster and namespace.
struct Query {
    std::string_view kind{};
    std::string_view label{};  ///< Together with `value`: only those with this label; empty: all.
    std::string_view value{};
    std::string_view name{};   ///< Only this one; empty: all.
    std::string_view alias{};  ///< Only those that go by this other name (Kind::alias), or did in their last revision; empty: all.
};
/// Answers with whole objects, desired where Nexa holds an intent (status taken from the live one), else observed. Must be cheap and not
/// block.
using Related = std::function<std::vector<json::object>(const Query&)>;

/// What a rule may look at. `facts` outlives the call.
struct Input {
    const json::object& desired;             ///< The manifest to be judged.
    const json::object* current = nullptr;   ///< The desired state before it (newest intent); null: none.
    const json::object* observed = nullptr;  ///< The live object; null: none.
    const ClusterFacts& facts;
    Related related{};     ///< Empty: nothing is known of other resources.
    bool removal = false;  ///< `desired` is what would be deleted.

    /// What the resource was before: `current`, else `observed`, else null (a create).
    const json::object* before() const noexcept { return current != nullptr ? current : observed; }
    std::string_view kind() const noexcept;
    std::string_view name() const noexcept;
    std::string_view name_space() const noexcept;
    /// The operator that reconciles this resource, or null.
    const OperatorInfo* operator_named(std::string_view operator_name) const { return facts.operator_for(operator_name, name_space()); }
    std::vector<json::object> query(const Query& query) const;
    /// True when the absence of a resource of that kind means something: related resources can be asked for, and Nexa watches the kind.
    bool knows(std::string_view other_kind) const;
};

/// What a rule's function found; the row adds the rest.
struct Hit {
    std::string pointer;             ///< Into the desired manifest.
    std::string message;             ///< With the values, the operator's version and the cluster's name.
    std::string fix{};               ///< Empty for effects.
    std::optional<Remedy> remedy{};  ///< The fix as an edit, where there is one that is certain to end this finding.
};

struct Rule {
    std::string_view id;
    std::string_view title;
    Finding::Type type = Finding::Type::violation;
    Finding::Gravity gravity = Finding::Gravity::none;  ///< Of an effect.
    std::span<const std::string_view> kinds{};          ///< Empty: every kind that Nexa operates.
    std::string_view explanation;                       ///< Why the rule is there, for the documentation and the page.
    std::string_view source;                            ///< Where it comes from.
    bool on_removal = false;                            ///< Judges a deletion, and nothing else.
    std::vector<Hit> (*check)(const Input& input) = nullptr;
};

/// Every row, noun by noun.
std::span<const Rule> rules() noexcept;
/// Null when not known.
const Rule* find_rule(std::string_view id) noexcept;

/// Every finding: violations first, then warnings, then effects, each in the tables' order. Of a removal: what its own rows find.
/// A resource that breaks a rule already may still be paused, resumed and suspended: for a change that does nothing else, violations become
/// warnings.
std::vector<Finding> evaluate(const Input& input);

/// The findings as issues of a refusal: violations only.
std::vector<Issue> to_issues(std::span<const Finding> findings);

}  // namespace nexa::contracts
