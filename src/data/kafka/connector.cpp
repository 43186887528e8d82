#include <fmt/format.h>

#include "data/kafka/connector_state.hpp"
#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"cluster", "Connect cluster", ColumnType::text},
    {"class", "Class", ColumnType::text},
    {"state", "State", ColumnType::state},
    {"tasks", "Tasks running", ColumnType::text},
    {"tasks_max", "Most tasks", ColumnType::number},
    {"restarts", "Restarts", ColumnType::number},
    {"topics", "Topics", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"kctr"};
constexpr std::string_view consumed[] = {"strimzi.io/restart", "strimzi.io/restart-task", "strimzi.io/connector-offsets"};

ConnectorState state_of(const json::object& object) {
    const auto* status = object_at(object, {"status", "connectorStatus"});
    return status == nullptr ? ConnectorState{} : connector_state(*status);
}

/// v1beta2 has `pause` besides `state`.
bool should_rest(const json::object& object) {
    const auto wanted = text_at(object, {"spec", "state"});
    return wanted == "paused" || wanted == "stopped" || (wanted.empty() && true_at(object, {"spec", "pause"}));
}

HealthVerdict health(const json::object& object) {
    auto verdict = strimzi_health(object);
    const auto state = state_of(object);
    const auto restarts = integer_at(object, {"status", "autoRestart", "count"}).value_or(0);
    if (verdict.health == Health::degraded) {
        // The operator's message only points at connectorStatus.
        if (!state.fault.empty()) verdict.reason += fmt::format(" ({})", state.fault);
        if (restarts > 0) verdict.reason += fmt::format("; restarted {} time{} by Strimzi", restarts, restarts == 1 ? "" : "s");
        return verdict;
    }
    if (verdict.health != Health::healthy) return verdict;
    auto inner = connector_health(state, should_rest(object));
    return inner.health == Health::healthy ? verdict : inner;
}

json::object summary(const json::object& object) {
    const auto state = state_of(object);
    std::string topics;
    if (const auto* list = list_at(object, {"status", "topics"})) {
        for (const auto& topic : *list) topics += (topics.empty() ? "" : ", ") + plain_text(topic);
    }
    return {
        {"cluster", label_of(object, "strimzi.io/cluster")},
        {"class", text_at(object, {"spec", "class"})},
        {"state", state.state},
        {"tasks", state.task_count()},
        {"tasks_max", integer_at(object, {"spec", "tasksMax"}).value_or(1)},
        {"restarts", integer_at(object, {"status", "autoRestart", "count"}).value_or(0)},
        {"topics", topics},
    };
}

}  // namespace

Kind connector() {
    return {
        .ref =
            {.kind = "KafkaConnector", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkaconnectors", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka connector",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .consumed_annotations = consumed,
    };
}

}  // namespace nexa::kafka
