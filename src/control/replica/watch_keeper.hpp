#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"

namespace nexa::store {
class Database;
class Tx;
}  // namespace nexa::store

namespace nexa::control {

class ClusterRegistry;

/// Sees to it that each cluster is watched by one process at a time: holds a lease in the database for each cluster that this process
/// watches, takes those that are free, and stops watching what another has taken. Another process takes over within `lease` and `round`
/// when this one dies, at once when it stops. For shared databases only.
class WatchKeeper {
public:
    static constexpr Duration lease = std::chrono::seconds(15);
    static constexpr Duration round = std::chrono::seconds(4);

    WatchKeeper(Executor executor, store::Database& database, ClusterRegistry& clusters, const Clock& clock);
    ~WatchKeeper();

    /// Takes what is free, before the clusters are connected. Errors: unavailable.
    Task<Result<>> start();
    /// Gives the leases back.
    Task<> stop();
    /// A cluster was added or removed: looks at once. Thread-safe.
    void nudge();

    /// Within the transaction that writes what was observed: is this process still the one that watches? Thread-safe.
    bool holds(store::Tx& tx, std::string_view cluster) const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
