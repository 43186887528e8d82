#pragma once

#include "control/api/endpoint.hpp"
#include "control/observe/resource_index.hpp"
#include "control/runs/outcome_watcher.hpp"

namespace nexa::control {

/// Runs: list, look, cancel, retry. `wake` is told when something was queued.
Endpoints run_endpoints(store::Database& database, ResourceIndex& index, OutcomeWatcher& outcomes, const Clock& clock,
                        std::function<void()> wake);

}  // namespace nexa::control
