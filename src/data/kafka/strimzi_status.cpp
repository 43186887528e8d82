#include "data/kafka/strimzi_status.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/object.hpp"

namespace nexa::kafka {
namespace {

const Condition* find_condition(const std::vector<Condition>& all, std::string_view type) {
    const auto found = std::ranges::find(all, type, &Condition::type);
    return found == all.end() ? nullptr : &*found;
}

bool is_true(const Condition* condition) {
    return condition != nullptr && condition->status == "True";
}

/// "NotReady: UnsupportedKafkaVersionException: Unsupported ..." with the parts that there are.
std::string words(const Condition& condition) {
    std::string text = condition.status == "True" ? condition.type : condition.type + "=" + condition.status;
    for (const auto& part : {condition.reason, condition.message}) {
        if (!part.empty()) text += ": " + part;
    }
    return text;
}

bool is_failure(const Condition& condition) {
    return (condition.type == "NotReady" && condition.status == "True" && condition.reason != "Creating") ||
           (condition.type == "Ready" && condition.status == "False");
}

}  // namespace

std::optional<HealthVerdict> health_before_conditions(const json::object& object) {
    const auto all = conditions(object);
    if (!text_at(object, {"metadata", "deletionTimestamp"}).empty()) return HealthVerdict{Health::progressing, "is being deleted"};
    if (object_at(object, {"status"}) == nullptr) return HealthVerdict{Health::progressing, "Strimzi has not reported on it yet"};
    // Before the generation: while paused, Strimzi keeps the observed generation of the time before the pause.
    if (is_true(find_condition(all, "ReconciliationPaused"))) {
        if (annotation_of(object, "strimzi.io/pause-reconciliation") == "true")
            return HealthVerdict{Health::suspended, "ReconciliationPaused"};
        return HealthVerdict{Health::progressing, "reconciliation is being resumed"};
    }
    const auto* not_ready = find_condition(all, "NotReady");
    if (is_true(not_ready) && not_ready->reason == "Creating") return HealthVerdict{Health::progressing, words(*not_ready)};
    if (observed_generation(object) < generation(object)) {
        std::string reason =
            fmt::format("Strimzi is working on generation {} (finished: {})", generation(object), observed_generation(object));
        const auto failure = std::ranges::find_if(all, is_failure);
        if (failure != all.end()) reason += "; before: " + words(*failure);
        return HealthVerdict{Health::progressing, std::move(reason)};
    }
    return std::nullopt;
}

HealthVerdict health_of_conditions(const json::object& object) {
    const auto all = conditions(object);
    const auto failure = std::ranges::find_if(all, is_failure);
    if (failure != all.end()) return {Health::degraded, words(*failure)};
    if (is_true(find_condition(all, "Ready"))) return {Health::healthy, warnings_of(object)};
    return {Health::unknown, "the status has neither Ready nor NotReady"};
}

HealthVerdict strimzi_health(const json::object& object) {
    if (auto verdict = health_before_conditions(object)) return std::move(*verdict);
    return health_of_conditions(object);
}

HealthVerdict health_of_workers(const json::object& object) {
    auto verdict = strimzi_health(object);
    if (verdict.health == Health::healthy && integer_at(object, {"spec", "replicas"}) == 0)
        verdict = {Health::suspended, "scaled to 0 replicas: nothing runs"};
    return verdict;
}

std::string_view rebalance_state(const json::object& rebalance) {
    if (const auto* list = list_at(rebalance, {"status", "conditions"})) {
        for (const auto& each : *list) {
            if (!each.is_object() || text_at(each.get_object(), {"status"}) != "True") continue;
            if (const auto type = text_at(each.get_object(), {"type"}); type != "Warning") return type;
        }
    }
    return "New";
}

std::string warnings_of(const json::object& object) {
    std::string text;
    for (const auto& each : conditions(object)) {
        if (each.type != "Warning") continue;
        if (!text.empty()) text += "; ";
        text += each.reason.empty() ? each.message : each.reason + ": " + each.message;
    }
    return text;
}

std::int64_t warning_count(const json::object& object) {
    return std::ranges::count(conditions(object), std::string_view("Warning"), &Condition::type);
}

}  // namespace nexa::kafka
