#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/kafka_children.hpp"
#include "data/sandbox/operators/pods.hpp"

/// The parts of KafkaChildren that tell others about the cluster: statuses, and the operators that work inside it.
namespace nexa::sandbox {
namespace {

/// Where clients outside of the cluster are told to go.
std::pair<std::string, std::int64_t> external_address(const json::object& listener, std::string_view name_space, std::string_view service) {
    const auto type = text_at(listener, {"type"});
    const auto number = number_at(listener, {"port"});
    const auto hash = stable_hash(fmt::format("{}/{}", name_space, service));
    if (type == "nodeport") return {"192.168.64.2", 30000 + static_cast<std::int64_t>(hash % 2768)};
    if (type == "loadbalancer") return {fmt::format("198.51.100.{}", hash % 254 + 1), number};
    if (type == "cluster-ip") return {fmt::format("{}.{}.svc", service, name_space), number};
    const auto host = text_at(listener, {"configuration", "bootstrap", "host"});
    return {host.empty() ? fmt::format("{}-{}.apps.example.com", service, name_space) : host, 443};
}

}  // namespace

json::array KafkaChildren::listeners(const std::string& authority) const {
    json::array result;
    for (const auto& item : array_at(kafka_, {"spec", "kafka", "listeners"})) {
        if (!item.is_object()) continue;
        const auto& listener = item.get_object();
        const auto name = text_at(listener, {"name"});
        std::pair<std::string, std::int64_t> address{fmt::format("{}-kafka-bootstrap.{}.svc", model_.cluster, name_space_),
                                                     number_at(listener, {"port"})};
        if (text_at(listener, {"type"}, "internal") != "internal") {
            address = external_address(listener, name_space_, fmt::format("{}-kafka-{}-bootstrap", model_.cluster, name));
        }
        json::object entry{{"name", name},
                           {"addresses", json::array{json::object{{"host", address.first}, {"port", address.second}}}},
                           {"bootstrapServers", fmt::format("{}:{}", address.first, address.second)}};
        if (flag_at(listener, {"tls"})) {
            entry["certificates"] = json::array{authority};
        }
        // 0.45 to 0.48 repeat the listener's name as its type.
        if (!facts_.at_least("0.49.0")) entry["type"] = name;
        result.push_back(std::move(entry));
    }
    return result;
}

json::object KafkaChildren::pool_status(const KafkaPool& pool, std::string_view cluster_id) const {
    json::array ids;
    for (const int id : pool.ids) ids.push_back(id);
    json::array roles;
    if (pool.controller) roles.emplace_back("controller");
    if (pool.broker) roles.emplace_back("broker");
    json::array conditions;
    for (const auto& warning : model_.warnings) {
        if (warning.pool != pool.name) continue;
        conditions.push_back(json::object{{"type", "Warning"},
                                          {"status", "True"},
                                          {"lastTransitionTime", to_rfc3339(facts_.now)},
                                          {"reason", warning.reason},
                                          {"message", warning.message}});
    }
    json::object status{
        {"conditions", std::move(conditions)},
        {"observedGeneration", generation_of(*pool.resource)},
        {"nodeIds", std::move(ids)},
        {"roles", std::move(roles)},
        {"replicas", pool.ids.size()},
        {"labelSelector", fmt::format("strimzi.io/cluster={0},strimzi.io/name={0}-kafka,strimzi.io/kind=Kafka,strimzi.io/pool-name={1}",
                                      model_.cluster, pool.name)}};
    if (!cluster_id.empty()) status["clusterId"] = cluster_id;
    return status;
}

std::vector<json::object> KafkaChildren::entity_operator() const {
    if (!wants_entity_operator(kafka_)) return {};
    const auto& spec = object_at(kafka_, {"spec", "entityOperator"});
    const auto component = model_.cluster + "-entity-operator";
    std::vector<json::object> objects;
    objects.push_back(make_owned("ServiceAccount", component, component, "entity-operator"));
    auto role = make_owned("Role", component, component, "entity-operator");
    role["rules"] =
        json::array{json::object{{"apiGroups", json::array{"kafka.strimzi.io"}},
                                 {"resources", json::array{"kafkatopics", "kafkatopics/status", "kafkausers", "kafkausers/status"}},
                                 {"verbs", json::array{"get", "list", "watch", "create", "patch", "update", "delete"}}}};
    objects.push_back(std::move(role));
    json::array containers;
    const auto operator_image = fmt::format("quay.io/strimzi/operator:{}", facts_.version);
    for (const auto& [field, name] : {std::pair{"topicOperator", "topic"}, std::pair{"userOperator", "user"}}) {
        if (!spec.contains(field)) continue;
        const auto part = fmt::format("{}-entity-{}-operator", model_.cluster, name);
        const auto type = fmt::format("entity-{}-operator", name);
        auto binding = make_owned("RoleBinding", part + "-role", part, type);
        binding["roleRef"] = json::object{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", component}};
        binding["subjects"] = json::array{json::object{{"kind", "ServiceAccount"}, {"name", component}, {"namespace", name_space_}}};
        objects.push_back(std::move(binding));
        auto config = make_owned("ConfigMap", part + "-config", part, type);
        config["data"] = json::object{{facts_.at_least("0.46.0") ? "log4j2.properties" : "log4j.properties", "rootLogger.level=INFO\n"}};
        objects.push_back(std::move(config));
        auto secret = make_owned("Secret", part + "-certs", part, type, {{"strimzi.io/cluster-ca-cert-generation", "0"}});
        secret["type"] = "Opaque";
        secret["data"] = json::object{{"entity-operator.crt", ""}, {"entity-operator.key", ""}};
        objects.push_back(std::move(secret));
        containers.push_back(make_container(fmt::format("{}-operator", name), operator_image, object_at(spec, {field, "resources"})));
    }
    auto deployment = make_owned("Deployment", component, component, "entity-operator");
    const auto labels = object_at(deployment, {"metadata", "labels"});
    json::object selector;
    for (const auto* key : {"strimzi.io/cluster", "strimzi.io/kind", "strimzi.io/name"}) selector[key] = labels.at(key);
    deployment["spec"] = json::object{{"replicas", 1},
                                      {"selector", {{"matchLabels", selector}}},
                                      {"template",
                                       {{"metadata", {{"labels", labels}, {"annotations", {{pod_annotation::ready_after, "3s"}}}}},
                                        {"spec", {{"serviceAccountName", component}, {"containers", std::move(containers)}}}}}};
    objects.push_back(std::move(deployment));
    return objects;
}

}  // namespace nexa::sandbox
