// What the demo runs beside its Kafkas: Connect, MirrorMaker, bridges, rebalances, and Spark Connect servers.
#include "data/sandbox/operators/connector_runtime.hpp"
#include "data/sandbox/operators/plan.hpp"
#include "data/sandbox/seed/manifests.hpp"

namespace nexa::sandbox::seed {
namespace {

/// The group and the topics that workers keep their state in: fields of v1, options of the old API.
void add_group(json::object& owner, const std::string& name, bool old_api) {
    if (old_api) {
        owner["config"] = json::object{{"group.id", name},
                                       {"config.storage.topic", name + "-configs"},
                                       {"status.storage.topic", name + "-status"},
                                       {"offset.storage.topic", name + "-offsets"}};
        return;
    }
    owner["groupId"] = name;
    owner["configStorageTopic"] = name + "-configs";
    owner["statusStorageTopic"] = name + "-status";
    owner["offsetStorageTopic"] = name + "-offsets";
}

}  // namespace

json::object manifest(const Connect& connect, bool old_api) {
    json::object annotations;
    if (connect.connectors) annotations["strimzi.io/use-connector-resources"] = "true";
    auto object = make_object("KafkaConnect", connect.name_space, connect.name, {}, std::move(annotations));
    json::object spec{{"replicas", connect.replicas}, {"bootstrapServers", connect.bootstrap}};
    add_group(spec, connect.name, old_api);
    if (!connect.plugins.empty()) {
        json::array plugins;
        for (const auto& artifact : connect.plugins) {
            plugins.push_back(json::object{
                {"name", artifact},
                {"artifacts", json::array{json::object{{"type", "tgz"}, {"url", "https://repo.example.com/" + artifact + ".tgz"}}}}});
        }
        spec["build"] = json::object{{"output", {{"type", "docker"}, {"image", "registry.example.com/connect/" + connect.name + ":1"}}},
                                     {"plugins", std::move(plugins)}};
    }
    object["spec"] = std::move(spec);
    return object;
}

/// Where offsets are listed to, and altered from.
void add_offsets(json::object& spec, std::string_view of) {
    const auto map = fmt::format("{}-offsets", of);
    spec["listOffsets"] = json::object{{"toConfigMap", {{"name", map}}}};
    spec["alterOffsets"] = json::object{{"fromConfigMap", {{"name", map}}}};
}

json::object manifest(const Connector& connector) {
    json::object annotations;
    if (!connector.outcome.empty()) annotations[connector_annotation::outcome] = connector.outcome;
    auto object = make_object("KafkaConnector", connector.name_space, connector.name, {{"strimzi.io/cluster", connector.cluster}},
                              std::move(annotations));
    json::object spec{{"class", connector.connector_class}, {"tasksMax", connector.tasks}, {"config", {{"topics", connector.topics}}}};
    if (!connector.state.empty()) spec["state"] = connector.state;
    add_offsets(spec, connector.name);
    if (connector.auto_restart) spec["autoRestart"] = json::object{{"enabled", true}, {"maxRestarts", 5}};
    object["spec"] = std::move(spec);
    return object;
}

json::object manifest(const Mirror& mirror, bool old_api) {
    auto object = make_object("KafkaMirrorMaker2", mirror.name_space, mirror.name);
    json::object source{{"alias", mirror.source}, {"bootstrapServers", mirror.source_bootstrap}};
    json::object target{{"alias", mirror.target}, {"bootstrapServers", mirror.target_bootstrap}};
    add_group(target, mirror.name, old_api);
    json::object one{{"sourceConnector", {{"tasksMax", 2}}}, {"checkpointConnector", {{"tasksMax", 1}}}, {"topicsPattern", ".*"}};
    add_offsets(one["sourceConnector"].as_object(), mirror.name);
    json::object spec{{"replicas", 1}};
    if (old_api) {
        one["sourceCluster"] = mirror.source;
        one["targetCluster"] = mirror.target;
        spec["connectCluster"] = mirror.target;
        spec["clusters"] = json::array{std::move(source), std::move(target)};
    } else {
        one["source"] = std::move(source);
        spec["target"] = std::move(target);
    }
    spec["mirrors"] = json::array{std::move(one)};
    object["spec"] = std::move(spec);
    return object;
}

json::object first_mirror_maker(const Mirror& mirror) {
    auto object = make_object("KafkaMirrorMaker", mirror.name_space, mirror.name);
    object["spec"] = json::object{{"replicas", 1},
                                  {"include", ".*"},
                                  {"consumer", {{"bootstrapServers", mirror.source_bootstrap}, {"groupId", mirror.name}}},
                                  {"producer", {{"bootstrapServers", mirror.target_bootstrap}}}};
    return object;
}

json::object manifest(const Bridge& bridge) {
    auto object = make_object("KafkaBridge", bridge.name_space, bridge.name);
    object["spec"] = json::object{{"replicas", 1}, {"bootstrapServers", bridge.bootstrap}, {"http", {{"port", 8080}}}};
    return object;
}

json::object manifest(const Rebalance& rebalance) {
    json::object annotations;
    if (rebalance.approved) annotations["strimzi.io/rebalance-auto-approval"] = "true";
    auto object = make_object("KafkaRebalance", rebalance.name_space, rebalance.name, {{"strimzi.io/cluster", rebalance.cluster}},
                              std::move(annotations));
    object["spec"] = json::object{{"mode", "full"}};
    return object;
}

json::object manifest(const SparkServer& server, const std::string& spark_version) {
    auto object = make_object("SparkConnect", server.name_space, server.name);
    object["spec"] = json::object{{"sparkVersion", spark_version},
                                  {"image", "docker.io/apache/spark:" + spark_version},
                                  {"server", {{"cores", 1}, {"memory", "2g"}}},
                                  {"executor", {{"instances", server.executors}, {"cores", 1}, {"memory", "2g"}}}};
    return object;
}

}  // namespace nexa::sandbox::seed
