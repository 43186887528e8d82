#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "data/contracts/contract.hpp"
#include "data/kinds.hpp"

/// The levers of the operators as actions on resources: restart, pause, suspend, approve. One row each, in the file of its noun; each row
/// names pure functions that decide, and `control/actions` acts. Constant data: thread-safe.
namespace nexa::actions {

struct Input;

/// A value that a parameter can have in the state that a resource is in.
struct Choice {
    std::string value;
    std::string about{};  ///< What is known of it: "FAILED". May be empty.
    friend bool operator==(const Choice&, const Choice&) = default;
};

/// What an action is told beside its name.
struct Parameter {
    enum class Type { integer, text };
    std::string_view name;
    std::string_view title;  ///< Of its field: "Node".
    Type type = Type::text;
    bool required = false;
    std::string_view about;
    std::optional<std::int64_t> minimum{};  ///< Of an integer.
    /// All that it can be now. Null, or none: whatever its type allows.
    std::vector<Choice> (*choices)(const Input& input) = nullptr;
    /// What it is now, or most likely to become; "" when nothing is more likely than anything else.
    std::string (*preset)(const Input& input) = nullptr;
};

/// Other objects that an action works on: a single one by `name`, else those that `selector` selects. Of the resource's namespace.
struct Wanted {
    std::string_view kind;  ///< "Pod"; see kind_ref().
    std::string selector{};
    std::string name{};
};

/// How the apiserver knows a kind that actions work on: a kind that Nexa operates, or Pod, Secret or ConfigMap (their version is v1).
std::optional<kube::KindRef> kind_ref(std::string_view kind) noexcept;

/// What the functions of a row look at.
struct Input {
    const json::object& resource;  ///< The live object.
    const ClusterFacts& facts;
    const json::object& parameters;
    const std::vector<json::object>& others;  ///< What `wanted` asked for; empty while nobody has looked.
    std::string_view token{};                 ///< Differs from run to run: for names and marks.
    const json::object* desired = nullptr;    ///< The newest manifest; null when Nexa does not manage it.

    std::string_view name() const noexcept;
    std::string_view name_space() const noexcept;
    std::string_view text(std::string_view parameter) const noexcept;  ///< "" when absent.
    std::optional<std::int64_t> number(std::string_view parameter) const noexcept;
};

/// One write to the cluster. Carried out once, also when the worker dies in between: a patch leaves the run's mark on the object
/// (`nexa.dev/run`), a removal names the object's uid.
struct Operation {
    enum class Type { patch, remove };
    Type type = Type::patch;
    std::string kind;  ///< "Pod"
    std::string name;
    std::string uid{};    ///< The very object; when it is another by now, the operation has been done.
    json::object body{};  ///< A JSON merge patch.
    /// An annotation that the operator raises when it has done what the patch asks, and its value before.
    std::string counter{}, counter_before{};
    std::string about{};  ///< "asks for a restart of pod c-broker-0"
    friend bool operator==(const Operation&, const Operation&) = default;
};
json::value to_json(const Operation& operation);
/// Errors: invalid.
Result<Operation> operation_from_json(const json::value& value);

/// How an action stands, given what lives now.
struct Progress {
    const json::object* resource = nullptr;  ///< Null: it is gone.
    const std::vector<json::object>& others;
    const std::vector<Operation>& done;  ///< What was carried out.
    const Applied& applied;              ///< The last write to the resource itself.
    const Kind* kind = nullptr;
};

struct Action {
    std::string_view id;
    std::string_view title;  ///< On a button: "Restart all nodes"
    std::span<const std::string_view> kinds;
    Finding::Gravity gravity = Finding::Gravity::note;
    bool destroys = false;  ///< Needs resources:delete too.
    std::string_view explanation;
    std::string_view source;
    std::span<const Parameter> parameters{};
    Duration patience = std::chrono::minutes(30);  ///< How long the operator has time.

    /// Why it is not offered now; nothing: it is.
    std::optional<std::string> (*objection)(const Input& input) = nullptr;
    /// Whether it is what most people come for in a state in which it is offered. Null: never.
    bool (*leads)(const Input& input) = nullptr;
    /// When it leads, the resource rests until a person decides: it needs attention though nothing has failed.
    bool awaited = false;
    /// A change of the wanted state: the merge patch of the manifest. Becomes a new revision of a resource that Nexa manages, and is
    /// patched into one that it does not. Exclusive with `operations`.
    json::object (*patch)(const Input& input) = nullptr;
    /// Another resource of the namespace that it makes: its manifest, carried out as the first change of that resource. Exclusive with
    /// `patch` and `operations`. Errors: invalid.
    Result<json::object> (*makes)(const Input& input) = nullptr;
    std::vector<Wanted> (*wanted)(const Input& input) = nullptr;
    /// Errors: invalid, conflict, not_found (what it is to act on is not there).
    Result<std::vector<Operation>> (*operations)(const Input& input) = nullptr;
    /// What it will do, beside the contracts' effects of `patch`.
    std::vector<std::string> (*effects)(const Input& input) = nullptr;
    /// Null: as after an apply of the resource (waiting_verdict).
    RunVerdict (*verdict)(const Progress& progress) = nullptr;
};

/// All, noun by noun.
std::span<const Action> actions() noexcept;
/// Those of a kind, in order.
std::vector<const Action*> actions_of(std::string_view kind);
/// Null when the kind has no such action.
const Action* find_action(std::string_view kind, std::string_view id) noexcept;
/// The way on from the state of the resource: the first that is offered and leads. Null when none does.
const Action* way_on(std::string_view kind, const Input& input);
/// It can be carried out on many resources in one go: it needs nothing to be told, and destroys nothing.
bool suits_several(const Action& action) noexcept;

/// The parameters checked: known, of their type, not below their minimum, required ones there. Errors: invalid, with a pointer for each.
Result<json::object> check_parameters(const Action& action, const json::object& given);

/// RFC 7386. Pure.
void merge(json::value& target, const json::value& patch);

}  // namespace nexa::actions
