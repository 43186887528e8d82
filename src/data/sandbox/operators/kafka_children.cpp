#include "data/sandbox/operators/kafka_children.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

json::object labels_for(std::string_view cluster, std::string_view component, std::string_view type) {
    return {{"app.kubernetes.io/instance", cluster},
            {"app.kubernetes.io/managed-by", "strimzi-cluster-operator"},
            {"app.kubernetes.io/name", type},
            {"app.kubernetes.io/part-of", fmt::format("strimzi-{}", cluster)},
            {"strimzi.io/cluster", cluster},
            {"strimzi.io/component-type", type},
            {"strimzi.io/kind", "Kafka"},
            {"strimzi.io/name", component}};
}

/// Bytes that stand for a key or certificate: the simulated operator encrypts nothing.
std::string secret_value(std::string_view seed) {
    return to_base64(stable_hex(seed, 64));
}

json::object secret_data(std::string_view seed, std::initializer_list<std::string_view> keys) {
    json::object data;
    for (const auto key : keys) data[key] = secret_value(fmt::format("{}/{}", seed, key));
    return data;
}

json::object port(std::string_view name, std::int64_t number) {
    return {{"name", name}, {"port", number}, {"targetPort", number}, {"protocol", "TCP"}};
}

json::object selector_of(const json::object& labels) {
    json::object selector;
    for (const auto* key : {"strimzi.io/cluster", "strimzi.io/kind", "strimzi.io/name"}) selector[key] = labels.at(key);
    return selector;
}

/// Volumes with their names' prefix: "data-0" for jbod, "data" for a single one. Only claims; ephemeral ones have none.
std::vector<std::pair<std::string, json::object>> claim_volumes(const json::object& storage) {
    std::vector<std::pair<std::string, json::object>> volumes;
    const auto add = [&](std::string prefix, const json::object& volume) {
        if (text_at(volume, {"type"}) == "persistent-claim") volumes.emplace_back(std::move(prefix), volume);
    };
    if (text_at(storage, {"type"}) != "jbod") {
        add("data", storage);
        return volumes;
    }
    for (const auto& item : array_at(storage, {"volumes"})) {
        if (item.is_object()) add(fmt::format("data-{}", number_at(item.get_object(), {"id"})), item.get_object());
    }
    return volumes;
}

}  // namespace

std::string listener_port_name(std::int64_t number, std::string_view listener) {
    if (number == 9092) return "tcp-clients";
    if (number == 9093) return "tcp-clientstls";
    if (number == 9094) return "tcp-external";
    return fmt::format("tcp-{}", listener);
}

bool is_dynamic_option(std::string_view option) {
    static constexpr std::array<std::string_view, 26> options{"background.threads",
                                                              "compression.type",
                                                              "log.cleaner.threads",
                                                              "log.cleaner.io.max.bytes.per.second",
                                                              "log.cleanup.policy",
                                                              "log.flush.interval.messages",
                                                              "log.flush.interval.ms",
                                                              "log.index.interval.bytes",
                                                              "log.message.timestamp.type",
                                                              "log.preallocate",
                                                              "log.retention.bytes",
                                                              "log.retention.ms",
                                                              "log.roll.ms",
                                                              "log.segment.bytes",
                                                              "log.segment.delete.delay.ms",
                                                              "max.connection.creation.rate",
                                                              "max.connections",
                                                              "max.connections.per.ip",
                                                              "message.max.bytes",
                                                              "min.insync.replicas",
                                                              "num.io.threads",
                                                              "num.network.threads",
                                                              "num.recovery.threads.per.data.dir",
                                                              "num.replica.fetchers",
                                                              "remote.fetch.max.wait.ms",
                                                              "unclean.leader.election.enable"};
    return std::ranges::binary_search(options, option);
}

bool KafkaChildren::wants_entity_operator(const json::object& kafka) {
    const auto& entity = object_at(kafka, {"spec", "entityOperator"});
    return entity.contains("topicOperator") || entity.contains("userOperator");
}

json::object KafkaChildren::make(std::string_view kind, std::string_view name, std::string_view component, std::string_view type,
                                 json::object annotations) const {
    return make_object(kind, name_space_, name, labels_for(model_.cluster, component, type), std::move(annotations));
}

json::object KafkaChildren::make_owned(std::string_view kind, std::string_view name, std::string_view component, std::string_view type,
                                       json::object annotations) const {
    auto object = make(kind, name, component, type, std::move(annotations));
    // Owners block a foreground deletion from 0.49 on.
    add_owner(object, kafka_, false, facts_.at_least("0.49.0"));
    return object;
}

void KafkaChildren::own_by_pool(json::object& object, const KafkaPool& pool) const {
    add_owner(object, pool.resource == nullptr ? kafka_ : *pool.resource, false, facts_.at_least("0.49.0"));
}

std::string KafkaChildren::image() const {
    const auto custom = text_at(kafka_, {"spec", "kafka", "image"});
    return custom.empty() ? fmt::format("quay.io/strimzi/kafka:{}-kafka-{}", facts_.version, model_.version) : custom;
}

std::vector<json::object> KafkaChildren::authorities(const json::object& kafka, const StrimziFacts& facts) {
    const auto cluster = name_of(kafka);
    const auto seed = uid_of(kafka);
    std::vector<json::object> secrets;
    const auto add = [&](std::string name, std::string_view type, json::object annotations, std::initializer_list<std::string_view> keys) {
        auto secret =
            make_object("Secret", namespace_of(kafka), cluster + name, labels_for(cluster, "strimzi", type), std::move(annotations));
        secret["type"] = "Opaque";
        secret["data"] = secret_data(seed + name, keys);
        add_owner(secret, kafka, false, facts.at_least("0.49.0"));
        secrets.push_back(std::move(secret));
    };
    for (const auto* authority : {"cluster", "clients"}) {
        add(fmt::format("-{}-ca", authority), "certificate-authority", {{"strimzi.io/ca-key-generation", "0"}}, {"ca.key"});
        add(fmt::format("-{}-ca-cert", authority), "certificate-authority", {{"strimzi.io/ca-cert-generation", "0"}},
            {"ca.crt", "ca.p12", "ca.password"});
    }
    if (facts.at_least("0.50.1")) {
        add("-trustbundle", "trust-bundle",
            {{"strimzi.io/clients-ca-cert-generation", "0"}, {"strimzi.io/cluster-ca-cert-generation", "0"}}, {"ca.crt"});
    }
    add("-cluster-operator-certs", "strimzi", {{"strimzi.io/cluster-ca-cert-generation", "0"}},
        {"cluster-operator.crt", "cluster-operator.key"});
    return secrets;
}

std::vector<json::object> KafkaChildren::access() const {
    const auto& cluster = model_.cluster;
    const auto component = cluster + "-kafka";
    auto policy = make_owned("NetworkPolicy", cluster + "-network-policy-kafka", component, "kafka");
    policy["spec"] = json::object{{"podSelector", {{"matchLabels", selector_of(policy["metadata"].at("labels").as_object())}}},
                                  {"policyTypes", json::array{"Ingress"}}};
    auto account = make_owned("ServiceAccount", component, component, "kafka");

    std::vector<json::object> objects{std::move(policy), std::move(account)};
    if (!facts_.at_least("0.46.0")) return objects;
    auto role = make_owned("Role", component, component, "kafka");
    json::array names;
    for (const auto& pool : model_.pools) {
        for (const int id : pool.ids) names.emplace_back(model_.pod(pool, id));
    }
    role["rules"] = json::array{json::object{{"apiGroups", json::array{""}},
                                             {"resources", json::array{"secrets"}},
                                             {"resourceNames", std::move(names)},
                                             {"verbs", json::array{"get"}}}};
    auto binding = make_owned("RoleBinding", component + "-role", component, "kafka");
    binding["roleRef"] = json::object{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", component}};
    binding["subjects"] = json::array{json::object{{"kind", "ServiceAccount"}, {"name", component}, {"namespace", name_space_}}};
    objects.push_back(std::move(role));
    objects.push_back(std::move(binding));
    return objects;
}

std::vector<json::object> KafkaChildren::claims() const {
    std::vector<json::object> claims;
    for (const auto& pool : model_.pools) {
        for (const auto& [prefix, volume] : claim_volumes(pool.storage)) {
            const bool deletes = flag_at(volume, {"deleteClaim"});
            for (const int id : pool.ids) {
                auto claim = make("PersistentVolumeClaim", fmt::format("{}-{}", prefix, model_.pod(pool, id)), model_.cluster + "-kafka",
                                  "kafka", {{"strimzi.io/delete-claim", deletes ? "true" : "false"}});
                claim["metadata"].as_object()["labels"].as_object()["strimzi.io/pool-name"] = pool.name;
                json::object spec{{"accessModes", json::array{"ReadWriteOnce"}},
                                  {"resources", {{"requests", {{"storage", text_at(volume, {"size"}, "1Gi")}}}}},
                                  {"volumeMode", "Filesystem"}};
                if (const auto storage_class = text_at(volume, {"class"}); !storage_class.empty()) spec["storageClassName"] = storage_class;
                claim["spec"] = std::move(spec);
                if (deletes) own_by_pool(claim, pool);
                claims.push_back(std::move(claim));
            }
        }
    }
    return claims;
}

json::object KafkaChildren::service(std::string_view name, json::array ports, bool headless, json::object annotations) const {
    auto service = make_owned("Service", name, model_.cluster + "-kafka", "kafka", std::move(annotations));
    json::object spec{
        {"type", "ClusterIP"}, {"selector", selector_of(service["metadata"].at("labels").as_object())}, {"ports", std::move(ports)}};
    const auto hash = stable_hash(fmt::format("{}/{}", name_space_, name));
    spec["clusterIP"] = headless ? "None" : fmt::format("10.43.{}.{}", hash % 256, hash / 256 % 254 + 1);
    if (headless) spec["publishNotReadyAddresses"] = true;
    service["spec"] = std::move(spec);
    return service;
}

std::vector<json::object> KafkaChildren::services() const {
    json::array internal{port("tcp-replication", 9091)};
    json::array all{port("tcp-ctrlplane", 9090), port("tcp-replication", 9091), port("tcp-kafkaagent", 8443)};
    json::array discovery;
    std::vector<json::object> external;
    for (const auto& item : array_at(kafka_, {"spec", "kafka", "listeners"})) {
        if (!item.is_object()) continue;
        const auto& listener = item.get_object();
        const auto name = text_at(listener, {"name"});
        const auto number = number_at(listener, {"port"});
        const auto port_name = listener_port_name(number, name);
        all.push_back(port(port_name, number));
        const auto type = text_at(listener, {"type"}, "internal");
        if (type == "internal") {
            internal.push_back(port(port_name, number));
            discovery.push_back(json::object{{"port", number},
                                             {"tls", flag_at(listener, {"tls"})},
                                             {"protocol", "kafka"},
                                             {"auth", text_at(listener, {"authentication", "type"}, "none")}});
            continue;
        }
        const auto service_type = type == "loadbalancer" ? "LoadBalancer" : type == "nodeport" ? "NodePort" : "ClusterIP";
        const auto add = [&](const std::string& service_name) {
            auto made = service(service_name, {port(port_name, number)}, false);
            made["spec"].as_object()["type"] = service_type;
            external.push_back(std::move(made));
        };
        add(fmt::format("{}-kafka-{}-bootstrap", model_.cluster, name));
        for (const auto& pool : model_.pools) {
            if (!pool.broker) continue;
            for (const int id : pool.ids) add(fmt::format("{}-{}-{}-{}", model_.cluster, pool.name, name, id));
        }
    }
    std::vector<json::object> services{
        service(model_.cluster + "-kafka-brokers", std::move(all), true),
        service(model_.cluster + "-kafka-bootstrap", std::move(internal), false, {{"strimzi.io/discovery", json::serialize(discovery)}})};
    services[1]["metadata"].as_object()["labels"].as_object()["strimzi.io/discovery"] = "true";
    std::ranges::move(external, std::back_inserter(services));
    return services;
}

std::vector<json::object> KafkaChildren::node_configuration(std::string_view metadata_version, std::string_view cluster_id) const {
    const auto component = model_.cluster + "-kafka";
    std::vector<json::object> objects;
    if (!facts_.at_least("0.46.0")) {
        auto certificates =
            make_owned("Secret", component + "-brokers", component, "kafka", {{"strimzi.io/cluster-ca-cert-generation", "0"}});
        json::object data;
        for (const auto& pool : model_.pools) {
            for (const int id : pool.ids) {
                for (const auto* suffix : {"crt", "key"}) data[fmt::format("{}.{}", model_.pod(pool, id), suffix)] = "";
            }
        }
        certificates["type"] = "Opaque";
        certificates["data"] = std::move(data);
        objects.push_back(std::move(certificates));
    }
    std::string config;
    for (const auto& [key, value] : object_at(kafka_, {"spec", "kafka", "config"})) {
        config +=
            fmt::format("{}={}\n", std::string_view(key), value.is_string() ? std::string(value.get_string()) : json::serialize(value));
    }
    for (const auto& pool : model_.pools) {
        for (const int id : pool.ids) {
            const auto name = model_.pod(pool, id);
            if (facts_.at_least("0.46.0")) {
                auto secret = make_owned("Secret", name, component, "kafka", {{"strimzi.io/cluster-ca-cert-generation", "0"}});
                secret["type"] = "Opaque";
                secret["data"] = json::object{{name + ".crt", ""}, {name + ".key", ""}};
                objects.push_back(std::move(secret));
            }
            auto map = make("ConfigMap", name, component, "kafka");
            auto& labels = map["metadata"].as_object()["labels"].as_object();
            labels["strimzi.io/pod-name"] = name;
            labels["strimzi.io/pool-name"] = pool.name;
            own_by_pool(map, pool);
            json::object data{{"server.config", fmt::format("node.id={}\n{}", id, config)}};
            if (!model_.zookeeper) {
                data["metadata.version"] = metadata_version;
                data["cluster.id"] = cluster_id;
            }
            data[facts_.at_least("0.46.0") ? "log4j2.properties" : "log4j.properties"] = "rootLogger.level=INFO\n";
            map["data"] = std::move(data);
            objects.push_back(std::move(map));
        }
    }
    auto budget = make_owned("PodDisruptionBudget", component, component, "kafka");
    budget["spec"] = json::object{{"minAvailable", static_cast<std::int64_t>(model_.nodes()) - 1},
                                  {"selector", {{"matchLabels", selector_of(budget["metadata"].at("labels").as_object())}}}};
    objects.push_back(std::move(budget));
    return objects;
}

json::object KafkaChildren::pod(const KafkaPool& pool, int id) const {
    const auto name = model_.pod(pool, id);
    auto labels = labels_for(model_.cluster, model_.cluster + "-kafka", "kafka");
    labels["strimzi.io/broker-role"] = pool.broker ? "true" : "false";
    labels["strimzi.io/controller-role"] = pool.controller ? "true" : "false";
    labels["strimzi.io/controller"] = "strimzipodset";
    labels["strimzi.io/controller-name"] = fmt::format("{}-{}", model_.cluster, pool.name);
    labels["strimzi.io/pod-name"] = name;
    labels["strimzi.io/pool-name"] = pool.name;
    labels["statefulset.kubernetes.io/pod-name"] = name;

    const auto& kafka = object_at(kafka_, {"spec", "kafka"});
    json::object restart_options;
    for (const auto& [key, value] : object_at(kafka, {"config"})) {
        if (!is_dynamic_option(key)) restart_options[key] = value;
    }
    const auto& own = pool.resource == nullptr ? kafka : object_at(*pool.resource, {"spec"});
    json::object shape{{"image", image()}, {"storage", pool.storage}, {"roles", json::array{pool.broker, pool.controller}}};
    for (const auto* field : {"listeners", "authorization", "rack", "template", "metricsConfig", "jvmOptions"}) {
        if (const auto* value = kafka.if_contains(field)) shape[field] = *value;
    }
    for (const auto* field : {"resources", "jvmOptions", "template"}) {
        if (const auto* value = own.if_contains(field)) shape[std::string("own ") + field] = *value;
    }
    const auto ready_after = 8 + stable_hash(name_space_ + "/" + name) % 10;
    json::object annotations{{"strimzi.io/kafka-version", model_.version},
                             {"strimzi.io/configuration-hash", stable_hex(json::serialize(restart_options), 8)},
                             {"strimzi.io/revision", stable_hex(json::serialize(shape), 8)},
                             {server_cert_hash, ""},
                             {"strimzi.io/cluster-ca-cert-generation", "0"},
                             {"strimzi.io/cluster-ca-key-generation", "0"},
                             {"strimzi.io/clients-ca-cert-generation", "0"},
                             {pod_annotation::start_after, "2s"},
                             {pod_annotation::ready_after, fmt::format("{}s", ready_after)}};
    auto container = make_container("kafka", image(), object_at(own, {"resources"}));
    json::array ports{json::object{{"name", "tcp-replication"}, {"containerPort", 9091}, {"protocol", "TCP"}}};
    for (const auto& item : array_at(kafka, {"listeners"})) {
        if (!item.is_object() || !pool.broker) continue;
        const auto number = number_at(item.get_object(), {"port"});
        ports.push_back(json::object{
            {"name", listener_port_name(number, text_at(item.get_object(), {"name"}))}, {"containerPort", number}, {"protocol", "TCP"}});
    }
    if (kafka.contains("metricsConfig"))
        ports.push_back(json::object{{"name", "tcp-prometheus"}, {"containerPort", 9404}, {"protocol", "TCP"}});
    container["ports"] = std::move(ports);

    auto result = make_object("Pod", name_space_, name, std::move(labels), std::move(annotations));
    result["spec"] = json::object{{"containers", json::array{std::move(container)}},
                                  {"serviceAccountName", model_.cluster + "-kafka"},
                                  {"hostname", name},
                                  {"subdomain", model_.cluster + "-kafka-brokers"}};
    return result;
}

json::object KafkaChildren::pod_set(std::string_view name, const json::object* pool, json::array pods, const json::object& storage,
                                    std::string_view component, std::string_view type) const {
    auto set = make("StrimziPodSet", name, component, type,
                    {{"strimzi.io/kafka-version", model_.version}, {"strimzi.io/storage", json::serialize(storage)}});
    add_owner(set, pool == nullptr ? kafka_ : *pool, false, facts_.at_least("0.49.0"));
    auto& labels = set["metadata"].as_object()["labels"].as_object();
    if (pool != nullptr) labels["strimzi.io/pool-name"] = name_of(*pool);
    set["spec"] = json::object{{"selector", {{"matchLabels", selector_of(labels)}}}, {"pods", std::move(pods)}};
    return set;
}

std::vector<json::object> KafkaChildren::pod_sets() const {
    std::vector<json::object> sets;
    for (const auto& pool : model_.pools) {
        json::array pods;
        for (const int id : pool.ids) pods.push_back(pod(pool, id));
        sets.push_back(pod_set(fmt::format("{}-{}", model_.cluster, pool.name), pool.resource, std::move(pods), pool.storage,
                               model_.cluster + "-kafka", "kafka"));
    }
    return sets;
}

std::vector<json::object> KafkaChildren::zookeeper() const {
    if (!model_.zookeeper) return {};
    const auto component = model_.cluster + "-zookeeper";
    const auto& spec = object_at(kafka_, {"spec", "zookeeper"});
    std::vector<json::object> objects;
    auto account = make_owned("ServiceAccount", component, component, "zookeeper");
    objects.push_back(std::move(account));
    for (const auto* suffix : {"-client", "-nodes"}) {
        auto made = service(component + suffix, {port("tcp-clients", 2181)}, std::string_view(suffix) == "-nodes");
        made["metadata"].as_object()["labels"] = labels_for(model_.cluster, component, "zookeeper");
        made["spec"].as_object()["selector"] = selector_of(labels_for(model_.cluster, component, "zookeeper"));
        objects.push_back(std::move(made));
    }
    const auto storage = object_at(spec, {"storage"});
    const auto zookeeper_image = fmt::format("quay.io/strimzi/kafka:{}-kafka-{}", facts_.version, facts_.release->default_kafka());
    json::array pods;
    for (std::int64_t id = 0; id < number_at(spec, {"replicas"}, 3); ++id) {
        const auto name = fmt::format("{}-{}", component, id);
        for (const auto& [prefix, volume] : claim_volumes(storage)) {
            auto claim = make("PersistentVolumeClaim", fmt::format("{}-{}", prefix, name), component, "zookeeper",
                              {{"strimzi.io/delete-claim", "false"}});
            claim["spec"] = json::object{{"accessModes", json::array{"ReadWriteOnce"}},
                                         {"resources", {{"requests", {{"storage", text_at(volume, {"size"}, "1Gi")}}}}}};
            objects.push_back(std::move(claim));
        }
        auto labels = labels_for(model_.cluster, component, "zookeeper");
        labels["strimzi.io/controller"] = "strimzipodset";
        labels["strimzi.io/controller-name"] = component;
        labels["strimzi.io/pod-name"] = name;
        auto made = make_object("Pod", name_space_, name, std::move(labels),
                                {{"strimzi.io/revision", stable_hex(zookeeper_image + json::serialize(spec), 8)},
                                 {pod_annotation::start_after, "2s"},
                                 {pod_annotation::ready_after, "6s"}});
        made["spec"] =
            json::object{{"containers", json::array{make_container("zookeeper", zookeeper_image, object_at(spec, {"resources"}))}},
                         {"serviceAccountName", component}};
        pods.push_back(std::move(made));
    }
    objects.push_back(pod_set(component, nullptr, std::move(pods), storage, component, "zookeeper"));
    return objects;
}

}  // namespace nexa::sandbox
