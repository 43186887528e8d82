#include "data/manifest_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/object.hpp"

namespace nexa::moves {
namespace {

/// Takes a member out; null when there is none.
json::value take(json::object& object, std::string_view name) {
    auto* found = object.if_contains(name);
    if (found == nullptr) return nullptr;
    json::value value = std::move(*found);
    object.stable_erase(name);
    return value;
}

json::object* object_in(json::object& object, std::string_view name) {
    auto* found = object.if_contains(name);
    return found == nullptr ? nullptr : found->if_object();
}

/// The object at a path of members, or null.
json::object* reach(json::object& object, std::initializer_list<std::string_view> path) {
    auto* here = &object;
    for (const auto name : path) {
        here = object_in(*here, name);
        if (here == nullptr) return nullptr;
    }
    return here;
}

std::string shown(std::initializer_list<std::string_view> path, std::string_view name) {
    std::string text = "spec";
    for (const auto each : path) text += fmt::format(".{}", each);
    return text + fmt::format(".{}", name);
}

/// Leaves out what the operator has ignored for long.
void drop(Draft& draft, std::initializer_list<std::string_view> path, std::string_view name, std::string_view why) {
    auto* parent = reach(draft.spec, path);
    if (parent == nullptr || !parent->contains(name)) return;
    parent->stable_erase(name);
    draft.note(fmt::format("{} was left out: {}", shown(path, name), why));
}

/// A default of v1beta2 that v1 wants to have written out.
void write_out(Draft& draft, json::object& object, std::string_view where, std::string_view name, const json::value& value) {
    if (object.contains(name)) return;
    object[name] = value;
    draft.note(fmt::format("{}.{} was set to {}: the default until then, required now", where, name, plain_text(value)));
}

// --- Kafka

void kafka_to_v1(Draft& draft) {
    if (draft.spec.contains("zookeeper")) {
        draft.refuse("/spec/zookeeper",
                     "has no place in v1: clusters on ZooKeeper run up to Strimzi 0.45; migrate it to KRaft there first");
    } else {
        constexpr std::string_view pools = "node pools have it, and Strimzi ignores it here";
        for (const auto* name : {"replicas", "storage", "resources"}) drop(draft, {"kafka"}, name, pools);
    }
    constexpr std::string_view unused = "Strimzi has no use for it";
    drop(draft, {}, "jmxTrans", unused);
    drop(draft, {"cruiseControl"}, "tlsSidecar", unused);
    drop(draft, {"cruiseControl", "template"}, "tlsSidecarContainer", unused);
    drop(draft, {"entityOperator"}, "tlsSidecar", unused);
    drop(draft, {"entityOperator", "template"}, "tlsSidecarContainer", unused);
    drop(draft, {"cruiseControl", "brokerCapacity"}, "disk", unused);
    drop(draft, {"cruiseControl", "brokerCapacity"}, "cpuUtilization", unused);
    drop(draft, {"entityOperator", "topicOperator"}, "topicMetadataMaxAttempts", unused);
    for (const auto* name : {"topicOperator", "userOperator"}) {
        drop(draft, {"entityOperator", name}, "zookeeperSessionTimeoutSeconds", unused);
        auto* part = reach(draft.spec, {"entityOperator", name});
        if (part == nullptr || !part->contains("reconciliationIntervalSeconds")) continue;
        const auto seconds = take(*part, "reconciliationIntervalSeconds");
        if (seconds.is_int64() && !part->contains("reconciliationIntervalMs")) {
            (*part)["reconciliationIntervalMs"] = seconds.get_int64() * 1000;
            draft.note(fmt::format("spec.entityOperator.{0}.reconciliationIntervalSeconds became reconciliationIntervalMs", name));
        }
    }
    drop(draft, {"kafka", "template"}, "statefulset", "Strimzi makes StrimziPodSets instead of StatefulSets");
    drop(draft, {"kafkaExporter", "template"}, "service", "Kafka Exporter has no Service any more");
}

// --- KafkaUser

void user_to_v1(Draft& draft) {
    auto* authorization = object_in(draft.spec, "authorization");
    auto* acls = authorization == nullptr ? nullptr : authorization->if_contains("acls");
    if (acls == nullptr || !acls->is_array()) return;
    std::size_t index = 0;
    for (auto& item : acls->get_array()) {
        auto* acl = item.if_object();
        if (acl != nullptr && acl->contains("operation")) {
            if (acl->contains("operations")) {
                draft.refuse(fmt::format("/spec/authorization/acls/{}/operation", index),
                             "stands beside operations: keep operations, with what operation says in it");
            } else {
                (*acl)["operations"] = json::array{take(*acl, "operation")};
                draft.note(fmt::format("spec.authorization.acls[{}].operation became operations", index));
            }
        }
        ++index;
    }
}

// --- Connectors, also those of MirrorMaker 2

void pause_to_state(Draft& draft, json::object& connector, std::string_view where) {
    if (!connector.contains("pause")) return;
    const auto pause = take(connector, "pause");
    if (!connector.contains("state") && pause.is_bool()) {
        if (pause.get_bool()) connector["state"] = "paused";
        draft.note(fmt::format("{}.pause became state", where));
    } else {
        draft.note(fmt::format("{}.pause was left out: state goes before it", where));
    }
}

void connector_to_v1(Draft& draft) {
    pause_to_state(draft, draft.spec, "spec");
}

// --- Workers' group and topics: options of config in the old API, fields in v1

struct GroupField {
    std::string_view field;
    std::string_view option;
    std::string_view suffix;  ///< Of the default.
};
constexpr std::array<GroupField, 4> group_fields{{{"groupId", "group.id", ""},
                                                  {"configStorageTopic", "config.storage.topic", "-configs"},
                                                  {"statusStorageTopic", "status.storage.topic", "-status"},
                                                  {"offsetStorageTopic", "offset.storage.topic", "-offsets"}}};

void options_to_fields(Draft& draft, json::object& owner, std::string_view where, std::string_view default_group) {
    for (const auto& each : group_fields) {
        auto* config = object_in(owner, "config");
        if (config != nullptr && config->contains(each.option)) {
            auto value = take(*config, each.option);
            if (owner.contains(each.field)) continue;
            owner[each.field] = std::move(value);
            draft.note(fmt::format("{0}.config[\"{1}\"] became {0}.{2}", where, each.option, each.field));
            continue;
        }
        write_out(draft, owner, where, each.field, json::value(fmt::format("{}{}", default_group, each.suffix)));
    }
    if (auto* config = object_in(owner, "config"); config != nullptr && config->empty()) owner.stable_erase("config");
}

void fields_to_options(Draft& draft, json::object& owner, std::string_view where) {
    for (const auto& each : group_fields) {
        if (!owner.contains(each.field)) continue;
        auto value = take(owner, each.field);
        auto& config = owner["config"];
        if (!config.is_object()) config.emplace_object();
        config.get_object()[each.option] = std::move(value);
        draft.note(fmt::format("{0}.{2} became {0}.config[\"{1}\"]", where, each.option, each.field));
    }
}

void connect_to_v1(Draft& draft) {
    options_to_fields(draft, draft.spec, "spec", "connect-cluster");
    write_out(draft, draft.spec, "spec", "replicas", json::value(3));
}

void connect_from_v1(Draft& draft) {
    if (!draft.declares("/spec/groupId")) fields_to_options(draft, draft.spec, "spec");
}

void bridge_to_v1(Draft& draft) {
    write_out(draft, draft.spec, "spec", "replicas", json::value(1));
    const auto* metrics = draft.spec.if_contains("enableMetrics");
    if (metrics != nullptr && metrics->is_bool() && !metrics->get_bool())
        drop(draft, {}, "enableMetrics", "false says the same as nothing");
}

// --- KafkaMirrorMaker2

/// The cluster of that alias and its position, or null.
json::object* cluster_of(json::array& clusters, std::string_view alias) {
    for (auto& item : clusters) {
        if (item.is_object() && text_at(item.get_object(), {"alias"}) == alias) return &item.get_object();
    }
    return nullptr;
}

void mirror_to_v1(Draft& draft, json::object& mirror, json::array& clusters, std::string_view target, std::size_t index,
                  std::vector<std::string>& used) {
    const auto where = fmt::format("spec.mirrors[{}]", index);
    const auto pointer = fmt::format("/spec/mirrors/{}", index);
    for (const auto& [old_name, new_name] :
         {std::pair{"topicsBlacklistPattern", "topicsExcludePattern"}, std::pair{"groupsBlacklistPattern", "groupsExcludePattern"}}) {
        if (!mirror.contains(old_name)) continue;
        if (mirror.contains(new_name)) {
            draft.refuse(fmt::format("{}/{}", pointer, old_name),
                         fmt::format("stands beside {}, which takes its place: keep one", new_name));
            continue;
        }
        mirror[new_name] = take(mirror, old_name);
        draft.note(fmt::format("{}.{} became {}", where, old_name, new_name));
    }
    if (mirror.contains("heartbeatConnector"))
        draft.refuse(pointer + "/heartbeatConnector",
                     "has no place in v1: run the heartbeat connector as a KafkaConnector of a Connect cluster, or leave it out");
    for (const auto* name : {"sourceConnector", "checkpointConnector"}) {
        if (auto* connector = object_in(mirror, name)) pause_to_state(draft, *connector, fmt::format("{}.{}", where, name));
    }
    if (mirror.contains("source")) return;
    if (const auto to = text_at(mirror, {"targetCluster"}); to != target) {
        draft.refuse(pointer + "/targetCluster",
                     fmt::format("is {}, but v1 has one target for all mirrors, {}: split it into two resources",
                                 to.empty() ? std::string_view("missing") : to, target));
        return;
    }
    const std::string alias(text_at(mirror, {"sourceCluster"}));
    auto* source = cluster_of(clusters, alias);
    if (source == nullptr) {
        draft.refuse(pointer + "/sourceCluster", fmt::format("is \"{}\", which is no alias in spec.clusters", alias));
        return;
    }
    json::object renewed{{"source", *source}};
    for (auto& member : mirror) {
        if (member.key() != "sourceCluster" && member.key() != "targetCluster") renewed[member.key()] = member.value();
    }
    mirror = std::move(renewed);
    used.push_back(alias);
    draft.note(fmt::format("{}.source is the cluster {} of spec.clusters", where, alias));
}

void mirror_maker_to_v1(Draft& draft) {
    write_out(draft, draft.spec, "spec", "replicas", json::value(3));
    json::array clusters;
    if (const auto* list = draft.spec.if_contains("clusters"); list != nullptr && list->is_array()) clusters = list->get_array();
    std::string target(text_at(draft.spec, {"target", "alias"}));
    std::vector<std::string> used;
    if (target.empty()) {
        target = text_at(draft.spec, {"connectCluster"});
        auto* cluster = cluster_of(clusters, target);
        if (cluster == nullptr)
            return draft.refuse("/spec/connectCluster", fmt::format("is \"{}\", which is no alias in spec.clusters", target));
        auto whole = *cluster;
        options_to_fields(draft, whole, "spec.target", "mirrormaker2-cluster");
        draft.spec["target"] = std::move(whole);
        draft.note(fmt::format("spec.target is the cluster {} of spec.clusters", target));
        used.push_back(target);
    }
    if (auto* mirrors = draft.spec.if_contains("mirrors"); mirrors != nullptr && mirrors->is_array()) {
        std::size_t index = 0;
        for (auto& item : mirrors->get_array()) {
            if (item.is_object()) mirror_to_v1(draft, item.get_object(), clusters, target, index, used);
            ++index;
        }
    }
    for (std::size_t index = 0; index < clusters.size(); ++index) {
        const auto alias = clusters[index].is_object() ? text_at(clusters[index].get_object(), {"alias"}) : std::string_view();
        if (std::ranges::find(used, alias) == used.end())
            draft.refuse(fmt::format("/spec/clusters/{}", index), "is used by no mirror, and v1 has no place for it: remove it");
    }
    for (const auto* name : {"clusters", "connectCluster"}) draft.spec.stable_erase(name);
}

void mirror_maker_from_v1(Draft& draft) {
    if (draft.declares("/spec/target")) return;
    auto target = take(draft.spec, "target");
    if (!target.is_object()) return;
    const std::string alias(text_at(target.get_object(), {"alias"}));
    fields_to_options(draft, target.get_object(), "spec.target");
    json::array clusters{target};
    if (auto* mirrors = draft.spec.if_contains("mirrors"); mirrors != nullptr && mirrors->is_array()) {
        std::size_t index = 0;
        for (auto& item : mirrors->get_array()) {
            auto* mirror = item.if_object();
            auto source = mirror == nullptr ? json::value() : take(*mirror, "source");
            if (source.is_object()) {
                const std::string from(text_at(source.get_object(), {"alias"}));
                const auto* known = cluster_of(clusters, from);
                if (known != nullptr && json::value(*known) != source)
                    draft.refuse(
                        fmt::format("/spec/mirrors/{}/source", index),
                        fmt::format("describes the cluster {} in another way than the others do: the old API has one place for it", from));
                if (known == nullptr) clusters.push_back(source);
                json::object renewed{{"sourceCluster", from}, {"targetCluster", alias}};
                for (auto& member : *mirror) renewed[member.key()] = member.value();
                *mirror = std::move(renewed);
            }
            ++index;
        }
    }
    json::object renewed;
    for (auto& member : draft.spec) {
        if (member.key() == "mirrors") {
            renewed["connectCluster"] = alias;
            renewed["clusters"] = clusters;
        }
        renewed[member.key()] = member.value();
    }
    draft.spec = std::move(renewed);
    draft.note("spec.target and the sources of spec.mirrors became spec.clusters, with spec.connectCluster naming the target");
}

struct StepRow {
    std::string_view kind;
    std::string_view from;
    std::string_view to;
    Step step;
};
constexpr std::array<StepRow, 8> step_rows{{{"Kafka", "v1beta2", "v1", kafka_to_v1},
                                            {"KafkaUser", "v1beta2", "v1", user_to_v1},
                                            {"KafkaConnector", "v1beta2", "v1", connector_to_v1},
                                            {"KafkaConnect", "v1beta2", "v1", connect_to_v1},
                                            {"KafkaConnect", "v1", "v1beta2", connect_from_v1},
                                            {"KafkaBridge", "v1beta2", "v1", bridge_to_v1},
                                            {"KafkaMirrorMaker2", "v1beta2", "v1", mirror_maker_to_v1},
                                            {"KafkaMirrorMaker2", "v1", "v1beta2", mirror_maker_from_v1}}};

struct Fate {
    std::string_view kind;  ///< Empty: of every kind.
    std::string_view to;
    std::string_view pointer;  ///< Or the part above it.
    std::string_view words;
};
constexpr std::array<Fate, 11> fates{{
    {"Kafka", "v1", "/spec/kafka/authorization",
     "use authorization of type custom, with the authorizer's own options in spec.kafka.config"},
    {"Kafka", "v1", "/spec/kafka/listeners/*/authentication", "use authentication of type custom, with the options in listenerConfig"},
    {"KafkaNodePool", "v1", "/spec/storage/overrides", "Strimzi ignores it since 0.46: use one node pool for each storage class"},
    {"KafkaNodePool", "v1", "/spec/storage/volumes/*/overrides", "Strimzi ignores it since 0.46: use one node pool for each storage class"},
    {"KafkaBridge", "v1", "/spec/enableMetrics", "use metricsConfig"},
    {"KafkaConnect", "v1", "/spec/build/output/additionalKanikoOptions", "use additionalBuildOptions: images are built with Buildah"},
    {"", "v1", "/spec/externalConfiguration", "use env, volumes and volumeMounts in spec.template"},
    {"", "v1", "/spec/template/deployment", "use spec.template.podSet"},
    {"", "v1", "/spec/authentication", "use authentication of type custom, with the client's options in config"},
    {"", "v1", "/spec/tracing", "use type opentelemetry"},
    {"", "v1beta2", "/spec", "this release of Strimzi does not have it yet"},
}};

}  // namespace

bool Draft::declares(std::string_view pointer) const {
    return shape == nullptr || schema::at(*shape, pointer) != nullptr;
}

void Draft::refuse(std::string pointer, std::string message) {
    issues.push_back({.pointer = std::move(pointer), .message = std::move(message), .rule = {}});
}

std::vector<Step> steps(std::string_view kind, std::string_view from, std::string_view to) {
    std::vector<Step> result;
    for (const auto& row : step_rows) {
        if (row.kind == kind && row.from == from && row.to == to) result.push_back(row.step);
    }
    return result;
}

std::string_view fate_of(std::string_view kind, std::string_view to, std::string_view pointer) {
    const auto found = std::ranges::find_if(fates, [&](const Fate& each) {
        return (each.kind.empty() || each.kind == kind) && each.to == to && pointer.starts_with(each.pointer);
    });
    return found == fates.end() ? std::string_view() : found->words;
}

}  // namespace nexa::moves
