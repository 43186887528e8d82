#include "data/sandbox/operators/spark_schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/cron.hpp"
#include "data/sandbox/operators/spark_application.hpp"

namespace nexa::sandbox {
namespace {

constexpr auto scheduled_label = "sparkoperator.k8s.io/scheduled-app-name";

/// What a run hands down besides the specification.
json::object make_run(const json::object& schedule, Time now) {
    auto labels = object_at(schedule, {"metadata", "labels"});
    labels[scheduled_label] = name_of(schedule);
    const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    // The simulation's own annotations go along, so that a schedule can say how its runs end.
    json::object annotations;
    for (const auto& [key, value] : object_at(schedule, {"metadata", "annotations"})) {
        if (std::string_view(key).starts_with("sandbox.nexa.dev/")) annotations[key] = value;
    }
    auto run = make_object("SparkApplication", namespace_of(schedule), fmt::format("{}-{}", name_of(schedule), nanos), std::move(labels),
                           std::move(annotations));
    run["spec"] = object_at(schedule, {"spec", "template"});
    add_owner(run, schedule, true);
    return run;
}

struct History {
    std::vector<std::string> names;  ///< Kept, newest first.
    std::vector<std::string> pruned;
};

/// Finished runs in one state, newest first, split by how many are kept.
History history_of(const std::vector<const json::object*>& runs, std::string_view state, std::int64_t limit) {
    std::vector<const json::object*> finished;
    std::ranges::copy_if(runs, std::back_inserter(finished), [&](const auto* run) { return spark_state(*run) == state; });
    std::ranges::sort(finished, std::greater{},
                      [](const auto* run) { return std::pair(text_at(*run, {"metadata", "creationTimestamp"}), name_of(*run)); });
    History history;
    for (const auto* run : finished) {
        auto& list = static_cast<std::int64_t>(history.names.size()) < limit ? history.names : history.pruned;
        list.push_back(name_of(*run));
    }
    return history;
}

json::array to_array(const std::vector<std::string>& texts) {
    json::array array;
    for (const auto& text : texts) array.emplace_back(text);
    return array;
}

void refresh_history(Plan& plan, json::object& status, const json::object& schedule, const View& view) {
    const auto runs = view.list("SparkApplication", LabelSelector::equals(scheduled_label, name_of(schedule)));
    const auto refresh = [&](std::string_view state, std::string_view limit, std::string_view field) {
        const auto history = history_of(runs, state, number_at(schedule, {"spec", limit}, 1));
        for (const auto& name : history.pruned) plan.remove("SparkApplication", namespace_of(schedule), name);
        if (history.names.empty()) {
            status.erase(field);
        } else {
            status[field] = to_array(history.names);
        }
    };
    refresh("COMPLETED", "successfulRunHistoryLimit", "pastSuccessfulRunNames");
    refresh("FAILED", "failedRunHistoryLimit", "pastFailedRunNames");
}

/// Whether the run may start now, by the concurrency policy. Replace deletes what still runs first.
bool may_start(Plan& plan, const json::object& schedule, const View& view) {
    const auto policy = text_at(schedule, {"spec", "concurrencyPolicy"});
    if (policy == "Allow") return true;
    const auto last_name = text_at(schedule, {"status", "lastRunName"});
    const auto* last = last_name.empty() ? nullptr : view.find("SparkApplication", last_name);
    const bool over = last == nullptr || is_terminal(spark_state(*last));
    if (policy == "Forbid") return over;
    if (policy == "Replace") {
        if (!over) plan.remove("SparkApplication", namespace_of(schedule), last_name);
        return true;
    }
    // No policy: neither the CRD nor the webhook has a default, and the operator then starts only while no earlier run exists.
    return last == nullptr;
}

}  // namespace

Plan step_scheduled_application(const json::object& schedule, const View& view, Time now) {
    Plan plan;
    const auto state = text_at(schedule, {"status", "scheduleState"});
    if (is_deleting(schedule) || flag_at(schedule, {"spec", "suspend"}) || state == "FailedValidation") return plan;

    auto status = object_at(schedule, {"status"});
    const auto cron = Cron::parse(text_at(schedule, {"spec", "schedule"}), text_at(schedule, {"spec", "timeZone"}));
    if (!cron) {
        status["scheduleState"] = "FailedValidation";
        status["reason"] = cron.error().message;
        plan.status(schedule, std::move(status));
        return plan;
    }
    const auto plan_next = [&] {
        const auto next = cron->next(now);
        if (!next) return;
        status["nextRun"] = to_rfc3339_seconds(*next);
        plan.again = rest(*next - now);
    };
    const auto next_run = time_at(status, {"nextRun"});
    if (state.empty() || !next_run) {
        status["scheduleState"] = "Scheduled";
        if (!status.contains("lastRun")) status["lastRun"] = nullptr;
        plan_next();
        plan.status(schedule, std::move(status));
        return plan;
    }
    if (*next_run > now) {
        plan.again = rest(*next_run - now);
        return plan;
    }
    if (!may_start(plan, schedule, view)) {
        // Forbid leaves nextRun overdue, so that the run starts as soon as the last one is over.
        plan.again = rest(std::chrono::seconds(5));
        return plan;
    }
    auto run = make_run(schedule, now);
    status["lastRun"] = to_rfc3339_seconds(now);
    status["lastRunName"] = name_of(run);
    plan.create(std::move(run));
    refresh_history(plan, status, schedule, view);
    plan_next();
    plan.status(schedule, std::move(status));
    return plan;
}

}  // namespace nexa::sandbox
