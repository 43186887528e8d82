#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "data/object.hpp"
#include "data/spark/changes.hpp"
#include "data/spark/kinds.hpp"
#include "data/spark/submission.hpp"

namespace nexa::spark {
namespace {

constexpr Column columns[] = {
    {"state", "State", ColumnType::state},
    {"type", "Type", ColumnType::text},
    {"spark_version", "Spark version", ColumnType::text},
    {"executors", "Executors", ColumnType::number},
    {"cores", "Cores", ColumnType::number},
    {"attempts", "Attempts", ColumnType::number},
    {"started", "Started", ColumnType::time},
    {"ended", "Ended", ColumnType::time},
};
constexpr std::string_view versions[] = {"v1beta2"};
constexpr std::string_view short_names[] = {"sparkapp"};

struct StateRow {
    std::string_view state;
    Health health;
    std::string_view reason;  ///< What the operator is doing; empty: the state says it.
};

/// The states that mean the same whatever the spec says.
constexpr std::array<StateRow, 10> states{{
    {"", Health::progressing, "the Spark operator has not taken it up yet"},
    {"SUBMITTED", Health::progressing, "SUBMITTED: the driver pod is starting"},
    {"RUNNING", Health::healthy, "RUNNING"},
    {"SUCCEEDING", Health::healthy, "SUCCEEDING"},
    {"COMPLETED", Health::healthy, "COMPLETED"},
    {"PENDING_RERUN", Health::progressing, "PENDING_RERUN: the pods of the run before are being removed"},
    {"INVALIDATING", Health::progressing, "INVALIDATING: the spec was changed, the job is started anew"},
    {"SUSPENDING", Health::progressing, "SUSPENDING: the driver is being stopped"},
    {"RESUMING", Health::progressing, "RESUMING"},
    {"UNKNOWN", Health::unknown, "UNKNOWN: the driver pod's node does not answer"},
}};

/// Whether the operator will try again from FAILING (`execution`) or SUBMISSION_FAILED.
bool will_retry(const json::object& object, bool execution) {
    const auto policy = text_at(object, {"spec", "restartPolicy", "type"});
    if (policy == "Always") return true;
    const auto limit = integer_at(object, {"spec", "restartPolicy", execution ? "onFailureRetries" : "onSubmissionFailureRetries"});
    const auto attempts = integer_at(object, {"status", execution ? "executionAttempts" : "submissionAttempts"}).value_or(0);
    return policy == "OnFailure" && limit && attempts <= *limit;
}

HealthVerdict failed(const json::object& object, std::string_view state, bool retried) {
    const auto message = text_at(object, {"status", "applicationState", "errorMessage"});
    std::string reason(state);
    if (!message.empty()) reason += fmt::format(": {}", message);
    if (!retried) return {Health::degraded, std::move(reason)};
    return {Health::progressing, std::move(reason) + "; the operator will try again"};
}

HealthVerdict health(const json::object& object) {
    if (!text_at(object, {"metadata", "deletionTimestamp"}).empty()) return {Health::progressing, "is being deleted"};
    const auto state = text_at(object, {"status", "applicationState", "state"});
    const bool suspend = true_at(object, {"spec", "suspend"});
    if (state == "FAILED") return failed(object, state, false);
    if (state == "FAILING") return failed(object, state, will_retry(object, true));
    if (state == "SUBMISSION_FAILED") return failed(object, state, will_retry(object, false));
    if (state == "SUSPENDED") {
        if (suspend) return {Health::suspended, "SUSPENDED"};
        return {Health::progressing, "SUSPENDED: about to be resumed"};
    }
    if (suspend && state == "RUNNING") return {Health::progressing, "RUNNING: about to be suspended"};
    const auto* row = std::ranges::find(states, state, &StateRow::state);
    if (row == states.end()) return {Health::unknown, fmt::format("the Spark operator reports a state that is not known here: {}", state)};
    return {row->health, std::string(row->reason)};
}

std::int64_t running_executors(const json::object& object) {
    const auto* executors = object_at(object, {"status", "executorState"});
    if (executors == nullptr) return 0;
    return std::ranges::count_if(*executors,
                                 [](const auto& each) { return each.value().is_string() && each.value().get_string() == "RUNNING"; });
}

json::value or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object summary(const json::object& object) {
    const auto state = text_at(object, {"status", "applicationState", "state"});
    return {
        {"state", state.empty() ? "NEW" : state},
        {"type", text_at(object, {"spec", "type"})},
        {"spark_version", text_at(object, {"spec", "sparkVersion"})},
        {"executors", running_executors(object)},
        {"cores", in_cores(millicores_of(object))},
        {"attempts", integer_at(object, {"status", "executionAttempts"}).value_or(0)},
        {"started", or_null(text_at(object, {"status", "lastSubmissionAttemptTime"}))},
        {"ended", or_null(text_at(object, {"status", "terminationTime"}))},
    };
}

std::optional<Time> status_time(const json::object& object) {
    const auto submitted = time_at(object, {"status", "lastSubmissionAttemptTime"});
    const auto ended = time_at(object, {"status", "terminationTime"});
    return submitted && ended ? std::max(submitted, ended) : (ended ? ended : submitted);
}

}  // namespace

Kind application() {
    return {
        .ref = {.kind = "SparkApplication",
                .group = "sparkoperator.k8s.io",
                .versions = versions,
                .plural = "sparkapplications",
                .namespaced = true},
        .family = Family::spark,
        .operator_name = "spark-operator",
        .display = "Spark application",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .starts_anew = reruns,
        .status_time = status_time,
        .submits = submits,
        .drops_zero_values = true,
    };
}

}  // namespace nexa::spark
