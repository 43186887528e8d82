#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "data/contracts/nodes.hpp"
#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view config_pointer = "/spec/kafka/config";

std::optional<std::int64_t> option(const json::object& kafka, std::string_view name) {
    return option_of(kafka, {"spec", "kafka", "config"}, name);
}

/// What is judged: a Kafka resource by itself, or the Kafka resource of a pool whose number of brokers changes.
std::optional<json::object> judged_kafka(const Input& input) {
    if (input.kind() == "Kafka") return input.desired;
    return kafka_of(input);
}

Hits replication_over_brokers(const Input& input) {
    const auto kafka = judged_kafka(input);
    if (!kafka) return {};
    const bool is_pool = input.kind() == "KafkaNodePool";
    const auto cluster = std::string(is_pool ? cluster_label(input.desired) : input.name());
    const auto brokers = broker_count(input, *kafka, cluster);
    if (!brokers) return {};
    Hits hits;
    for (const std::string_view name :
         {"default.replication.factor", "offsets.topic.replication.factor", "transaction.state.log.replication.factor"}) {
        const auto factor = option(*kafka, name);
        if (!factor || *factor <= *brokers) continue;
        const bool has_brokers = !is_pool && *brokers > 0;
        hits.push_back({.pointer = is_pool ? std::string("/spec/replicas") : pointer_of(config_pointer, name),
                        .message = fmt::format("{} is {}, but {} {} {} broker{}: Strimzi refuses it with InvalidResourceException", name,
                                               *factor, cluster, is_pool ? "would have" : "has", *brokers, *brokers == 1 ? "" : "s"),
                        .fix = is_pool ? fmt::format("Keep {} brokers or more, or lower {} in Kafka {} first.", *factor, name, cluster)
                                       : fmt::format("Set it to {} at most, or add brokers first.", *brokers),
                        .remedy = has_brokers ? std::optional(remedies::set(input.desired, pointer_of(config_pointer, name), *brokers))
                                              : std::nullopt});
    }
    return hits;
}

struct InSync {
    std::string_view minimum, factor;
};
constexpr std::array in_sync_options{InSync{"min.insync.replicas", "default.replication.factor"},
                                     InSync{"transaction.state.log.min.isr", "transaction.state.log.replication.factor"}};

Hits in_sync_over_replication(const Input& input) {
    Hits hits;
    for (const auto& [minimum_name, factor_name] : in_sync_options) {
        const auto minimum = option(input.desired, minimum_name);
        const auto factor = option(input.desired, factor_name);
        if (!minimum || !factor || *minimum <= *factor) continue;
        const auto pointer = pointer_of(config_pointer, minimum_name);
        const auto good = std::max<std::int64_t>(*factor - 1, 1);
        hits.push_back({.pointer = pointer,
                        .message = fmt::format("{} {} is above {} {}: nothing could be written with acks=all, ever", minimum_name, *minimum,
                                               factor_name, *factor),
                        .fix = fmt::format("Set {} to {}.", minimum_name, good),
                        .remedy = remedies::set(input.desired, pointer, good)});
    }
    return hits;
}

Hits in_sync_leaves_no_room(const Input& input) {
    Hits hits;
    for (const auto& [minimum_name, factor_name] : in_sync_options) {
        const auto minimum = option(input.desired, minimum_name);
        const auto factor = option(input.desired, factor_name);
        if (!minimum || !factor || *factor < 2 || *minimum != *factor) continue;
        const auto pointer = pointer_of(config_pointer, minimum_name);
        hits.push_back(
            {.pointer = pointer,
             .message = fmt::format("{} equals {} ({}): while one broker is down nothing can be written with acks=all, and Strimzi "
                                    "can't restart a broker without forcing it",
                                    minimum_name, factor_name, *factor),
             .fix = fmt::format("Set {} to {}.", minimum_name, *factor - 1),
             .remedy = remedies::set(input.desired, pointer, *factor - 1)});
    }
    return hits;
}

Hits replication_left_to_defaults(const Input& input) {
    const auto brokers = broker_count(input, input.desired, input.name());
    if (!brokers || *brokers < 2) return {};
    Hits hits;
    for (const std::string_view name : {"default.replication.factor", "min.insync.replicas"}) {
        if (option(input.desired, name)) continue;
        const auto good = name.starts_with("min") ? std::min<std::int64_t>(*brokers - 1, 2) : std::min<std::int64_t>(*brokers, 3);
        hits.push_back(
            {.pointer = find(input.desired, {"spec", "kafka", "config"}) == nullptr ? "/spec/kafka" : std::string(config_pointer),
             .message = fmt::format(
                 "{} is not set and is 1 then: topics that don't say otherwise {}", name,
                 name.starts_with("min") ? "acknowledge what one broker alone has" : "live on one broker, and are gone or away with it"),
             .fix = fmt::format("Set {} to {}.", name, good),
             .remedy = remedies::set(input.desired, pointer_of(config_pointer, name), good)});
    }
    return hits;
}

/// Options that brokers take over while they run (Apache Kafka's "Dynamic Update Mode": per-broker and cluster-wide).
bool is_dynamic(std::string_view name) {
    static constexpr std::array names{std::string_view("background.threads"),
                                      std::string_view("compression.gzip.level"),
                                      std::string_view("compression.lz4.level"),
                                      std::string_view("compression.type"),
                                      std::string_view("compression.zstd.level"),
                                      std::string_view("log.cleanup.policy"),
                                      std::string_view("log.flush.interval.messages"),
                                      std::string_view("log.flush.interval.ms"),
                                      std::string_view("log.index.interval.bytes"),
                                      std::string_view("log.index.size.max.bytes"),
                                      std::string_view("log.local.retention.bytes"),
                                      std::string_view("log.local.retention.ms"),
                                      std::string_view("log.message.timestamp.after.max.ms"),
                                      std::string_view("log.message.timestamp.before.max.ms"),
                                      std::string_view("log.message.timestamp.type"),
                                      std::string_view("log.preallocate"),
                                      std::string_view("log.retention.bytes"),
                                      std::string_view("log.retention.ms"),
                                      std::string_view("log.roll.jitter.ms"),
                                      std::string_view("log.roll.ms"),
                                      std::string_view("log.segment.bytes"),
                                      std::string_view("log.segment.delete.delay.ms"),
                                      std::string_view("max.connection.creation.rate"),
                                      std::string_view("max.connections"),
                                      std::string_view("max.connections.per.ip"),
                                      std::string_view("max.connections.per.ip.overrides"),
                                      std::string_view("message.max.bytes"),
                                      std::string_view("metric.reporters"),
                                      std::string_view("min.insync.replicas"),
                                      std::string_view("num.io.threads"),
                                      std::string_view("num.network.threads"),
                                      std::string_view("num.recovery.threads.per.data.dir"),
                                      std::string_view("num.replica.fetchers"),
                                      std::string_view("producer.id.expiration.ms"),
                                      std::string_view("transaction.partition.verification.enable"),
                                      std::string_view("unclean.leader.election.enable")};
    return name.starts_with("log.cleaner.") ? name != "log.cleaner.enable" : std::ranges::find(names, name) != names.end();
}

std::vector<std::string> changed_options(const Input& input, bool dynamic) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    auto names = changed_members(object_at(*before, {"spec", "kafka", "config"}), object_at(input.desired, {"spec", "kafka", "config"}));
    std::erase_if(names, [&](const std::string& each) { return is_dynamic(each) != dynamic; });
    return names;
}

Hits options_applied_at_once(const Input& input) {
    const auto names = changed_options(input, true);
    if (names.empty()) return {};
    return {{.pointer = std::string(config_pointer),
             .message = fmt::format("{}: Strimzi changes {} on the running brokers of {}, without a restart", list_of(names),
                                    names.size() == 1 ? "it" : "them", input.name())}};
}

Hits options_need_restart(const Input& input) {
    const auto names = changed_options(input, false);
    if (names.empty()) return {};
    return {{.pointer = std::string(config_pointer),
             .message = fmt::format("{}: brokers read {} at their start only, so this {}", list_of(names),
                                    names.size() == 1 ? "it" : "them", roll_words(input.name(), nodes_of_cluster(input, input.name())))}};
}

Hits pods_change(const Input& input) {
    const auto entries = changes(input);
    std::vector<std::string> parts;
    for (const std::string_view part : {"image", "jvmOptions", "resources", "template", "rack", "authorization", "metricsConfig", "quotas",
                                        "tieredStorage", "livenessProbe", "readinessProbe", "brokerRackInitImage"}) {
        if (is_changed(entries, fmt::format("/spec/kafka/{}", part))) parts.push_back(fmt::format("spec.kafka.{}", part));
    }
    if (parts.empty()) return {};
    return {{.pointer = "/spec/kafka",
             .message = fmt::format("{} {} part of the pods: {}. A broker is restarted only while its partitions keep min.insync.replicas.",
                                    list_of(parts), parts.size() == 1 ? "is" : "are",
                                    roll_words(input.name(), nodes_of_cluster(input, input.name())))}};
}

Hits side_components_change(const Input& input) {
    const auto entries = changes(input);
    std::vector<std::string> deployments;
    for (const auto& [field, deployment] : {std::pair{"entityOperator", "entity-operator"}, std::pair{"cruiseControl", "cruise-control"},
                                            std::pair{"kafkaExporter", "kafka-exporter"}}) {
        if (!is_changed(entries, fmt::format("/spec/{}", field))) continue;
        const bool is_left = object_at(input.desired, {"spec", field}) != nullptr;
        deployments.push_back(fmt::format("{}-{}{}", input.name(), deployment, is_left ? "" : " (removed)"));
    }
    if (deployments.empty()) return {};
    return {{.pointer = "/spec",
             .message =
                 fmt::format("restarts what stands beside the brokers: {}; producers and consumers don't notice", list_of(deployments))}};
}

Hits topic_operator_leaves(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    Hits hits;
    for (const auto& [field, kind] : {std::pair{"topicOperator", "KafkaTopic"}, std::pair{"userOperator", "KafkaUser"}}) {
        if (object_at(*before, {"spec", "entityOperator", field}) == nullptr) continue;
        if (object_at(input.desired, {"spec", "entityOperator", field}) != nullptr) continue;
        hits.push_back(
            {.pointer = "/spec",
             .message = fmt::format("without spec.entityOperator.{} nobody reconciles the {}s of {} any more: they stay as they are, "
                                    "and what is changed or deleted there hangs",
                                    field, kind, input.name()),
             .fix = fmt::format("Keep spec.entityOperator.{}, or delete those resources first.", field)});
    }
    return hits;
}

constexpr std::string_view kafka[] = {"Kafka"};
constexpr std::string_view with_brokers[] = {"Kafka", "KafkaNodePool"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "kafka-replication-over-brokers",
     .title = "Replication factors fit the number of brokers",
     .kinds = with_brokers,
     .explanation =
         "A partition has at most one replica on a broker. With a larger default nothing could be created, so Strimzi stops with "
         "InvalidResourceException.",
     .source = "Strimzi: Kafka configuration checks",
     .check = replication_over_brokers},
    {.id = "kafka-in-sync-over-replication",
     .title = "The smallest number of replicas in sync is within the replication factor",
     .kinds = kafka,
     .explanation = "acks=all waits for min.insync.replicas. When there are fewer replicas than that, every such write fails.",
     .source = "Apache Kafka: min.insync.replicas",
     .check = in_sync_over_replication},
    {.id = "kafka-in-sync-room",
     .title = "One broker may be down",
     .type = Type::warning,
     .kinds = kafka,
     .explanation =
         "When every replica must be in sync, each restart of a broker stops producers, and Strimzi's roller, which keeps partitions "
         "writable, is stuck.",
     .source = "Strimzi: rolling updates, availability of partitions",
     .check = in_sync_leaves_no_room},
    {.id = "kafka-replication-default",
     .title = "Replication is said",
     .type = Type::warning,
     .kinds = kafka,
     .explanation = "Kafka's own defaults are 1 replica and 1 in sync, whatever the number of brokers.",
     .source = "Strimzi: warnings KafkaDefaultReplicationFactor, KafkaMinInsyncReplicas",
     .check = replication_left_to_defaults},
    {.id = "kafka-entity-operator-removed",
     .title = "Topics and users keep their operator",
     .type = Type::warning,
     .kinds = kafka,
     .explanation = "KafkaTopics carry a finalizer that only the topic operator takes away; without it they can't be deleted.",
     .source = "Strimzi: topic operator, finalizers",
     .check = topic_operator_leaves},
    {.id = "kafka-config-restart",
     .title = "Options need a restart of every node",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = kafka,
     .explanation = "Read-only options take effect at a broker's start: Strimzi rolls with ConfigChangeRequiresRestart.",
     .source = "Apache Kafka: dynamic update modes; Strimzi: restart events",
     .check = options_need_restart},
    {.id = "kafka-config-dynamic",
     .title = "Options take effect at once",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = kafka,
     .explanation = "Options that Kafka can change while it runs are set through its Admin API.",
     .source = "Apache Kafka: dynamic update modes",
     .check = options_applied_at_once},
    {.id = "kafka-pods-change",
     .title = "Every node restarts, one at a time",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = kafka,
     .explanation = "What changes the pods themselves gives them another revision (PodHasOldRevision), and Strimzi rolls them.",
     .source = "Strimzi: rolling updates of pods",
     .check = pods_change},
    {.id = "kafka-side-components",
     .title = "Components beside the brokers restart",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = kafka,
     .explanation = "The entity operator, Cruise Control and the exporter are Deployments of their own.",
     .source = "Strimzi: components of a Kafka cluster",
     .check = side_components_change},
};

}  // namespace

std::span<const Rule> kafka_config_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
