#pragma once

#include "data/sandbox/operators/plan.hpp"

/// The ScheduledSparkApplication state machine of the Kubeflow Spark operator. Pure.
namespace nexa::sandbox {

/// One reconciliation: plans the next run, starts it when its time has come, and prunes the history when a run starts.
Plan step_scheduled_application(const json::object& schedule, const View& view, Time now);

}  // namespace nexa::sandbox
