#include "data/pods.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "data/object.hpp"

namespace nexa {
namespace {

struct Selected {
    std::string_view kind;
    std::string_view format;  ///< With the resource's name.
};
constexpr std::array selected{
    Selected{"Kafka", "strimzi.io/cluster={},strimzi.io/kind=Kafka"},
    Selected{"KafkaConnect", "strimzi.io/cluster={},strimzi.io/kind=KafkaConnect"},
    Selected{"KafkaMirrorMaker2", "strimzi.io/cluster={},strimzi.io/kind=KafkaMirrorMaker2"},
    Selected{"KafkaMirrorMaker", "strimzi.io/cluster={},strimzi.io/kind=KafkaMirrorMaker"},
    Selected{"KafkaBridge", "strimzi.io/cluster={},strimzi.io/kind=KafkaBridge"},
    Selected{"SparkApplication", "sparkoperator.k8s.io/app-name={}"},
    Selected{"SparkConnect", "sparkoperator.k8s.io/connect-name={}"},
};

struct Meaning {
    std::string_view reason;
    std::string_view words;
};
constexpr std::array meanings{
    Meaning{"CrashLoopBackOff", "Its container ends again and again; its log says why."},
    Meaning{"ImagePullBackOff", "Its image can't be pulled: the name or the credentials are not right, or the registry is away."},
    Meaning{"ErrImagePull", "Its image can't be pulled: the name or the credentials are not right, or the registry is away."},
    Meaning{"OOMKilled", "It used more memory than its limit allows, and was killed."},
    Meaning{"CreateContainerConfigError", "A ConfigMap or Secret that it needs is missing."},
    Meaning{"Unschedulable", "No node has room for it, or none may take it."},
    Meaning{"Evicted", "Its node ran short of something and put it out."},
    Meaning{"ContainerCreating", "Its container is being made."},
    Meaning{"Pending", "It waits for a node."},
};

std::string words_for(std::string_view reason) {
    const auto found = std::ranges::find_if(meanings, [&](const Meaning& each) { return reason.starts_with(each.reason); });
    return found == meanings.end() ? std::string() : std::string(found->words);
}

bool is_true(const json::object& pod, std::string_view label) {
    return label_of(pod, label) == "true";
}

std::string role_of(const json::object& pod) {
    const bool broker = is_true(pod, "strimzi.io/broker-role");
    const bool controller = is_true(pod, "strimzi.io/controller-role");
    if (broker && controller) return "broker and controller";
    if (broker) return "broker";
    if (controller) return "controller";
    for (const std::string_view label : {"spark-role", "sparkoperator.k8s.io/connect-role", "strimzi.io/component-type"}) {
        if (const auto role = label_of(pod, label); !role.empty()) {
            std::string words(role);
            std::ranges::replace(words, '-', ' ');
            return words;
        }
    }
    return {};
}

/// Strimzi names the pods of nodes <cluster>-<pool>-<id>.
std::optional<std::int64_t> node_id_of(const json::object& pod, std::string_view name) {
    if (label_of(pod, "strimzi.io/pool-name").empty()) return std::nullopt;
    const auto digits = name.substr(name.rfind('-') + 1);
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(id) : std::nullopt;
}

/// What a container waits for, or how it ended; a clean end is no reason.
std::string reason_of_container(const json::object& status) {
    const auto waits = text_at(status, {"state", "waiting", "reason"});
    const auto ended = text_at(status, {"state", "terminated", "reason"});
    if (!ended.empty() && ended != "Completed") return std::string(ended);
    if (waits == "CrashLoopBackOff" && text_at(status, {"lastState", "terminated", "reason"}) == "OOMKilled")
        return "OOMKilled, again and again";
    return std::string(waits);
}

std::string reason_of_conditions(const json::object& pod) {
    const auto* conditions = list_at(pod, {"status", "conditions"});
    if (conditions == nullptr) return {};
    for (const auto& each : *conditions) {
        const auto* condition = each.if_object();
        if (condition == nullptr || text_at(*condition, {"type"}) != "PodScheduled" || text_at(*condition, {"status"}) != "False") continue;
        const auto message = text_at(*condition, {"message"});
        return fmt::format("{}{}{}", text_at(*condition, {"reason"}), message.empty() ? "" : ": ", message);
    }
    return {};
}

}  // namespace

std::string pod_selector(std::string_view kind, std::string_view name, const json::object& resource) {
    if (kind == "KafkaNodePool") {
        const auto cluster = label_of(resource, "strimzi.io/cluster");
        return cluster.empty() ? std::string() : fmt::format("strimzi.io/cluster={},strimzi.io/pool-name={}", cluster, name);
    }
    const auto found = std::ranges::find(selected, kind, &Selected::kind);
    return found == selected.end() ? std::string() : fmt::format(fmt::runtime(found->format), name);
}

PodStanding pod_standing(const json::object& pod) {
    PodStanding standing;
    standing.name = text_at(pod, {"metadata", "name"});
    standing.role = role_of(pod);
    standing.pool = label_of(pod, "strimzi.io/pool-name");
    standing.node_id = node_id_of(pod, standing.name);
    standing.phase = text_at(pod, {"status", "phase"});
    standing.node = text_at(pod, {"spec", "nodeName"});
    standing.started_at = time_at(pod, {"status", "startTime"});
    standing.leaving = !text_at(pod, {"metadata", "deletionTimestamp"}).empty();
    standing.reason = text_at(pod, {"status", "reason"});
    if (const auto* containers = list_at(pod, {"spec", "containers"})) standing.containers = static_cast<std::int64_t>(containers->size());
    if (const auto* statuses = list_at(pod, {"status", "containerStatuses"})) {
        for (const auto& each : *statuses) {
            const auto* status = each.if_object();
            if (status == nullptr) continue;
            if (true_at(*status, {"ready"})) ++standing.ready;
            standing.restarts += integer_at(*status, {"restartCount"}).value_or(0);
            if (standing.reason.empty()) standing.reason = reason_of_container(*status);
        }
    }
    if (standing.reason.empty()) standing.reason = reason_of_conditions(pod);
    standing.words = words_for(standing.reason);
    return standing;
}

}  // namespace nexa
