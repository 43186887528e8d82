#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"

/// Kafka Connect's part of the simulation: what runs of a connector inside the workers, and how it fails. Pure.
namespace nexa::sandbox {

namespace connector_annotation {
/// On a KafkaConnector or KafkaMirrorMaker2: "fail" (the connector fails 20 s after each start), "fail-task" (its first task does) or
/// "flaky" (its first task fails once; a restart mends it). Absent: runs.
inline constexpr std::string_view outcome = "sandbox.nexa.dev/outcome";
}  // namespace connector_annotation

/// A connector as the Connect workers have it.
struct RunningConnector {
    std::string state = "RUNNING";   ///< Of the connector: as Connect's REST interface names it.
    std::vector<std::string> tasks;  ///< Their states.
    std::size_t task_count = 1;      ///< How many it runs with.
    std::string fingerprint;         ///< Of the configuration that it runs with.
    std::string trace;               ///< Of what failed.
    Time since{};                    ///< The last start: what an outcome counts from.
    int starts = 1;
    /// How far it has come, as Connect's REST interface tells it; survives restarts.
    std::string offsets = R"({"offsets":[{"partition":{"filename":"/opt/kafka/LICENSE"},"offset":{"position":11358}}]})";

    bool has_failed() const;
    std::vector<int> failed_tasks() const;
    friend bool operator==(const RunningConnector&, const RunningConnector&) = default;
};

using RunningConnectors = std::map<std::string, RunningConnector, std::less<>>;

/// A fresh start with that configuration. `wanted_state`: "running" (or ""), "paused", "stopped".
RunningConnector start_connector(std::string fingerprint, std::int64_t tasks, std::string_view wanted_state, Time now, int starts = 1);
/// What has become of it by now.
void age_connector(RunningConnector& connector, std::string_view outcome, Time now);
/// When its state will change by itself, from now; nothing: it stays.
std::optional<Duration> next_change(const RunningConnector& connector, std::string_view outcome, Time now);
/// Pauses, resumes or stops it. True when that changed something.
bool move_connector(RunningConnector& connector, std::string_view wanted_state, Time now);
/// Restarts the connector, and its tasks with `include_tasks`; with `only_failed` what runs is left alone.
void restart_connector(RunningConnector& connector, bool include_tasks, bool only_failed, Time now);
/// Restarts one task. False: there is no such task.
bool restart_task(RunningConnector& connector, std::size_t task, Time now);

/// Connect's REST JSON of GET /connectors/{name}/status.
json::object connector_json(const RunningConnector& connector, std::string_view name, std::string_view type, std::string_view workers,
                            std::int64_t worker_count, std::string_view name_space);

/// Strimzi's automatic restarts: at once the first time, then n*n+n minutes after the last one for n restarts so far, an hour at most.
Duration auto_restart_delay(std::int64_t restarts);

}  // namespace nexa::sandbox
