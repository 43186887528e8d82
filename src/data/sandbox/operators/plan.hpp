#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/sandbox/cluster.hpp"
#include "data/sandbox/operators/fields.hpp"

/// The vocabulary of the simulated operators: a step looks at the cluster through a `View` and answers with a `Plan`;
/// `carry_out` does what the plan says. Steps are pure, so that every path of a state machine is a case in a table.
namespace nexa::sandbox {

/// When to look at something again.
struct Wake {
    Duration after{};
    SimTime::Weight weight = SimTime::Weight::foreground;
};

/// The periodic look at something that is at rest; keeps no test waiting.
inline Wake rest(Duration after) {
    return {after, SimTime::Weight::background};
}

/// One write to the cluster.
struct Action {
    enum class Verb {
        create,  ///< `body` is the object; left alone when it exists.
        ensure,  ///< `body` is the object; created, or its labels, annotations, owners and contents are brought in line.
        patch,   ///< `body` is a merge patch of anything but the status.
        status,  ///< `body` is the whole status.
        remove,  ///< Deletes; `propagation` as asked.
        event,   ///< A core/v1 Event about the object.
        log,     ///< A line of the pod's container.
    };
    Verb verb = Verb::ensure;
    std::string kind;
    std::string name_space;
    std::string name;
    json::object body;
    std::optional<Propagation> propagation;
    std::string type;       ///< Events: "Normal" or "Warning".
    std::string reason;     ///< Events.
    std::string text;       ///< The event's message or the log's line.
    std::string component;  ///< Who reports the event; the container of a log line.
};

struct Plan {
    std::vector<Action> actions;
    std::optional<Wake> again;  ///< Unset: the next change of what is watched will do.

    void create(json::object object) { add(Action::Verb::create, std::move(object)); }
    void ensure(json::object object) { add(Action::Verb::ensure, std::move(object)); }
    void patch(const json::object& of, json::object body);
    void status(const json::object& of, json::object body);
    void remove(std::string kind, std::string name_space, std::string name, std::optional<Propagation> propagation = {});
    void event(const json::object& about, std::string type, std::string reason, std::string message, std::string component);
    bool empty() const { return actions.empty(); }

private:
    void add(Action::Verb verb, json::object object);
};

/// One namespace of a cluster, to be read. Objects that it hands out live as long as the view.
class View {
public:
    View(const ObjectStore& store, std::string name_space) : store_(&store), name_space_(std::move(name_space)) {}

    const std::string& name_space() const { return name_space_; }
    const json::object* find(std::string_view kind, std::string_view name) const;
    /// In order of names.
    std::vector<const json::object*> list(std::string_view kind, const LabelSelector& labels = {}) const;
    /// True when the object exists and says everything that `wanted` says: nothing to ensure.
    bool has(const json::object& wanted) const;

private:
    const ObjectStore* store_;
    std::string name_space_;
    mutable std::vector<ObjectPtr> held_;
};

/// Does the actions in order. A refused write is logged and ends the plan: the next look starts over.
/// Answers what the plan asked for, or a short retry after a refusal.
std::optional<Wake> carry_out(SandboxCluster& cluster, const Plan& plan);

/// `{kind, metadata: {name, namespace, labels, annotations}}`; empty maps are left out.
json::object make_object(std::string_view kind, std::string_view name_space, std::string_view name, json::object labels = {},
                         json::object annotations = {});
/// Adds an owner reference to `owner`, which must have been read from the cluster.
void add_owner(json::object& object, const json::object& owner, bool controller, bool block_deletion = true);
/// True when `object` has an owner reference with that uid.
bool is_owned_by(const json::object& object, std::string_view uid);

}  // namespace nexa::sandbox
