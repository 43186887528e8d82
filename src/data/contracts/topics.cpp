#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

std::string_view topic_name(const json::object& topic) {
    const auto given = text_at(topic, {"spec", "topicName"});
    return given.empty() ? text_at(topic, {"metadata", "name"}) : given;
}
bool is_unmanaged(const json::object& topic) {
    return annotation_of(topic, "strimzi.io/managed") == "false";
}

/// Of the manifest before and of the live object, the larger: a change that was refused once is no measure for the next.
std::optional<std::int64_t> largest_before(const Input& input, Path path) {
    std::optional<std::int64_t> largest;
    for (const auto* object : {input.current, input.observed}) {
        if (object == nullptr) continue;
        if (const auto value = integer_at(*object, path)) largest = std::max(largest.value_or(*value), *value);
    }
    return largest;
}

Hits partitions_shrink(const Input& input) {
    const auto wanted = integer_at(input.desired, {"spec", "partitions"});
    const auto before = largest_before(input, {"spec", "partitions"});
    if (!wanted || !before || *wanted >= *before) return {};
    return {{.pointer = "/spec/partitions",
             .message = fmt::format("topic {} has {} partitions and can't shrink to {}: Kafka only adds partitions",
                                    topic_name(input.desired), *before, *wanted),
             .fix = fmt::format("Keep spec.partitions at {} or more, or make a new topic and move the data.", *before),
             .remedy = remedies::set(input.desired, "/spec/partitions", *before)}};
}

Hits renamed(const Input& input) {
    if (input.observed == nullptr) return {};
    const auto made = text_at(*input.observed, {"status", "topicName"});
    const auto wanted = topic_name(input.desired);
    if (made.empty() || made == wanted) return {};
    return {{.pointer = "/spec/topicName",
             .message = fmt::format("the topic is {} in Kafka and can't be renamed to {}", made, wanted),
             .fix = fmt::format("Keep the name {}, or make a new KafkaTopic for {}.", made, wanted),
             .remedy = remedies::set(input.desired, "/spec/topicName", made)}};
}

Hits name_allowed(const Input& input) {
    const auto name = topic_name(input.desired);
    const auto allowed = [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') || each == '.' || each == '_' ||
               each == '-';
    };
    const bool good = !name.empty() && name.size() <= 249 && name != "." && name != ".." && std::ranges::all_of(name, allowed);
    if (good) return {};
    return {{.pointer = text_at(input.desired, {"spec", "topicName"}).empty() ? "/metadata/name" : "/spec/topicName",
             .message = fmt::format("\"{}\" can't name a topic in Kafka", name.substr(0, 80)),
             .fix = "Use 1 to 249 letters, digits, \".\", \"_\" and \"-\"."}};
}

/// KafkaTopics that may stand for the topic: the one that has its name, and those that name it.
Objects claimants(const Input& input, std::string_view name) {
    const auto cluster = cluster_label(input.desired);
    auto found = input.query({.kind = "KafkaTopic", .label = "strimzi.io/cluster", .value = cluster, .name = {}, .alias = name});
    auto by_name = input.query({.kind = "KafkaTopic", .label = "strimzi.io/cluster", .value = cluster, .name = name, .alias = {}});
    found.insert(found.end(), std::make_move_iterator(by_name.begin()), std::make_move_iterator(by_name.end()));
    return found;
}

/// Somebody else's KafkaTopic for the same topic.
Hits claimed_twice(const Input& input) {
    if (is_unmanaged(input.desired)) return {};
    const auto name = topic_name(input.desired);
    for (const auto& other : claimants(input, name)) {
        const auto other_name = text_at(other, {"metadata", "name"});
        if (other_name == input.name() || topic_name(other) != name || is_unmanaged(other)) continue;
        return {
            {.pointer = text_at(input.desired, {"spec", "topicName"}).empty() ? "/metadata/name" : "/spec/topicName",
             .message = fmt::format("KafkaTopic {} stands for topic {} of {} already: of two, Strimzi listens to the older one and reports "
                                    "ResourceConflict for the other",
                                    other_name, name, cluster_label(input.desired)),
             .fix = fmt::format("Change KafkaTopic {}, or name another topic.", other_name)}};
    }
    return {};
}

Hits replication_over_brokers(const Input& input) {
    const auto wanted = integer_at(input.desired, {"spec", "replicas"});
    const auto kafka = kafka_of(input);
    if (!wanted || !kafka) return {};
    const auto brokers = broker_count(input, *kafka, cluster_label(input.desired));
    if (!brokers || *brokers == 0 || *wanted <= *brokers) return {};
    return {{.pointer = "/spec/replicas",
             .message = fmt::format("{} replicas, but {} has {} broker{}: Kafka refuses the topic", *wanted, cluster_label(input.desired),
                                    *brokers, *brokers == 1 ? "" : "s"),
             .fix = fmt::format("Set spec.replicas to {} at most.", *brokers),
             .remedy = remedies::set(input.desired, "/spec/replicas", *brokers)}};
}

/// What the replication factor was, and is to become; nothing when it stays.
std::optional<std::pair<std::int64_t, std::int64_t>> replication_change(const Input& input) {
    const auto* before = input.before();
    const auto wanted = integer_at(input.desired, {"spec", "replicas"});
    const auto old_replicas = before == nullptr ? std::nullopt : integer_at(*before, {"spec", "replicas"});
    if (!wanted || !old_replicas || *wanted == *old_replicas) return std::nullopt;
    return std::pair(*old_replicas, *wanted);
}

Hits replication_change_unsupported(const Input& input) {
    const auto change = replication_change(input);
    const auto kafka = change ? kafka_of(input) : std::nullopt;
    if (!kafka || object_at(*kafka, {"spec", "cruiseControl"}) != nullptr) return {};
    return {{.pointer = "/spec/replicas",
             .message =
                 fmt::format("the replicas of topic {} can't go from {} to {}: Strimzi changes them through Cruise Control, which Kafka {} "
                             "does not have",
                             topic_name(input.desired), change->first, change->second, cluster_label(input.desired)),
             .fix = fmt::format("Keep spec.replicas at {}, or add spec.cruiseControl to Kafka {} first.", change->first,
                                cluster_label(input.desired)),
             .remedy = remedies::set(input.desired, "/spec/replicas", change->first)}};
}

Hits in_sync_over_replicas(const Input& input) {
    const auto replicas = integer_at(input.desired, {"spec", "replicas"});
    const auto minimum = option_of(input.desired, {"spec", "config"}, "min.insync.replicas");
    if (!replicas || !minimum || *minimum <= *replicas) return {};
    const auto pointer = pointer_of("/spec/config", "min.insync.replicas");
    const auto good = std::max<std::int64_t>(*replicas - 1, 1);
    return {{.pointer = pointer,
             .message = fmt::format("min.insync.replicas {} is above the {} replica{}: nothing could be written with acks=all, ever",
                                    *minimum, *replicas, *replicas == 1 ? "" : "s"),
             .fix = fmt::format("Set it to {}.", good),
             .remedy = remedies::set(input.desired, pointer, good)}};
}

Hits internal_topic(const Input& input) {
    if (!topic_name(input.desired).starts_with("__")) return {};
    return {
        {.pointer = "/spec/topicName",
         .message = fmt::format("{} is one of Kafka's own topics: what is set here acts on the cluster itself", topic_name(input.desired)),
         .fix = "Leave it to Kafka, or set strimzi.io/managed: \"false\"."}};
}

Hits throttle_options(const Input& input) {
    Hits hits;
    for (const std::string_view name : {"leader.replication.throttled.replicas", "follower.replication.throttled.replicas"}) {
        if (object_at(input.desired, {"spec", "config"}) == nullptr || !object_at(input.desired, {"spec", "config"})->contains(name))
            continue;
        const auto pointer = pointer_of("/spec/config", name);
        hits.push_back({.pointer = pointer,
                        .message = fmt::format("{} is what Cruise Control sets while it moves data: the two get in each other's way", name),
                        .fix = "Remove it; use a KafkaRebalance's replicationThrottle.",
                        .remedy = remedies::remove(pointer)});
    }
    return hits;
}

Hits partitions_added(const Input& input) {
    const auto wanted = integer_at(input.desired, {"spec", "partitions"});
    const auto before = largest_before(input, {"spec", "partitions"});
    if (!wanted || !before || *wanted <= *before) return {};
    return {{.pointer = "/spec/partitions",
             .message = fmt::format(
                 "adds {} partitions to topic {}, for good: records of a key go to another partition than before, so that their "
                 "order across the change is not kept, and consumer groups are rebalanced",
                 *wanted - *before, topic_name(input.desired))}};
}

Hits replicas_move(const Input& input) {
    const auto change = replication_change(input);
    if (!change) return {};
    return {{.pointer = "/spec/replicas",
             .message = fmt::format(
                 "Cruise Control {} of topic {} from {} to {}, which {}",
                 change->second > change->first ? "raises the replicas" : "lowers the replicas", topic_name(input.desired), change->first,
                 change->second, change->second > change->first ? "copies its data over the network" : "frees its space on some brokers")}};
}

Hits options_change(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const auto* old_config = object_at(*before, {"spec", "config"});
    const auto* new_config = object_at(input.desired, {"spec", "config"});
    std::vector<std::string> set, reset;
    for (auto& name : changed_members(old_config, new_config)) {
        const bool is_left = new_config != nullptr && new_config->contains(name);
        (is_left ? set : reset).push_back(std::move(name));
    }
    if (set.empty() && reset.empty()) return {};
    std::string words = set.empty() ? std::string() : fmt::format("sets {} at once", list_of(set));
    if (!reset.empty()) words += fmt::format("{}{} goes back to the brokers' default", words.empty() ? "" : "; ", list_of(reset));
    return {{.pointer = "/spec/config", .message = fmt::format("{}; nothing restarts", words)}};
}

/// -1, which means without a limit, is the largest.
double limit_of(std::int64_t value) {
    return value < 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(value);
}

Hits records_expire(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    Hits hits;
    for (const std::string_view name : {"retention.ms", "retention.bytes"}) {
        const auto old_limit = option_of(*before, {"spec", "config"}, name);
        const auto new_limit = option_of(input.desired, {"spec", "config"}, name);
        if (!old_limit || !new_limit || limit_of(*new_limit) >= limit_of(*old_limit)) continue;
        hits.push_back({.pointer = pointer_of("/spec/config", name),
                        .message = fmt::format("{} of topic {} goes from {} to {}: records beyond it are deleted within minutes", name,
                                               topic_name(input.desired), *old_limit, *new_limit)});
    }
    const auto old_policy = text_at(*before, {"spec", "config", "cleanup.policy"});
    const auto new_policy = text_at(input.desired, {"spec", "config", "cleanup.policy"});
    if (old_policy == "compact" && new_policy.find("delete") != std::string_view::npos) {
        hits.push_back({.pointer = pointer_of("/spec/config", "cleanup.policy"),
                        .message = fmt::format("topic {} kept the newest record of each key for ever; from now on old records are deleted",
                                               topic_name(input.desired))});
    }
    if (old_policy != new_policy && old_policy.find("compact") == std::string_view::npos &&
        new_policy.find("compact") != std::string_view::npos) {
        hits.push_back(
            {.pointer = pointer_of("/spec/config", "cleanup.policy"),
             .message = fmt::format("topic {} is compacted: of each key only the newest record stays", topic_name(input.desired))});
    }
    return hits;
}

Hits let_go(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || is_unmanaged(*before) == is_unmanaged(input.desired)) return {};
    return {
        {.pointer = "/metadata/annotations",
         .message = is_unmanaged(input.desired)
                        ? fmt::format("Strimzi lets go of topic {}: it stays in Kafka, is not changed any more, and outlives this resource",
                                      topic_name(input.desired))
                        : fmt::format("Strimzi takes up topic {} again and sets it to what the manifest says", topic_name(input.desired))}};
}

Hits deletion_hangs(const Input& input) {
    const auto* object = input.observed == nullptr ? &input.desired : input.observed;
    const auto* finalizers = list_at(*object, {"metadata", "finalizers"});
    if (finalizers == nullptr || finalizers->empty() || !input.knows("Kafka")) return {};
    const auto kafka = kafka_of(input);
    const bool has_operator = kafka && object_at(*kafka, {"spec", "entityOperator", "topicOperator"}) != nullptr;
    if (has_operator) return {};
    return {{.pointer = "",
             .message = fmt::format(
                 "{} has {}, so that nobody takes the finalizer away: the resource would hang",
                 kafka ? fmt::format("Kafka {}", cluster_label(input.desired)) : fmt::format("namespace {}", input.name_space()),
                 kafka ? std::string("no topic operator") : fmt::format("no Kafka {}", cluster_label(input.desired))),
             .fix = "Bring the cluster and its topic operator back first, or remove metadata.finalizers by kubectl when the topic is gone "
                    "anyway."}};
}

Hits records_deleted(const Input& input) {
    const auto* object = input.observed == nullptr ? &input.desired : input.observed;
    if (is_unmanaged(*object)) return {};
    const bool paused = annotation_of(*object, "strimzi.io/pause-reconciliation") == "true";
    return {{.pointer = "",
             .message = fmt::format("topic {} and all of its records are deleted from Kafka{}", topic_name(input.desired),
                                    paused ? ", also while it is paused" : "")}};
}

constexpr std::string_view topic[] = {"KafkaTopic"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "topic-partitions-shrink",
     .title = "Partitions of a topic can't be removed",
     .kinds = topic,
     .explanation =
         "Kafka has no way to take partitions away. The topic operator answers NotSupported, \"Decreasing partitions not supported\".",
     .source = "Strimzi: topic operator; Apache Kafka operations, modifying topics",
     .check = partitions_shrink},
    {.id = "topic-rename",
     .title = "A topic can't be renamed",
     .kinds = topic,
     .explanation = "The topic operator answers NotSupported, \"Changing spec.topicName is not supported\".",
     .source = "Strimzi: topic operator",
     .check = renamed},
    {.id = "topic-name",
     .title = "The name is one that Kafka takes",
     .kinds = topic,
     .explanation = "Topic names become folder names of the brokers.",
     .source = "Apache Kafka: topic names",
     .check = name_allowed},
    {.id = "topic-claimed",
     .title = "One resource stands for one topic",
     .kinds = topic,
     .explanation =
         "Of two KafkaTopics for one topic the one made first is carried out; the other reports \"Managed by\" and does nothing.",
     .source = "Strimzi: topic operator, ResourceConflict",
     .check = claimed_twice},
    {.id = "topic-replication-over-brokers",
     .title = "There is a broker for each replica",
     .kinds = topic,
     .explanation = "A partition has at most one replica on a broker: KafkaError, InvalidReplicationFactorException.",
     .source = "Apache Kafka: replication",
     .check = replication_over_brokers},
    {.id = "topic-replication-change",
     .title = "Replicas change through Cruise Control only",
     .kinds = topic,
     .explanation = "Without Cruise Control the topic operator answers NotSupported, \"Replication factor change not supported\".",
     .source = "Strimzi: topic operator, changing the replication factor",
     .check = replication_change_unsupported},
    {.id = "topic-in-sync",
     .title = "The smallest number of replicas in sync is within the replicas",
     .kinds = topic,
     .explanation = "acks=all waits for min.insync.replicas. When there are fewer replicas than that, every such write fails.",
     .source = "Apache Kafka: min.insync.replicas",
     .check = in_sync_over_replicas},
    {.id = "topic-internal",
     .title = "Kafka's own topics are left alone",
     .type = Type::warning,
     .kinds = topic,
     .explanation = "Offsets and transactions live in topics that Kafka itself looks after.",
     .source = "Apache Kafka: internal topics",
     .check = internal_topic},
    {.id = "topic-throttle",
     .title = "Throttles are left to who moves the data",
     .type = Type::warning,
     .kinds = topic,
     .explanation = "The topic operator warns with InvalidConfig about options that a running reassignment sets and removes.",
     .source = "Strimzi: topic operator, warning InvalidConfig",
     .check = throttle_options},
    {.id = "topic-delete-hangs",
     .title = "Somebody carries out the deletion",
     .type = Type::warning,
     .kinds = topic,
     .explanation = "KafkaTopics carry a finalizer that only the topic operator takes away, after it has deleted the topic in Kafka.",
     .source = "Strimzi: topic operator, finalizers",
     .on_removal = true,
     .check = deletion_hangs},
    {.id = "topic-records-expire",
     .title = "Records are deleted",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = topic,
     .explanation = "Retention acts on what is there already: the log cleaner looks every few minutes.",
     .source = "Apache Kafka: retention, log compaction",
     .check = records_expire},
    {.id = "topic-partitions-added",
     .title = "Keys move to other partitions",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = topic,
     .explanation = "Producers choose the partition by the key's hash over the number of partitions.",
     .source = "Apache Kafka operations, modifying topics",
     .check = partitions_added},
    {.id = "topic-replicas-move",
     .title = "Replicas are moved",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = topic,
     .explanation = "The topic operator asks Cruise Control, and reports its progress in status.replicasChange.",
     .source = "Strimzi: topic operator, changing the replication factor",
     .check = replicas_move},
    {.id = "topic-config",
     .title = "Options take effect at once",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = topic,
     .explanation =
         "Topic options are set through Kafka's Admin API; one that is left out is deleted and falls back to the brokers' default.",
     .source = "Strimzi: topic operator, topic configuration",
     .check = options_change},
    {.id = "topic-managed",
     .title = "The topic operator lets go, or takes up again",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = topic,
     .explanation = "The annotation strimzi.io/managed: \"false\" parts the resource from the topic, without deleting either.",
     .source = "Strimzi: topic operator, unmanaged topics",
     .check = let_go},
    {.id = "topic-delete",
     .title = "All records are deleted",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = topic,
     .explanation = "Deleting the resource deletes the topic, also while it is paused; an unmanaged topic stays.",
     .source = "Strimzi: topic operator; recorded with Strimzi 1.2.0",
     .on_removal = true,
     .check = records_deleted},
};

}  // namespace

std::span<const Rule> topic_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
