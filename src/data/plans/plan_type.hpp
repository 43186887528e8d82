#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "data/kinds.hpp"
#include "model/cluster.hpp"
#include "model/plan.hpp"

/// Changes that take several steps, as rows: upgrade a cluster, add brokers, bring one manifest to many clusters. Each row names pure
/// functions that make the steps of what is known; `control/plans` carries them out. Constant data: thread-safe.
namespace nexa::plans {

/// What is known of the fleet, as of one moment. Answers from memory or the database; asks no cluster.
class World {
public:
    virtual ~World() = default;
    /// Null: there is no such cluster, or nothing is known of it yet.
    virtual const ClusterFacts* facts(std::string_view cluster) const = 0;
    /// The live object; nothing when there is none.
    virtual std::optional<json::object> observed(const ResourceKey& key) const = 0;
    /// The newest manifest; nothing when Nexa does not manage it.
    virtual std::optional<json::object> desired(const ResourceKey& key) const = 0;
    /// The live objects of a kind; of all namespaces when that is empty.
    virtual std::vector<json::object> all(const std::string& cluster, const std::string& name_space, const std::string& kind) const = 0;
};

/// What is asked for.
struct Request {
    const ResourceKey* target = nullptr;  ///< Null for plans that are not about one resource.
    const json::object& parameters;
    const World& world;

    std::string_view text(std::string_view parameter) const noexcept;  ///< "" when absent.
    std::optional<std::int64_t> number(std::string_view parameter) const noexcept;
    bool flag(std::string_view parameter) const noexcept;
    std::vector<std::string> list(std::string_view parameter) const;
};

struct Choice {
    std::string value;
    std::string about{};
};

struct Parameter {
    /// `clusters` is a list of names; `manifest` one or more YAML documents, which arrive parsed, as a list of objects.
    enum class Type { integer, text, boolean, clusters, manifest };
    std::string_view name;
    std::string_view title;
    Type type = Type::text;
    bool required = false;
    std::string_view about;
    std::optional<std::int64_t> minimum{};
    std::vector<Choice> (*choices)(const Request& request) = nullptr;  ///< All that it can be; null or none: whatever its type allows.
    std::string (*preset)(const Request& request) = nullptr;           ///< "true" and "false" of a boolean.
};
std::string_view to_string(Parameter::Type type) noexcept;

/// A plan as it would be; positions and waves are set.
struct Draft {
    std::string title;
    std::vector<PlanStep> steps;
    std::vector<std::string> notes;  ///< What a person should know of the whole.
};

struct PlanType {
    std::string_view id;
    std::string_view title;
    std::string_view about;
    std::string_view kind{};  ///< Of its target; empty: it has none.
    std::span<const Parameter> parameters;
    /// Why it is not offered for the target as it is now; nothing: it is.
    std::optional<std::string> (*objection)(const Request& request) = nullptr;
    /// Errors: invalid (with pointers such as /parameters/version), conflict (not in the present state), not_found.
    Result<Draft> (*make)(const Request& request) = nullptr;
};

std::span<const PlanType> plan_types() noexcept;
const PlanType* find_plan_type(std::string_view id) noexcept;

/// Known, of their type, among their choices, not below their minimum, required ones there. Errors: invalid, with a pointer for each.
Result<> check_parameters(const PlanType& type, const Request& request);

/// Does what a check waits for hold? Errors are verdicts: failed. Of a condition that this program does not know: failed.
RunVerdict judge_condition(const PlanStep& step, const World& world);

/// The manifest that a change step applies now: of a patch, the newest manifest with it; with what only the present can tell filled in.
/// `parameters` are those of the plan. Errors: conflict (Nexa does not manage the resource), invalid.
Result<json::object> manifest_for(const PlanStep& step, const json::object& parameters, const World& world);

}  // namespace nexa::plans
