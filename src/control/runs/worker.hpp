#pragma once

#include <memory>

#include "base/backoff.hpp"
#include "base/io_pool.hpp"
#include "control/actions/action_watcher.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"
#include "control/rbac/directory.hpp"
#include "control/runs/outcome_watcher.hpp"

namespace nexa::control {

struct WorkerOptions {
    std::size_t at_once = 128;                       ///< Runs carried out at the same time,
    std::size_t per_cluster = 16;                    ///< of which for one cluster at most.
    Duration lease = std::chrono::seconds(30);       ///< Renewed at a third of it.
    Duration gather = std::chrono::milliseconds(5);  ///< Under load, claims are at least so far apart: one transaction then serves many.
    Duration poll = std::chrono::seconds(2);         ///< For what other processes queued; our own changes wake the worker.
    int attempts = 10;                               ///< Then the run has failed, and can be retried by hand.
    Backoff backoff{.first = std::chrono::milliseconds(500), .most = std::chrono::minutes(2)};
    Duration wait_for_operator = std::chrono::minutes(30);
};

/// Carries out runs: claims them by lease, applies or deletes on the cluster, and leaves them waiting for the operator.
/// See docs/adr/0002-exactly-one-apply.md. One per process; thread-safe.
class Worker {
public:
    struct Dependencies {
        Executor executor;
        store::Database& database;
        ClusterRegistry& clusters;
        Directory& directory;
        ResourceIndex& index;
        OutcomeWatcher& outcomes;
        ActionWatcher& actions;
        const Clock& clock;
    };
    Worker(Dependencies dependencies, WorkerOptions options = {});
    ~Worker();

    Task<Result<>> start();
    /// Runs under way are left to their leases (or to the next start): none is lost.
    Task<> stop();
    /// Something was queued.
    void wake();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
