#include <fmt/format.h>

#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"version", "Kafka version", ColumnType::text}, {"mode", "Mode", ColumnType::text},
    {"pools", "Node pools", ColumnType::number},    {"bootstrap", "Bootstrap", ColumnType::text},
    {"warnings", "Warnings", ColumnType::number},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"k"};

HealthVerdict health(const json::object& object) {
    auto verdict = strimzi_health(object);
    const auto wanted = text_at(object, {"spec", "kafka", "version"});
    const auto running = text_at(object, {"status", "kafkaVersion"});
    // While its pods roll a cluster stays Ready at the old generation; an upgrade can be told from the versions.
    const bool upgrading = verdict.health == Health::progressing && observed_generation(object) < generation(object) && !wanted.empty() &&
                           !running.empty() && wanted != running;
    if (upgrading) verdict.reason += fmt::format("; moving from Kafka {} to {}, node by node", running, wanted);
    return verdict;
}

/// The address that clients use first: that of the first listener.
std::string_view bootstrap(const json::object& object) {
    const auto* listeners = list_at(object, {"status", "listeners"});
    if (listeners == nullptr || listeners->empty() || !listeners->front().is_object()) return {};
    return text_at(listeners->front().get_object(), {"bootstrapServers"});
}

json::object summary(const json::object& object) {
    const auto running = text_at(object, {"status", "kafkaVersion"});
    const auto* pools = list_at(object, {"status", "kafkaNodePools"});
    const bool zookeeper = object_at(object, {"spec", "zookeeper"}) != nullptr && annotation_of(object, "strimzi.io/kraft") != "enabled";
    return {
        {"version", running.empty() ? text_at(object, {"spec", "kafka", "version"}) : running},
        {"mode", zookeeper ? "ZooKeeper" : "KRaft"},
        {"pools", pools == nullptr ? 0 : pools->size()},
        {"bootstrap", bootstrap(object)},
        {"warnings", warning_count(object)},
    };
}

}  // namespace

Kind cluster() {
    return {
        .ref = {.kind = "Kafka", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkas", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka cluster",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
    };
}

}  // namespace nexa::kafka
