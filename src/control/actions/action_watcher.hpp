#pragma once

#include <memory>

#include "base/async.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"
#include "model/run.hpp"

namespace nexa::control {

/// Ends the waiting runs of actions. What an action waits for (pods that restart, a Secret that is renewed) is not watched by Nexa, so it
/// is asked for, a few seconds apart, only while such a run waits. Thread-safe.
class ActionWatcher {
public:
    struct Dependencies {
        Executor executor;
        store::Database& database;
        ClusterRegistry& clusters;
        ResourceIndex& index;
        const Clock& clock;
    };
    explicit ActionWatcher(Dependencies dependencies);
    ~ActionWatcher();

    /// Takes up the runs that waited before the start.
    Task<Result<>> start();
    Task<> stop();
    /// A run without an intent has begun to wait. It is followed until it is over, whoever ends it; once, however often it is told.
    void watch(const Run& run);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
