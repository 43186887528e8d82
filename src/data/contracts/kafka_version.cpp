#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "data/contracts/rules.hpp"
#include "data/kafka/strimzi_releases.hpp"
#include "data/object.hpp"
#include "data/version.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view first_without_zookeeper = "0.46.0";
constexpr std::string_view first_kraft_kafka = "4.0.0";
constexpr std::string_view zookeeper_kafka = "3.8.1";
constexpr std::string_view version_pointer = "/spec/kafka/version";

/// What the manifest is written for. Up to 0.45 the annotation decides when both are there; a manifest without spec.zookeeper can't mean
/// ZooKeeper.
bool wants_zookeeper(const json::object& kafka) {
    return object_at(kafka, {"spec", "zookeeper"}) != nullptr && annotation_of(kafka, "strimzi.io/kraft") != "enabled";
}

/// The version that will run: as given, else the release's default; empty when that is not known.
std::string_view kafka_version(const json::object& kafka, const OperatorInfo& strimzi) {
    const auto given = text_at(kafka, {"spec", "kafka", "version"});
    if (!given.empty()) return given;
    const auto* release = strimzi::find_release(strimzi.version);
    return release == nullptr ? std::string_view() : release->default_kafka();
}

/// "spec.kafka.version 3.9.0", or, when it is not given, "Kafka 3.9.2 (the default of Strimzi 0.45.2)".
std::string version_words(const json::object& kafka, std::string_view version, const OperatorInfo& strimzi) {
    if (!text_at(kafka, {"spec", "kafka", "version"}).empty()) return fmt::format("spec.kafka.version {}", version);
    return fmt::format("Kafka {} (the default of Strimzi {}, as spec.kafka.version is not set)", version, strimzi.version);
}

std::vector<std::string> supported_for_kraft(const OperatorInfo& strimzi) {
    auto supported = strimzi::supported_kafka(strimzi.version, strimzi.kafka_versions);
    std::erase_if(supported, [](const std::string& each) { return compare_versions(each, first_kraft_kafka) < 0; });
    return supported;
}

bool is_before(const OperatorInfo& strimzi, std::string_view release) {
    return is_version(strimzi.version) && compare_versions(strimzi.version, release) < 0;
}

struct Nodes {
    std::vector<std::string> controllers;  ///< Those that also are brokers too.
    std::vector<std::string> brokers;
    std::size_t size() const { return controllers.size() + brokers.size(); }
};

bool has_role(const json::object& pool, std::string_view role) {
    const auto* roles = list_at(pool, {"spec", "roles"});
    return roles != nullptr &&
           std::ranges::any_of(*roles, [&](const json::value& each) { return each.is_string() && view(each.get_string()) == role; });
}

/// The pods of a cluster as far as they can be told, in the order in which Strimzi rolls them.
Nodes nodes_of(const Input& input) {
    Nodes nodes;
    for (const auto& pool : input.query({.kind = "KafkaNodePool", .label = "strimzi.io/cluster", .value = input.name()})) {
        const auto prefix = fmt::format("{}-{}-", input.name(), text_at(pool, {"metadata", "name"}));
        auto& group = has_role(pool, "controller") ? nodes.controllers : nodes.brokers;
        const auto* ids = list_at(pool, {"status", "nodeIds"});
        if (ids != nullptr) {
            for (const auto& id : *ids) group.push_back(prefix + json::serialize(id));
        } else {
            // Ids are not given out yet; the number is right all the same.
            for (std::int64_t left = integer_at(pool, {"spec", "replicas"}).value_or(0); left > 0; --left) group.push_back(prefix + "?");
        }
    }
    if (nodes.size() == 0) {
        const auto replicas = std::min<std::int64_t>(integer_at(input.desired, {"spec", "kafka", "replicas"}).value_or(0), 1000);
        for (std::int64_t id = 0; id < replicas; ++id) nodes.brokers.push_back(fmt::format("{}-kafka-{}", input.name(), id));
    }
    return nodes;
}

std::string list_of(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 9;
    if (names.size() <= shown) return fmt::format("{}", fmt::join(names, ", "));
    return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + shown, ", "), names.size() - shown);
}

std::string roll_words(const Input& input, const Nodes& nodes) {
    if (nodes.size() == 0) return fmt::format("restarts every node of {}, one after another", input.name());
    const auto count = nodes.size() == 1 ? std::string("the only node") : fmt::format("all {} nodes", nodes.size());
    if (nodes.controllers.empty() || nodes.brokers.empty()) {
        const auto& only = nodes.controllers.empty() ? nodes.brokers : nodes.controllers;
        return fmt::format("restarts {} of {}, one after another: {}", count, input.name(), list_of(only));
    }
    return fmt::format("restarts {} of {}, one after another: controllers first ({}; the active one last), then brokers ({})", count,
                       input.name(), list_of(nodes.controllers), list_of(nodes.brokers));
}

}  // namespace

Hits kafka_kraft_version(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (strimzi == nullptr || wants_zookeeper(input.desired)) return {};
    const auto version = kafka_version(input.desired, *strimzi);
    if (version.empty()) return {};
    const auto words = version_words(input.desired, version, *strimzi);
    const auto where = operator_on_cluster(input, *strimzi);
    const auto supported = supported_for_kraft(*strimzi);
    const auto list = fmt::format("{}", fmt::join(supported, ", "));
    const auto pointer = std::string(version_pointer);
    if (is_before(*strimzi, first_without_zookeeper)) {
        return {{.pointer = pointer,
                 .message = fmt::format(
                     "{} in KRaft mode can't run with {}: KRaft clusters run Kafka {} or newer, which needs Strimzi {} or newer", words,
                     where, first_kraft_kafka, first_without_zookeeper),
                 .fix = fmt::format("Use a cluster with Strimzi {} or newer; on this one, ZooKeeper mode with Kafka {} is what runs.",
                                    first_without_zookeeper, zookeeper_kafka)}};
    }
    if (compare_versions(version, first_kraft_kafka) < 0) {
        return {{.pointer = pointer,
                 .message = fmt::format("{} in KRaft mode is too old for {}: KRaft clusters run Kafka {} or newer{}", words, where,
                                        first_kraft_kafka, list.empty() ? std::string() : fmt::format(" (supported: {})", list)),
                 .fix = supported.empty() ? fmt::format("Set spec.kafka.version to {} or newer.", first_kraft_kafka)
                                          : fmt::format("Set spec.kafka.version to {}.", supported.back())}};
    }
    if (supported.empty() || std::ranges::find(supported, version) != supported.end()) return {};
    return {{.pointer = pointer,
             .message = fmt::format("{} is not supported by {} (supported: {})", words, where, list),
             .fix = fmt::format("Set spec.kafka.version to {}.", fmt::join(supported, " or "))}};
}

Hits kafka_zookeeper_version(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (strimzi == nullptr || !wants_zookeeper(input.desired) || !is_version(strimzi->version)) return {};
    const auto where = operator_on_cluster(input, *strimzi);
    if (!is_before(*strimzi, first_without_zookeeper)) {
        const auto supported = supported_for_kraft(*strimzi);
        return {
            {.pointer = "/spec/zookeeper",
             .message = fmt::format("{} has no ZooKeeper mode: it ended with Strimzi 0.45", where),
             .fix = fmt::format("Remove spec.zookeeper, describe the nodes as KafkaNodePools (KRaft), and set spec.kafka.version to {}.",
                                supported.empty() ? std::string(first_kraft_kafka) + " or newer" : supported.back())}};
    }
    const auto version = kafka_version(input.desired, *strimzi);
    if (version.empty() || version == zookeeper_kafka) return {};
    return {{.pointer = std::string(version_pointer),
             .message = fmt::format("{} in ZooKeeper mode is not supported with {}: ZooKeeper mode runs as Kafka {} only",
                                    version_words(input.desired, version, *strimzi), where, zookeeper_kafka),
             .fix = fmt::format("Set spec.kafka.version to {}.", zookeeper_kafka)}};
}

Hits kafka_kraft_annotations(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    // From 0.48 on the annotations are ignored; before 0.46 KRaft is refused anyway.
    if (strimzi == nullptr || !is_version(strimzi->version) || is_before(*strimzi, first_without_zookeeper) ||
        !is_before(*strimzi, "0.48.0"))
        return {};
    if (wants_zookeeper(input.desired)) return {};
    Hits hits;
    for (const std::string_view name : {"strimzi.io/kraft", "strimzi.io/node-pools"}) {
        if (annotation_of(input.desired, name) == "enabled") continue;
        hits.push_back({.pointer = "/metadata/annotations",
                        .message = fmt::format("annotation {}: enabled is missing: {} then does nothing and says so only in its log", name,
                                               operator_on_cluster(input, *strimzi)),
                        .fix = fmt::format("Add the annotation {}: enabled.", name)});
    }
    return hits;
}

Hits kafka_version_rolls_brokers(const Input& input) {
    const auto* before = input.before();
    const auto* strimzi = input.operator_named("strimzi");
    if (before == nullptr || strimzi == nullptr) return {};
    const auto from = kafka_version(*before, *strimzi);
    const auto to = kafka_version(input.desired, *strimzi);
    if (from.empty() || to.empty() || from == to) return {};
    auto message = fmt::format("Kafka {} to {}: {}", from, to, roll_words(input, nodes_of(input)));
    message += ". A broker is restarted only while its partitions keep min.insync.replicas";
    const auto metadata = text_at(input.desired, {"spec", "kafka", "metadataVersion"});
    if (!wants_zookeeper(input.desired)) {
        message += metadata.empty() ? "; the metadata version follows by itself afterwards"
                                    : fmt::format("; the metadata version stays {}, as spec.kafka.metadataVersion says", metadata);
    }
    return {{.pointer = std::string(version_pointer), .message = message + "."}};
}

}  // namespace nexa::contracts
