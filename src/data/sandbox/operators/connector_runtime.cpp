#include "data/sandbox/operators/connector_runtime.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nexa::sandbox {
namespace {

constexpr Duration until_failure = std::chrono::seconds(20);

/// Whether this start is one that goes wrong.
bool will_fail(const RunningConnector& connector, std::string_view outcome) {
    if (connector.state != "RUNNING" || connector.has_failed()) return false;
    if (outcome == "fail" || outcome == "fail-task") return true;
    return outcome == "flaky" && connector.starts == 1;
}

std::string trace_of(std::string_view outcome) {
    if (outcome == "fail") {
        return "org.apache.kafka.connect.errors.ConnectException: Failed to connect to the source database: connection refused\n\tat "
               "org.apache.kafka.connect.runtime.WorkerConnector.doStart(WorkerConnector.java:215)";
    }
    return "org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n\tat "
           "org.apache.kafka.connect.runtime.errors.RetryWithToleranceOperator.execAndHandleError(RetryWithToleranceOperator.java:260)";
}

}  // namespace

bool RunningConnector::has_failed() const {
    return state == "FAILED" || !failed_tasks().empty();
}

std::vector<int> RunningConnector::failed_tasks() const {
    std::vector<int> failed;
    for (std::size_t id = 0; id < tasks.size(); ++id) {
        if (tasks[id] == "FAILED") failed.push_back(static_cast<int>(id));
    }
    return failed;
}

RunningConnector start_connector(std::string fingerprint, std::int64_t tasks, std::string_view wanted_state, Time now, int starts) {
    RunningConnector connector;
    connector.fingerprint = std::move(fingerprint);
    connector.since = now;
    connector.starts = starts;
    connector.task_count = static_cast<std::size_t>(std::clamp<std::int64_t>(tasks, 0, 1000));
    connector.tasks.assign(connector.task_count, "RUNNING");
    move_connector(connector, wanted_state, now);
    return connector;
}

void age_connector(RunningConnector& connector, std::string_view outcome, Time now) {
    if (!will_fail(connector, outcome) || now < connector.since + until_failure) return;
    connector.trace = trace_of(outcome);
    if (outcome == "fail") {
        connector.state = "FAILED";
        connector.tasks.clear();
    } else if (!connector.tasks.empty()) {
        connector.tasks.front() = "FAILED";
    }
}

std::optional<Duration> next_change(const RunningConnector& connector, std::string_view outcome, Time now) {
    if (!will_fail(connector, outcome) || (outcome != "fail" && connector.tasks.empty())) return std::nullopt;
    return std::max(Duration{}, connector.since + until_failure - now);
}

bool move_connector(RunningConnector& connector, std::string_view wanted_state, Time now) {
    const auto* const wanted = wanted_state == "paused" ? "PAUSED" : wanted_state == "stopped" ? "STOPPED" : "RUNNING";
    // A failed connector stays failed until it is restarted, except that it can be put to rest.
    if (connector.state == wanted || (connector.state == "FAILED" && std::string_view(wanted) == "RUNNING")) return false;
    connector.state = wanted;
    connector.trace.clear();
    if (std::string_view(wanted) == "STOPPED") {
        connector.tasks.clear();
    } else {
        connector.tasks.assign(connector.task_count, wanted);
        connector.since = now;
    }
    return true;
}

void restart_connector(RunningConnector& connector, bool include_tasks, bool only_failed, Time now) {
    const bool restarts_connector = !only_failed || connector.state == "FAILED";
    if (restarts_connector && connector.state == "FAILED") {
        connector.state = "RUNNING";
        connector.tasks.assign(connector.task_count, "RUNNING");
    }
    bool restarts_task = false;
    if (include_tasks) {
        for (auto& task : connector.tasks) {
            if (task != "FAILED") continue;
            task = "RUNNING";
            restarts_task = true;
        }
    }
    if (!restarts_connector && !restarts_task) return;
    if (!connector.has_failed()) connector.trace.clear();
    connector.since = now;
    ++connector.starts;
}

bool restart_task(RunningConnector& connector, std::size_t task, Time now) {
    if (task >= connector.tasks.size()) return false;
    if (connector.tasks[task] == "FAILED") connector.tasks[task] = "RUNNING";
    if (!connector.has_failed()) connector.trace.clear();
    connector.since = now;
    ++connector.starts;
    return true;
}

json::object connector_json(const RunningConnector& connector, std::string_view name, std::string_view type, std::string_view workers,
                            std::int64_t worker_count, std::string_view name_space) {
    const auto worker = [&](std::size_t turn) {
        return fmt::format("{0}-{1}.{0}.{2}.svc:8083", workers, turn % static_cast<std::size_t>(std::max<std::int64_t>(1, worker_count)),
                           name_space);
    };
    json::object own{{"state", connector.state}, {"worker_id", worker(0)}};
    if (connector.state == "FAILED") own["trace"] = connector.trace;
    json::array tasks;
    for (std::size_t id = 0; id < connector.tasks.size(); ++id) {
        json::object task{{"id", id}, {"state", connector.tasks[id]}, {"worker_id", worker(id)}};
        if (connector.tasks[id] == "FAILED") task["trace"] = connector.trace;
        tasks.push_back(std::move(task));
    }
    return {{"name", name}, {"connector", std::move(own)}, {"tasks", std::move(tasks)}, {"type", type}};
}

Duration auto_restart_delay(std::int64_t restarts) {
    return std::chrono::minutes(std::min<std::int64_t>(60, restarts * restarts + restarts));
}

}  // namespace nexa::sandbox
