#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/object.hpp"
#include "data/spark/kinds.hpp"

namespace nexa::spark {
namespace {

constexpr Column columns[] = {
    {"state", "State", ColumnType::state},          {"spark_version", "Spark version", ColumnType::text},
    {"executors", "Executors", ColumnType::number}, {"address", "Address", ColumnType::text},
    {"server", "Server pod", ColumnType::text},     {"started", "Started", ColumnType::time},
};
constexpr std::string_view versions[] = {"v1alpha1"};
constexpr std::string_view short_names[] = {"sparkconn"};

struct StateRow {
    std::string_view state;
    Health health;
    std::string_view words;
};

constexpr std::array<StateRow, 6> states{{
    {"", Health::progressing, "the Spark operator has not taken it up yet"},
    {"Provisioning", Health::progressing, "Provisioning"},
    {"NotReady", Health::progressing, "NotReady: the server's pod is not ready"},
    {"Ready", Health::healthy, "Ready"},
    {"Completed", Health::healthy, "Completed"},
    {"Failed", Health::degraded, "Failed"},
}};

HealthVerdict health(const json::object& object) {
    if (!text_at(object, {"metadata", "deletionTimestamp"}).empty()) return {Health::progressing, "is being deleted"};
    // Only newer operators write an observed generation.
    if (integer_at(object, {"status", "observedGeneration"}) && observed_generation(object) < generation(object))
        return {Health::progressing, fmt::format("the Spark operator is working on generation {} (finished: {})", generation(object),
                                                 observed_generation(object))};
    const auto state = text_at(object, {"status", "state"});
    const auto* row = std::ranges::find(states, state, &StateRow::state);
    if (row == states.end()) return {Health::unknown, fmt::format("the Spark operator reports a state that is not known here: {}", state)};
    HealthVerdict verdict{row->health, std::string(row->words)};
    if (row->health == Health::healthy || state.empty()) return verdict;
    for (const auto& each : conditions(object)) {
        if (each.type == "ServerPodReady" && each.status == "False" && !each.message.empty())
            verdict.reason = fmt::format("{}: {}", state, each.message);
    }
    return verdict;
}

/// The operator counts executor pods by their phase, in lower case.
std::int64_t running_executors(const json::object& object) {
    return integer_at(object, {"status", "executors", "running"}).value_or(0);
}

json::object summary(const json::object& object) {
    const auto state = text_at(object, {"status", "state"});
    const auto service = text_at(object, {"status", "server", "serviceName"});
    const auto name_space = text_at(object, {"metadata", "namespace"});
    const auto started = text_at(object, {"status", "startTime"});
    return {
        {"state", state.empty() ? "New" : state},
        {"spark_version", text_at(object, {"spec", "sparkVersion"})},
        {"executors", running_executors(object)},
        {"address", service.empty() ? std::string() : fmt::format("sc://{}.{}.svc:15002", service, name_space)},
        {"server", text_at(object, {"status", "server", "podName"})},
        {"started", started.empty() ? json::value(nullptr) : json::value(started)},
    };
}

}  // namespace

Kind connect() {
    return {
        .ref =
            {.kind = "SparkConnect", .group = "sparkoperator.k8s.io", .versions = versions, .plural = "sparkconnects", .namespaced = true},
        .family = Family::spark,
        .operator_name = "spark-operator",
        .display = "Spark Connect server",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .drops_zero_values = true,
    };
}

}  // namespace nexa::spark
