#include <fmt/format.h>

#include <set>

#include "data/kafka/connector_state.hpp"
#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"source", "From", ColumnType::text},           {"target", "To", ColumnType::text},
    {"replicas", "Workers", ColumnType::number},    {"connectors", "Connectors running", ColumnType::text},
    {"version", "Kafka version", ColumnType::text}, {"url", "REST address", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"kmm2"};
constexpr std::string_view consumed[] = {"strimzi.io/restart-connector", "strimzi.io/restart-connector-task",
                                         "strimzi.io/connector-offsets", "strimzi.io/mirrormaker-connector"};

std::vector<ConnectorState> connectors_of(const json::object& object) {
    std::vector<ConnectorState> result;
    const auto* list = list_at(object, {"status", "connectors"});
    if (list == nullptr) return result;
    for (const auto& item : *list) {
        if (item.is_object()) result.push_back(connector_state(item.get_object()));
    }
    return result;
}

HealthVerdict health(const json::object& object) {
    auto verdict = health_of_workers(object);
    const auto connectors = connectors_of(object);
    if (verdict.health == Health::degraded) {
        for (const auto& each : connectors) {
            if (!each.fault.empty()) verdict.reason += fmt::format(" ({}: {})", each.name, each.fault);
        }
        return verdict;
    }
    if (verdict.health != Health::healthy || connectors.empty()) return verdict;
    std::size_t resting = 0;
    for (const auto& each : connectors) {
        // Whether a connector was paused on purpose is said per mirror; for the whole it is enough that it rests.
        auto inner = connector_health(each, each.at_rest());
        if (inner.health == Health::suspended) ++resting;
        if (inner.health == Health::degraded || inner.health == Health::progressing)
            return {inner.health, fmt::format("{}: {}", each.name, inner.reason)};
    }
    if (resting == connectors.size()) return {Health::suspended, "all of its connectors are paused or stopped"};
    if (resting > 0) verdict.reason = fmt::format("{} of {} connectors are paused or stopped", resting, connectors.size());
    return verdict;
}

/// Aliases of the clusters mirrored from. v1beta2 names them in each mirror, v1 has them whole.
std::string sources(const json::object& object) {
    std::set<std::string_view> aliases;
    if (const auto* mirrors = list_at(object, {"spec", "mirrors"})) {
        for (const auto& item : *mirrors) {
            const auto* mirror = item.if_object();
            if (mirror == nullptr) continue;
            const auto alias = text_at(*mirror, {"source", "alias"});
            aliases.insert(alias.empty() ? text_at(*mirror, {"sourceCluster"}) : alias);
        }
    }
    std::string text;
    for (const auto alias : aliases) text += fmt::format("{}{}", text.empty() ? "" : ", ", alias);
    return text;
}

json::object summary(const json::object& object) {
    const auto connectors = connectors_of(object);
    std::size_t running = 0;
    for (const auto& each : connectors) {
        if (each.state == "RUNNING" && each.failed.empty()) ++running;
    }
    const auto target = text_at(object, {"spec", "target", "alias"});
    return {
        {"source", sources(object)},
        {"target", target.empty() ? text_at(object, {"spec", "connectCluster"}) : target},
        {"replicas", integer_at(object, {"spec", "replicas"}).value_or(0)},
        {"connectors", connectors.empty() ? std::string() : fmt::format("{}/{}", running, connectors.size())},
        {"version", text_at(object, {"spec", "version"})},
        {"url", text_at(object, {"status", "url"})},
    };
}

}  // namespace

Kind mirror_maker_2() {
    return {
        .ref = {.kind = "KafkaMirrorMaker2",
                .group = "kafka.strimzi.io",
                .versions = versions,
                .plural = "kafkamirrormaker2s",
                .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka MirrorMaker 2",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .consumed_annotations = consumed,
    };
}

}  // namespace nexa::kafka
