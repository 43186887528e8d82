#pragma once

#include <functional>
#include <memory>

#include "base/async.hpp"

namespace nexa::store {
class Database;
class Tx;
}  // namespace nexa::store

namespace nexa::control {

class ActionWatcher;
class ClusterRegistry;
class Directory;
class OutcomeWatcher;
class ResourceIndex;

/// Keeps what this process holds in memory up with a database that other processes write too (docs/adr/0007-roles.md): reads the counters
/// each 200 ms, and what has grown. For databases that are shared only; the embedded one has a single process.
/// Lives on one executor; `nudge` and `is_current` are thread-safe.
class Follower {
public:
    struct Dependencies {
        Executor executor;
        store::Database& database;
        Directory& directory;
        ClusterRegistry& clusters;
        ResourceIndex& index;
        OutcomeWatcher* outcomes = nullptr;      ///< Told of observations and of waiting runs, in a process that ends them.
        ActionWatcher* actions = nullptr;        ///< Told of waiting actions, in the same processes.
        std::function<void()> runs_changed;      ///< Wakes a worker.
        std::function<void()> clusters_changed;  ///< Wakes who divides the watching.
        std::function<void()> plans_changed;     ///< Wakes who tells of plans, and who carries them out.
    };
    static constexpr Duration poll = std::chrono::milliseconds(200);
    /// Rights that were last known to be right longer ago are not relied on: the database may have been told of a revocation since.
    static constexpr Duration patience = std::chrono::seconds(3);

    explicit Follower(Dependencies dependencies);
    ~Follower();

    /// Fills the index from the database, as of one moment, and follows from there. Errors: unavailable.
    Task<Result<>> start();
    Task<> stop();

    /// This process has written something that others (and its own index) follow: looks at once.
    void nudge();
    /// False while the database has not answered for longer than `patience`.
    bool is_current() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Fills an index with all that the database has, within one transaction that reads.
void fill_index(store::Tx& tx, ResourceIndex& index);

}  // namespace nexa::control
