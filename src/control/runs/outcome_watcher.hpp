#pragma once

#include <memory>
#include <span>

#include "base/async.hpp"
#include "base/json.hpp"
#include "control/observe/resource_index.hpp"
#include "control/runs/run_stats.hpp"
#include "model/run.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// Ends waiting runs of intents (those of actions are the ActionWatcher's): when the operator has done what was applied, when it could not,
/// or when its time is up. Thread-safe. Looks only at keys that a run waits for.
class OutcomeWatcher {
public:
    OutcomeWatcher(Executor executor, store::Database& database, ResourceIndex& index, const Clock& clock);
    ~OutcomeWatcher();

    /// Takes up the runs that waited before the start. The index must have been filled: what it has not seen is not looked for.
    Task<Result<>> start();
    Task<> stop();

    /// A run has begun to wait; told again, it is known already. What was observed before is judged too.
    void watch(const Run& run);
    /// Is a run waiting for this key? Cheap.
    bool is_watched(const ResourceKey& key) const;
    /// The live object of a key; null: it is gone.
    void observed(const ResourceKey& key, const json::object* object);
    /// The run ended otherwise (cancelled, superseded).
    void forget(Id<Run> run);
    /// What runs came to, here and in the worker.
    RunStats& stats();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
