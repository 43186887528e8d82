#include <fmt/format.h>

#include <string>

#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"cluster", "Kafka cluster", ColumnType::text}, {"roles", "Roles", ColumnType::text},     {"replicas", "Replicas", ColumnType::number},
    {"nodes", "Node ids", ColumnType::text},        {"storage", "Storage", ColumnType::text}, {"size", "Size per node", ColumnType::bytes},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"knp"};

/// Strings and numbers of a list as one text.
std::string joined(const json::array* list, std::string_view separator) {
    std::string text;
    if (list == nullptr) return text;
    for (const auto& each : *list) {
        if (!text.empty()) text += separator;
        text += each.is_string() ? std::string(view(each.get_string())) : json::serialize(each);
    }
    return text;
}

HealthVerdict health(const json::object& object) {
    if (auto verdict = health_before_conditions(object)) return std::move(*verdict);
    // A pool never says Ready. Strimzi states the ids it works towards; when they are not as many as wanted, it holds a change back:
    // brokers that still have partitions are not removed.
    const auto wanted = integer_at(object, {"spec", "replicas"});
    const auto kept = integer_at(object, {"status", "replicas"});
    if (wanted && kept && *wanted != *kept) {
        const auto nodes = joined(list_at(object, {"status", "nodeIds"}), ", ");
        return {Health::progressing,
                fmt::format("{} replicas are wanted, Strimzi keeps {} (nodes {}): a broker with partitions is not removed", *wanted, *kept,
                            nodes)};
    }
    return {Health::healthy, warnings_of(object)};
}

double volume_size(const json::object& volume) {
    return parse_quantity(text_at(volume, {"size"})).value_or(0);
}

/// Bytes of one node's persistent volumes.
double size_of(const json::object& object) {
    const auto* storage = object_at(object, {"spec", "storage"});
    if (storage == nullptr) return 0;
    const auto* volumes = list_at(*storage, {"volumes"});
    if (volumes == nullptr) return volume_size(*storage);
    double size = 0;
    for (const auto& volume : *volumes) {
        if (volume.is_object()) size += volume_size(volume.get_object());
    }
    return size;
}

json::object summary(const json::object& object) {
    return {
        {"cluster", label_of(object, "strimzi.io/cluster")},
        {"roles", joined(list_at(object, {"spec", "roles"}), ", ")},
        {"replicas", integer_at(object, {"spec", "replicas"}).value_or(0)},
        {"nodes", joined(list_at(object, {"status", "nodeIds"}), ", ")},
        {"storage", text_at(object, {"spec", "storage", "type"})},
        {"size", static_cast<std::int64_t>(size_of(object))},
    };
}

}  // namespace

Kind node_pool() {
    return {
        .ref = {.kind = "KafkaNodePool", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkanodepools", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka node pool",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
    };
}

}  // namespace nexa::kafka
