#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "model/health.hpp"

/// Reading of what Kafka Connect's REST interface says of a connector, as Strimzi copies it into statuses:
/// {name, connector: {state, worker_id, trace}, tasks: [{id, state, worker_id, trace}], type}. Pure.
namespace nexa::kafka {

struct ConnectorState {
    std::string_view name;
    std::string_view state;  ///< "RUNNING", "PAUSED", "STOPPED", "FAILED", "UNASSIGNED", "RESTARTING"; "" when not known.
    std::size_t tasks = 0;
    std::size_t running = 0;              ///< Of the tasks.
    std::vector<std::int64_t> failed;     ///< Ids of tasks.
    std::vector<std::int64_t> unsettled;  ///< Ids of tasks that are UNASSIGNED or RESTARTING.
    std::string_view fault;               ///< First line of the first trace there is.

    /// "2/3": running tasks of all.
    std::string task_count() const;
    /// Neither running nor meant to: PAUSED or STOPPED.
    bool at_rest() const noexcept { return state == "PAUSED" || state == "STOPPED"; }
};

/// Views into `status`, which must outlive the answer.
ConnectorState connector_state(const json::object& status);

/// What the connector's own state makes of a resource whose operator says Ready: failures, and what is still on its way.
/// `rests`: PAUSED or STOPPED is what was asked for.
HealthVerdict connector_health(const ConnectorState& state, bool rests);

}  // namespace nexa::kafka
