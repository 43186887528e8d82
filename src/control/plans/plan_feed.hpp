#pragma once

#include <memory>

#include "base/async.hpp"
#include "control/observe/event_hub.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// Tells followers that plans changed, whichever process changed them: reads what was written since the last time and publishes one event
/// for each place of each plan, with its id and state alone. Thread-safe.
class PlanFeed {
public:
    PlanFeed(const Executor& executor, store::Database& database, EventHub& hub);
    ~PlanFeed();

    /// From now on. Errors: unavailable.
    Task<Result<>> start();
    Task<> stop();
    /// A plan was written.
    void nudge();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
