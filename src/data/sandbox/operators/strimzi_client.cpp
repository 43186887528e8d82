#include "data/sandbox/operators/strimzi_client.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

constexpr Duration operation_timeout = std::chrono::seconds(300);  ///< STRIMZI_OPERATION_TIMEOUT_MS

json::object without_times(json::object status) {
    if (auto* conditions = status.if_contains("conditions"); conditions != nullptr && conditions->is_array()) {
        for (auto& item : conditions->get_array()) {
            if (item.is_object()) item.get_object().erase("lastTransitionTime");
        }
    }
    return status;
}

/// A worker that can't reach its Kafka gives up before it is ready.
json::object worker_annotations(std::string_view revision, bool reachable) {
    json::object annotations{
        {"strimzi.io/revision", revision}, {pod_annotation::start_after, "2s"}, {pod_annotation::ready_after, reachable ? "6s" : "20s"}};
    if (!reachable) {
        annotations[pod_annotation::run_for] = "10s";
        annotations[pod_annotation::exit_code] = "1";
    }
    return annotations;
}

}  // namespace

json::object strimzi_condition(std::string_view type, Time now, std::string_view reason, std::string_view message) {
    json::object result{{"type", type}, {"status", "True"}, {"lastTransitionTime", to_rfc3339(now)}};
    if (!reason.empty()) result["reason"] = reason;
    if (!message.empty()) result["message"] = message;
    return result;
}

void write_strimzi_status(Plan& plan, const json::object& object, json::object status) {
    if (without_times(object_at(object, {"status"})) != without_times(status)) plan.status(object, std::move(status));
}

json::object failed_status(const json::object& object, const StrimziFailure& failure, Time now) {
    return {{"conditions", json::array{strimzi_condition("NotReady", now, failure.reason, failure.message)}},
            {"observedGeneration", generation_of(object)}};
}

json::object paused_status(const json::object& object, Time now) {
    return {{"conditions", json::array{strimzi_condition("ReconciliationPaused", now)}},
            {"observedGeneration", number_at(object, {"status", "observedGeneration"})}};
}

bool is_paused(const json::object& object) {
    return annotation_of(object, "strimzi.io/pause-reconciliation") == "true";
}

std::optional<StrimziFailure> client_objection(const json::object& object, const StrimziFacts& facts) {
    for (const auto& [key, value] : object_at(object, {"metadata", "labels"})) {
        const std::string_view name(key);
        if (!name.starts_with("strimzi.io/") || name.starts_with("strimzi.io/cluster")) continue;
        return StrimziFailure{"CompletionException",
                              fmt::format("java.lang.IllegalArgumentException: Labels starting with strimzi.io/ are "
                                          "not allowed in Custom Resources, such labels should be removed. Found: {}",
                                          name)};
    }
    const auto version = text_at(object, {"spec", "version"});
    if (version.empty() || facts.release->find_kafka(version) != nullptr) return std::nullopt;
    std::vector<std::string_view> known;
    for (const auto& each : facts.release->kafka) known.push_back(each.version);
    return StrimziFailure{
        "UnsupportedKafkaVersionException",
        fmt::format("Unsupported Kafka.spec.kafka.version: {}. Supported versions are: [{}]", version, fmt::join(known, ", "))};
}

bool can_reach(std::string_view bootstrap, const std::string& name_space, const ClientFacts& facts) {
    while (true) {
        const auto comma = bootstrap.find(',');
        const auto address = bootstrap.substr(0, comma);
        const auto host = address.substr(0, address.rfind(':'));
        const auto dot = host.find('.');
        const auto name = host.substr(0, dot);
        if (!name.ends_with("-kafka-bootstrap") && !name.ends_with("-kafka-brokers")) return true;
        std::string where = name_space;
        if (dot != std::string_view::npos) {
            const auto rest = host.substr(dot + 1);
            where = rest.substr(0, rest.find('.'));
        }
        if (facts.has_service(where, std::string(name))) return true;
        if (comma == std::string_view::npos) return false;
        bootstrap.remove_prefix(comma + 1);
    }
}

ClientChildren::ClientChildren(const json::object& resource, const ClientKind& kind, const StrimziFacts& facts)
    : resource_(resource),
      kind_(kind),
      facts_(facts),
      component_(fmt::format("{}-{}", name_of(resource), kind.suffix)),
      labels_{{"app.kubernetes.io/instance", name_of(resource)},
              {"app.kubernetes.io/managed-by", "strimzi-cluster-operator"},
              {"app.kubernetes.io/name", kind.type},
              {"app.kubernetes.io/part-of", "strimzi-" + name_of(resource)},
              {"strimzi.io/cluster", name_of(resource)},
              {"strimzi.io/component-type", kind.type},
              {"strimzi.io/kind", kind.kind},
              {"strimzi.io/name", component_}} {}

json::object ClientChildren::selector() const {
    json::object result;
    for (const auto* key : {"strimzi.io/cluster", "strimzi.io/kind", "strimzi.io/name"}) result[key] = labels_.at(key);
    return result;
}

std::string ClientChildren::label_selector() const {
    return fmt::format("strimzi.io/cluster={},strimzi.io/name={},strimzi.io/kind={}", name_of(resource_), component_, kind_.kind);
}

json::object ClientChildren::make(std::string_view object_kind, std::string_view name) const {
    auto object = make_object(object_kind, namespace_of(resource_), name, labels_);
    add_owner(object, resource_, false, facts_.at_least("0.49.0"));
    return object;
}

json::object ClientChildren::service(std::string_view name, std::string_view port_name, std::int64_t port, bool headless) const {
    auto object = make("Service", name);
    const auto hash = stable_hash(fmt::format("{}/{}", namespace_of(resource_), name));
    json::object spec{{"type", "ClusterIP"},
                      {"selector", selector()},
                      {"ports", json::array{json::object{{"name", port_name}, {"port", port}, {"targetPort", port}, {"protocol", "TCP"}}}},
                      {"clusterIP", headless ? std::string("None") : fmt::format("10.43.{}.{}", hash % 256, hash / 256 % 254 + 1)}};
    if (headless) spec["publishNotReadyAddresses"] = true;
    object["spec"] = std::move(spec);
    return object;
}

std::vector<json::object> ClientChildren::common() const {
    auto config = make("ConfigMap", component_ + "-config");
    config["data"] = json::object{{facts_.at_least("0.46.0") ? "log4j2.properties" : "log4j.properties", "rootLogger.level=INFO\n"}};
    auto budget = make("PodDisruptionBudget", component_);
    budget["spec"] = json::object{{"maxUnavailable", 1}, {"selector", {{"matchLabels", selector()}}}};
    return {make("ServiceAccount", component_), std::move(config), std::move(budget)};
}

json::object ClientChildren::network_policy() const {
    auto policy = make("NetworkPolicy", component_);
    policy["spec"] = json::object{{"podSelector", {{"matchLabels", selector()}}}, {"policyTypes", json::array{"Ingress"}}};
    return policy;
}

json::object ClientChildren::pod_set(std::int64_t replicas, std::string_view image, const json::value& shape, bool reachable,
                                     json::object annotations) const {
    const auto revision = stable_hex(json::serialize(shape) + std::string(image), 8);
    json::array pods;
    for (std::int64_t index = 0; index < replicas; ++index) {
        auto labels = labels_;
        const auto name = fmt::format("{}-{}", component_, index);
        labels["strimzi.io/controller"] = "strimzipodset";
        labels["strimzi.io/controller-name"] = component_;
        labels["strimzi.io/pod-name"] = name;
        auto pod = make_object("Pod", namespace_of(resource_), name, std::move(labels), worker_annotations(revision, reachable));
        pod["spec"] =
            json::object{{"containers", json::array{make_container(component_, image, object_at(resource_, {"spec", "resources"}))}},
                         {"serviceAccountName", component_},
                         {"hostname", name},
                         {"subdomain", component_}};
        pods.push_back(std::move(pod));
    }
    auto set = make("StrimziPodSet", component_);
    if (!annotations.empty()) set["metadata"].as_object()["annotations"] = std::move(annotations);
    set["spec"] = json::object{{"selector", {{"matchLabels", selector()}}}, {"pods", std::move(pods)}};
    return set;
}

json::object ClientChildren::deployment(std::int64_t replicas, std::string_view image) const {
    auto object = make("Deployment", component_);
    object["spec"] =
        json::object{{"replicas", replicas},
                     {"selector", {{"matchLabels", selector()}}},
                     {"template",
                      {{"metadata", {{"labels", labels_}, {"annotations", {{pod_annotation::ready_after, "4s"}}}}},
                       {"spec",
                        {{"serviceAccountName", component_},
                         {"containers", json::array{make_container(component_, image, object_at(resource_, {"spec", "resources"}))}}}}}}};
    return object;
}

Workers tend_workers(Plan& plan, const json::object& pod_set, const View& view, bool reachable, Time now, std::string& stuck_pod) {
    const json::object* replaced = nullptr;
    bool waiting = false;
    for (const auto& item : array_at(pod_set, {"spec", "pods"})) {
        if (!item.is_object()) continue;
        const auto& wanted = item.get_object();
        const auto* pod = view.find("Pod", name_of(wanted));
        if (pod == nullptr || is_deleting(*pod)) {
            waiting = true;
            continue;
        }
        const bool is_old = annotation_of(*pod, "strimzi.io/revision") != annotation_of(wanted, "strimzi.io/revision");
        const bool has_failed = phase_of(*pod) == "Failed";
        if (is_old || (has_failed && reachable)) {
            replaced = pod;
            // One that does no work can go while others come up.
            if (!is_ready(*pod)) {
                plan.remove("Pod", view.name_space(), name_of(*pod));
                return Workers::waiting;
            }
            continue;
        }
        if (is_ready(*pod)) continue;
        if (has_failed && now - created_at(*pod, now) > operation_timeout) stuck_pod = name_of(*pod);
        waiting = true;
    }
    if (!stuck_pod.empty()) return Workers::stuck;
    if (!waiting && replaced != nullptr) plan.remove("Pod", view.name_space(), name_of(*replaced));
    return waiting || replaced != nullptr ? Workers::waiting : Workers::ready;
}

StrimziFailure not_ready_in_time(std::string_view what, std::string_view name, std::string_view name_space, const StrimziFacts& facts) {
    return {
        facts.at_least("1.0.0") ? "StrimziTimeoutException" : "TimeoutException",
        fmt::format("Exceeded timeout of 300000ms while waiting for {} resource {} in namespace {} to be ready", what, name, name_space)};
}

bool ensure_all(Plan& plan, const View& view, std::vector<json::object> objects) {
    bool wrote = false;
    for (auto& object : objects) {
        if (view.has(object)) continue;
        plan.ensure(std::move(object));
        wrote = true;
    }
    return wrote;
}

}  // namespace nexa::sandbox
