#include "data/sandbox/operators/plan.hpp"

#include "base/log.hpp"

namespace nexa::sandbox {
namespace {

Action about(Action::Verb verb, const json::object& object) {
    Action action;
    action.verb = verb;
    action.kind = kind_of(object);
    action.name_space = namespace_of(object);
    action.name = name_of(object);
    return action;
}

/// What `ensure` brings in line: never the identity, never the status.
json::object contents_of(const json::object& object) {
    json::object contents;
    for (const auto& [key, value] : object) {
        if (key == "kind" || key == "apiVersion" || key == "metadata" || key == "status") continue;
        contents[key] = value;
    }
    json::object metadata;
    for (const auto* key : {"labels", "annotations", "ownerReferences"}) {
        if (const auto* value = find(object, {"metadata", key})) metadata[key] = *value;
    }
    if (!metadata.empty()) contents["metadata"] = std::move(metadata);
    return contents;
}

Outcome<> write(SandboxCluster& cluster, const Action& action) {
    auto& store = cluster.store();
    const auto done = [](const auto& outcome) -> Outcome<> {
        if (!outcome) return refuse(outcome.error());
        return {};
    };
    switch (action.verb) {
        case Action::Verb::create:
            if (store.find(action.kind, action.name_space, action.name)) return {};
            return done(store.create(action.kind, action.name_space, action.body));
        case Action::Verb::ensure: {
            if (!store.find(action.kind, action.name_space, action.name)) {
                return done(store.create(action.kind, action.name_space, action.body));
            }
            const auto contents = contents_of(action.body);
            return done(store.mutate(action.kind, action.name_space, action.name, [&](json::object& live) {
                if (covers(live, contents)) return false;
                merge(live, contents);
                return true;
            }));
        }
        case Action::Verb::patch:
            return done(store.mutate(action.kind, action.name_space, action.name, [&](json::object& live) {
                merge(live, action.body);
                return true;
            }));
        case Action::Verb::status:
            return done(store.set_status(action.kind, action.name_space, action.name, [&](json::object& live) {
                if (live == action.body) return false;
                live = action.body;
                return true;
            }));
        case Action::Verb::remove: {
            DeleteOptions options;
            options.propagation = action.propagation;
            return store.remove(action.kind, action.name_space, action.name, options);
        }
        case Action::Verb::event:
            if (const auto object = store.find(action.kind, action.name_space, action.name)) {
                store.emit_event(*object, action.type, action.reason, action.text, action.component);
            }
            return {};
        case Action::Verb::log:
            cluster.append_log(action.name_space, action.name, action.component, action.text);
            return {};
    }
    return {};
}

}  // namespace

void Plan::add(Action::Verb verb, json::object object) {
    auto action = about(verb, object);
    action.body = std::move(object);
    actions.push_back(std::move(action));
}

void Plan::patch(const json::object& of, json::object body) {
    auto action = about(Action::Verb::patch, of);
    action.body = std::move(body);
    actions.push_back(std::move(action));
}

void Plan::status(const json::object& of, json::object body) {
    auto action = about(Action::Verb::status, of);
    action.body = std::move(body);
    actions.push_back(std::move(action));
}

void Plan::remove(std::string kind, std::string name_space, std::string name, std::optional<Propagation> propagation) {
    Action action;
    action.verb = Action::Verb::remove;
    action.kind = std::move(kind);
    action.name_space = std::move(name_space);
    action.name = std::move(name);
    action.propagation = propagation;
    actions.push_back(std::move(action));
}

void Plan::event(const json::object& on, std::string type, std::string reason, std::string message, std::string component) {
    auto action = about(Action::Verb::event, on);
    action.type = std::move(type);
    action.reason = std::move(reason);
    action.text = std::move(message);
    action.component = std::move(component);
    actions.push_back(std::move(action));
}

const json::object* View::find(std::string_view kind, std::string_view name) const {
    auto object = store_->find(kind, name_space_, name);
    if (!object) return nullptr;
    held_.push_back(std::move(object));
    return &held_.back()->value();
}

std::vector<const json::object*> View::list(std::string_view kind, const LabelSelector& labels) const {
    std::vector<const json::object*> found;
    for (auto& object : store_->list(kind, name_space_, labels)) {
        found.push_back(&object->value());
        held_.push_back(std::move(object));
    }
    return found;
}

bool View::has(const json::object& wanted) const {
    const auto live = store_->find(kind_of(wanted), name_space_, name_of(wanted));
    return live && covers(live->value(), contents_of(wanted));
}

std::optional<Wake> carry_out(SandboxCluster& cluster, const Plan& plan) {
    for (const auto& action : plan.actions) {
        const auto outcome = write(cluster, action);
        // Gone already is what a deletion wants, and nothing to act on for the rest.
        if (outcome || outcome.error().code == 404) continue;
        log::warning("sandbox", "{}: {} {}/{}: {}", cluster.name(), action.kind, action.name_space, action.name, outcome.error().message);
        return rest(std::chrono::seconds(10));
    }
    return plan.again;
}

json::object make_object(std::string_view kind, std::string_view name_space, std::string_view name, json::object labels,
                         json::object annotations) {
    json::object metadata{{"name", name}, {"namespace", name_space}};
    if (!labels.empty()) metadata["labels"] = std::move(labels);
    if (!annotations.empty()) metadata["annotations"] = std::move(annotations);
    return json::object{{"kind", kind}, {"metadata", std::move(metadata)}};
}

void add_owner(json::object& object, const json::object& owner, bool controller, bool block_deletion) {
    auto& owners = ensure_object(object, {"metadata"})["ownerReferences"];
    if (!owners.is_array()) owners.emplace_array();
    owners.get_array().push_back(json::object{{"apiVersion", text_at(owner, {"apiVersion"})},
                                              {"kind", kind_of(owner)},
                                              {"name", name_of(owner)},
                                              {"uid", uid_of(owner)},
                                              {"controller", controller},
                                              {"blockOwnerDeletion", block_deletion}});
}

bool is_owned_by(const json::object& object, std::string_view uid) {
    for (const auto& owner : array_at(object, {"metadata", "ownerReferences"})) {
        if (owner.is_object() && text_at(owner.get_object(), {"uid"}) == uid) return true;
    }
    return false;
}

}  // namespace nexa::sandbox
