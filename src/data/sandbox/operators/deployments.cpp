#include "data/sandbox/operators/deployments.hpp"

#include <fmt/format.h>

#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

std::string template_hash(const json::object& deployment) {
    return stable_hex(json::serialize(object_at(deployment, {"spec", "template"})), 10);
}

json::object replica_set_of(const json::object& deployment, const std::string& hash) {
    json::object labels = object_at(deployment, {"spec", "template", "metadata", "labels"});
    labels["pod-template-hash"] = hash;
    auto set = make_object("ReplicaSet", namespace_of(deployment), fmt::format("{}-{}", name_of(deployment), hash), labels);
    auto pod = object_at(deployment, {"spec", "template"});
    ensure_object(pod, {"metadata"})["labels"] = labels;
    set["spec"] = json::object{{"replicas", number_at(deployment, {"spec", "replicas"}, 1)},
                               {"selector", {{"matchLabels", labels}}},
                               {"template", std::move(pod)}};
    add_owner(set, deployment, true);
    return set;
}

json::object condition(const json::object& of, std::string_view type, bool holds, std::string_view reason, std::string_view message,
                       Time now) {
    auto since = to_rfc3339_seconds(now);
    for (const auto& item : array_at(of, {"status", "conditions"})) {
        if (!item.is_object() || text_at(item.get_object(), {"type"}) != type) continue;
        if (text_at(item.get_object(), {"status"}) == (holds ? "True" : "False"))
            since = text_at(item.get_object(), {"lastTransitionTime"});
    }
    return {{"type", type},
            {"status", holds ? "True" : "False"},
            {"lastTransitionTime", since},
            {"lastUpdateTime", since},
            {"reason", reason},
            {"message", message}};
}

}  // namespace

bool is_available(const json::object& deployment) {
    return number_at(deployment, {"status", "observedGeneration"}) >= generation_of(deployment) &&
           number_at(deployment, {"status", "availableReplicas"}) >= number_at(deployment, {"spec", "replicas"}, 1);
}

Plan step_deployment(const json::object& deployment, const View& view, Time now) {
    Plan plan;
    if (is_deleting(deployment)) return plan;
    auto wanted = replica_set_of(deployment, template_hash(deployment));
    const auto wanted_name = name_of(wanted);
    if (!view.has(wanted)) plan.ensure(std::move(wanted));

    std::int64_t ready = 0;
    std::int64_t updated = 0;
    std::int64_t total = 0;
    const auto selector = LabelSelector::from_object(object_at(deployment, {"spec", "selector"}));
    for (const auto* set : view.list("ReplicaSet", selector)) {
        if (!is_owned_by(*set, uid_of(deployment))) continue;
        const auto replicas = number_at(*set, {"status", "replicas"});
        total += replicas;
        if (name_of(*set) == wanted_name) {
            updated = replicas;
            ready = number_at(*set, {"status", "readyReplicas"});
        } else if (number_at(*set, {"spec", "replicas"}) != 0) {
            plan.patch(*set, {{"spec", {{"replicas", 0}}}});
        }
    }
    const auto replicas = number_at(deployment, {"spec", "replicas"}, 1);
    json::object status{{"observedGeneration", generation_of(deployment)}};
    if (total > 0) {
        status["replicas"] = total;
        status["updatedReplicas"] = updated;
    }
    if (ready > 0) {
        status["readyReplicas"] = ready;
        status["availableReplicas"] = ready;
    }
    if (ready < replicas) status["unavailableReplicas"] = replicas - ready;
    const bool available = ready >= replicas;
    status["conditions"] = json::array{
        condition(deployment, "Available", available, available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                  available ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now),
        condition(deployment, "Progressing", true, available ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                  fmt::format("ReplicaSet \"{}\" {}.", wanted_name, available ? "has successfully progressed" : "is progressing"), now)};
    if (object_at(deployment, {"status"}) != status) plan.status(deployment, std::move(status));
    return plan;
}

Plan step_replica_set(const json::object& set, const View& view) {
    Plan plan;
    if (is_deleting(set)) return plan;
    const auto wanted = number_at(set, {"spec", "replicas"}, 1);
    std::vector<const json::object*> pods;
    std::int64_t ready = 0;
    for (const auto* pod : view.list("Pod", LabelSelector::from_object(object_at(set, {"spec", "selector"})))) {
        const auto phase = phase_of(*pod);
        if (!is_owned_by(*pod, uid_of(set)) || is_deleting(*pod) || phase == "Failed" || phase == "Succeeded") continue;
        pods.push_back(pod);
        if (is_ready(*pod)) ++ready;
    }
    auto have = static_cast<std::int64_t>(pods.size());
    for (std::int64_t serial = 0; have < wanted; ++serial) {
        const auto name = fmt::format("{}-{}", name_of(set), stable_hex(fmt::format("{}/{}", uid_of(set), serial), 5));
        if (view.find("Pod", name) != nullptr) continue;
        json::object pod = object_at(set, {"spec", "template"});
        pod["kind"] = "Pod";
        auto& metadata = ensure_object(pod, {"metadata"});
        metadata["name"] = name;
        metadata["namespace"] = namespace_of(set);
        add_owner(pod, set, true);
        plan.create(std::move(pod));
        ++have;
    }
    for (; have > wanted; --have) {
        plan.remove("Pod", namespace_of(set), name_of(*pods.back()));
        pods.pop_back();
    }
    json::object status{{"replicas", wanted}, {"fullyLabeledReplicas", wanted}, {"observedGeneration", generation_of(set)}};
    if (ready > 0) {
        status["readyReplicas"] = ready;
        status["availableReplicas"] = ready;
    }
    if (object_at(set, {"status"}) != status) plan.status(set, std::move(status));
    return plan;
}

}  // namespace nexa::sandbox
