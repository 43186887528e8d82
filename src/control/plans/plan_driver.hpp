#pragma once

#include <functional>
#include <memory>

#include "control/actions/action_service.hpp"
#include "control/observe/event_hub.hpp"
#include "control/rbac/directory.hpp"

namespace nexa::control {

/// Carries out plans: begins the steps whose turn it is with the rights that their author has then, and ends those whose run has ended or
/// whose condition holds. All that it knows is in the database, so that it goes on where it was after a crash; a step begins in the very
/// transaction that accepts its change, so that of several processes one begins it, once (docs/adr/0020-plans.md).
class PlanDriver {
public:
    struct Dependencies {
        Executor executor;
        store::Database& database;
        ClusterRegistry& clusters;
        Directory& directory;
        ChangeService& changes;
        ActionService& actions;
        EventHub& hub;
        const Clock& clock;
        std::function<void()> changed;  ///< A plan was written.
    };
    explicit PlanDriver(Dependencies dependencies);
    ~PlanDriver();

    /// Takes up what is under way.
    void start();
    Task<> stop();
    /// A plan was started, resumed or ended. Thread-safe.
    void wake();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
