#include <fmt/format.h>

#include <algorithm>

#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"cluster", "Kafka cluster", ColumnType::text},
    {"topic", "Topic", ColumnType::text},
    {"partitions", "Partitions", ColumnType::number},
    {"replicas", "Replicas", ColumnType::number},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"kt"};

HealthVerdict health(const json::object& object) {
    if (auto verdict = health_before_conditions(object)) return std::move(*verdict);
    const auto all = conditions(object);
    const bool unmanaged = std::ranges::any_of(all, [](const auto& each) { return each.type == "Unmanaged" && each.status == "True"; });
    if (unmanaged) return {Health::suspended, "Unmanaged: Strimzi leaves the topic in Kafka alone"};
    auto verdict = health_of_conditions(object);
    const auto* change = object_at(object, {"status", "replicasChange"});
    if (verdict.health == Health::healthy && change != nullptr) {
        verdict = {Health::progressing, fmt::format("replicas are being changed to {} ({})",
                                                    integer_at(*change, {"targetReplicas"}).value_or(0), text_at(*change, {"state"}))};
        if (const auto message = text_at(*change, {"message"}); !message.empty()) verdict.reason += fmt::format(": {}", message);
    }
    return verdict;
}

/// A count as given, or null when the brokers' default decides.
json::value count_of(const json::object& object, std::string_view field) {
    const auto count = integer_at(object, {"spec", field});
    return count ? json::value(*count) : json::value(nullptr);
}

json::object summary(const json::object& object) {
    auto topic = text_at(object, {"status", "topicName"});
    if (topic.empty()) topic = text_at(object, {"spec", "topicName"});
    if (topic.empty()) topic = text_at(object, {"metadata", "name"});
    return {
        {"cluster", label_of(object, "strimzi.io/cluster")},
        {"topic", topic},
        {"partitions", count_of(object, "partitions")},
        {"replicas", count_of(object, "replicas")},
    };
}

/// What it is called in Kafka, where that is not the resource's own name. What Kafka takes for no name is none.
std::string_view alias(const json::object& object) {
    constexpr std::size_t longest = 249;
    const auto wanted = text_at(object, {"spec", "topicName"});
    const auto name = wanted.empty() ? text_at(object, {"status", "topicName"}) : wanted;
    return name.size() > longest ? std::string_view() : name;
}

}  // namespace

Kind topic() {
    return {
        .ref = {.kind = "KafkaTopic", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkatopics", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka topic",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .alias = alias,
    };
}

}  // namespace nexa::kafka
