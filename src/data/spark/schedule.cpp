#include <fmt/format.h>

#include "data/object.hpp"
#include "data/spark/kinds.hpp"

namespace nexa::spark {
namespace {

constexpr Column columns[] = {
    {"state", "State", ColumnType::state},
    {"schedule", "Schedule", ColumnType::text},
    {"time_zone", "Time zone", ColumnType::text},
    {"concurrency", "Concurrency", ColumnType::text},
    {"last_run", "Last run", ColumnType::time},
    {"next_run", "Next run", ColumnType::time},
    {"last_name", "Last application", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1beta2"};
constexpr std::string_view short_names[] = {"scheduledsparkapp"};

HealthVerdict health(const json::object& object) {
    if (!text_at(object, {"metadata", "deletionTimestamp"}).empty()) return {Health::progressing, "is being deleted"};
    const auto state = text_at(object, {"status", "scheduleState"});
    const auto reason = text_at(object, {"status", "reason"});
    // Never left by mending the spec: the operator does not look at it again.
    if (state == "FailedValidation") return {Health::degraded, fmt::format("FailedValidation: {} (delete it and create it anew)", reason)};
    if (true_at(object, {"spec", "suspend"})) return {Health::suspended, "suspended: no runs are started"};
    if (state == "Scheduled") return {Health::healthy, "Scheduled"};
    if (state.empty()) return {Health::progressing, "the Spark operator has not taken it up yet"};
    if (state == "Validating") return {Health::progressing, "Validating"};
    return {Health::unknown, fmt::format("the Spark operator reports a state that is not known here: {}", state)};
}

json::value or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object summary(const json::object& object) {
    const auto state = text_at(object, {"status", "scheduleState"});
    const auto zone = text_at(object, {"spec", "timeZone"});
    return {
        {"state", state.empty() ? "New" : state},
        {"schedule", text_at(object, {"spec", "schedule"})},
        {"time_zone", zone.empty() ? "Local" : zone},
        {"concurrency", text_at(object, {"spec", "concurrencyPolicy"})},
        {"last_run", or_null(text_at(object, {"status", "lastRun"}))},
        {"next_run", or_null(text_at(object, {"status", "nextRun"}))},
        {"last_name", text_at(object, {"status", "lastRunName"})},
    };
}

}  // namespace

Kind schedule() {
    return {
        .ref = {.kind = "ScheduledSparkApplication",
                .group = "sparkoperator.k8s.io",
                .versions = versions,
                .plural = "scheduledsparkapplications",
                .namespaced = true},
        .family = Family::spark,
        .operator_name = "spark-operator",
        .display = "Spark schedule",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .drops_zero_values = true,
    };
}

}  // namespace nexa::spark
