#include "control/replica/watch_keeper.hpp"

#include <unistd.h>

#include <map>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "store/clusters.hpp"
#include "store/database.hpp"
#include "store/leases.hpp"

namespace nexa::control {

using Held = std::map<std::string, std::int64_t, std::less<>>;  ///< Cluster to fencing number.

struct WatchKeeper::State {
    State(Executor executor, store::Database& in, ClusterRegistry& of, const Clock& with)
        : database(in),
          clusters(of),
          clock(with),
          owner(fmt::format("{}-{}", ::getpid(), to_hex(random_bytes(8)))),
          tasks(executor),
          wakeup(executor) {}

    store::Database& database;
    ClusterRegistry& clusters;
    const Clock& clock;
    const std::string owner;
    TaskGroup tasks;
    Wakeup wakeup;
    mutable std::mutex mutex;
    Held held;

    Task<Result<>> turn() {
        const Time now = clock.now();
        auto write = [this, now](store::Tx& tx) -> Result<Held> {
            Held taken;
            for (const auto& cluster : store::clusters::all(tx)) {
                const auto fencing = store::leases::take(tx, store::clusters::watch_lease(cluster.name), owner, now, now + lease);
                if (fencing) taken.emplace(cluster.name, *fencing);
            }
            return taken;
        };
        auto taken = co_await database.write(std::move(write));
        if (!taken) co_return fail(taken.error());
        std::set<std::string> names;
        for (const auto& [name, fencing] : *taken) names.insert(name);
        {
            const std::lock_guard lock(mutex);
            for (const auto& [name, fencing] : held) {
                if (!taken->contains(name)) log::info("watch", "{} is watched by another process now", name);
            }
            for (const auto& [name, fencing] : *taken) {
                if (!held.contains(name)) log::info("watch", "this process watches {} from now on", name);
            }
            held = std::move(*taken);
        }
        co_await clusters.watch_only(std::move(names));
        co_return Result<>();
    }

    static Task<> keep(std::shared_ptr<State> self) {
        while (true) {
            co_await self->wakeup.wait_for(round);
            const auto turned = co_await self->turn();
            // Whoever can't prolong goes on watching: another that takes over fences its writes off.
            if (!turned) log::warning("watch", "the leases can't be prolonged now: {}", turned.error().message);
        }
    }
};

WatchKeeper::WatchKeeper(Executor executor, store::Database& database, ClusterRegistry& clusters, const Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), database, clusters, clock)) {}
WatchKeeper::~WatchKeeper() = default;

Task<Result<>> WatchKeeper::start() {
    const auto turned = co_await state_->turn();
    // Two that start at the same moment may be in each other's way; the next round is soon.
    if (!turned && turned.error().code != ErrorCode::conflict) co_return fail(turned.error());
    state_->tasks.spawn("keep watches", State::keep(state_));
    co_return Result<>();
}

Task<> WatchKeeper::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
    auto write = [self = state_](store::Tx& tx) -> Result<bool> {
        const std::lock_guard lock(self->mutex);
        for (const auto& [name, fencing] : self->held) store::leases::release(tx, store::clusters::watch_lease(name), self->owner);
        return true;
    };
    const auto released = co_await state_->database.write(std::move(write));
    if (!released) log::warning("watch", "the leases could not be given back: {}", released.error().message);
}

void WatchKeeper::nudge() {
    state_->wakeup.notify();
}

bool WatchKeeper::holds(store::Tx& tx, std::string_view cluster) const {
    std::int64_t fencing = 0;
    {
        const std::lock_guard lock(state_->mutex);
        const auto found = state_->held.find(cluster);
        if (found == state_->held.end()) return false;
        fencing = found->second;
    }
    return store::leases::holds(tx, store::clusters::watch_lease(cluster), state_->owner, fencing);
}

}  // namespace nexa::control
