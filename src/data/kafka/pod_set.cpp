#include <fmt/format.h>

#include "data/kafka/kinds.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"cluster", "Of", ColumnType::text},    {"of_kind", "Kind", ColumnType::text},         {"pods", "Pods", ColumnType::number},
    {"ready", "Ready", ColumnType::number}, {"current", "Up to date", ColumnType::number},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"sps"};

std::int64_t count(const json::object& object, std::string_view field) {
    return integer_at(object, {"status", field}).value_or(0);
}

HealthVerdict health(const json::object& object) {
    if (!text_at(object, {"metadata", "deletionTimestamp"}).empty()) return {Health::progressing, "is being deleted"};
    if (object_at(object, {"status"}) == nullptr) return {Health::progressing, "Strimzi has not reported on it yet"};
    for (const auto& each : conditions(object)) {
        // In lower case, unlike every other condition of Strimzi.
        if (each.type == "Error" && (each.status == "true" || each.status == "True"))
            return {Health::degraded, each.message.empty() ? "Error: " + each.reason : "Error: " + each.message};
    }
    if (observed_generation(object) < generation(object))
        return {Health::progressing,
                fmt::format("Strimzi is working on generation {} (finished: {})", generation(object), observed_generation(object))};
    const auto pods = count(object, "pods");
    if (const auto ready = count(object, "readyPods"); ready < pods)
        return {Health::progressing, fmt::format("{} of {} pods are ready", ready, pods)};
    if (const auto current = count(object, "currentPods"); current < pods)
        return {Health::progressing, fmt::format("{} of {} pods are up to date: the others are still to be rolled", current, pods)};
    return {Health::healthy, {}};
}

json::object summary(const json::object& object) {
    return {
        {"cluster", label_of(object, "strimzi.io/cluster")},
        {"of_kind", label_of(object, "strimzi.io/kind")},
        {"pods", count(object, "pods")},
        {"ready", count(object, "readyPods")},
        {"current", count(object, "currentPods")},
    };
}

}  // namespace

Kind pod_set() {
    return {
        .ref = {.kind = "StrimziPodSet", .group = "core.strimzi.io", .versions = versions, .plural = "strimzipodsets", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Strimzi pod set",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .read_only =
            "Strimzi makes and changes it itself and would undo any change: change the Kafka, KafkaNodePool, KafkaConnect or "
            "KafkaMirrorMaker2 that it belongs to",
    };
}

}  // namespace nexa::kafka
