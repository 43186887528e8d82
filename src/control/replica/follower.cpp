#include "control/replica/follower.hpp"

#include "base/log.hpp"
#include "control/actions/action_watcher.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"
#include "control/rbac/directory.hpp"
#include "control/runs/outcome_watcher.hpp"
#include "data/object.hpp"
#include "store/counters.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t page = 1000;

/// How far this process has come, and so what it reads next.
struct Position {
    std::int64_t rights = 0, clusters = 0, snapshots = 0, runs = 0, plans = 0;
};

std::int64_t value_of(const auto& counters, std::string_view name) {
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
}

Position position_of(store::Tx& tx) {
    const auto counters = store::counters::all(tx);
    return {value_of(counters, "rights"), value_of(counters, "clusters"), value_of(counters, "snapshots"), value_of(counters, "runs"),
            value_of(counters, "plans")};
}

/// What one look found.
struct News {
    Position reached;
    std::vector<Snapshot> snapshots;
    std::vector<Intent> intents;
    std::vector<Run> runs;
    bool runs_changed = false;
    bool more = false;  ///< There is another page.
};

/// The newest intents that the changed runs brought and the index does not know.
std::vector<Intent> unknown_intents(store::Tx& tx, const std::vector<Run>& runs, const ResourceIndex& index) {
    std::vector<Intent> found;
    for (const auto& run : runs) {
        if (!run.intent) continue;
        const auto item = index.find(run.key);
        if (item && item->revision && *item->revision >= run.revision) continue;
        // An old run may end after a newer intent took its place, a delete perhaps, which left nothing in the index to tell.
        if (store::intents::latest_revision(tx, run.key) != run.revision) continue;
        if (auto intent = store::intents::find(tx, *run.intent)) found.push_back(std::move(*intent));
    }
    return found;
}

News look(store::Tx& tx, const Position& at, const ResourceIndex& index) {
    News news;
    news.reached = position_of(tx);
    if (news.reached.snapshots > at.snapshots) {
        news.snapshots = store::snapshots::since(tx, at.snapshots, page);
        if (news.snapshots.size() == page) {
            news.reached.snapshots = news.snapshots.back().sequence;
            news.more = true;
        }
    }
    if (news.reached.runs > at.runs) {
        news.runs_changed = true;
        auto changes = store::runs::changes_since(tx, at.runs, page);
        if (changes.from_start) {
            // Away for so long that the changes are no longer kept: everything once more.
            changes.runs = store::runs::latest_of_each(tx);
            store::intents::each_latest(tx, [&](Intent&& intent) { news.intents.push_back(std::move(intent)); });
        } else {
            news.reached.runs = changes.last;
            news.more = news.more || changes.last < position_of(tx).runs;
            news.intents = unknown_intents(tx, changes.runs, index);
        }
        news.runs = std::move(changes.runs);
    }
    return news;
}

}  // namespace

struct Follower::State : std::enable_shared_from_this<State> {
    explicit State(Dependencies with) : deps(std::move(with)), tasks(deps.executor), wakeup(deps.executor) {}

    Dependencies deps;
    TaskGroup tasks;
    Wakeup wakeup;
    Position at;           ///< On the executor only,
    bool syncing = false;  ///< and this.
    std::atomic<std::chrono::steady_clock::rep> heard{0};

    void mark() { heard = std::chrono::steady_clock::now().time_since_epoch().count(); }

    static Task<> follow(std::shared_ptr<State> self) {
        bool more = false;
        bool told = false;
        while (true) {
            if (!more) co_await self->wakeup.wait_for(poll);
            const auto stepped = co_await self->step();
            more = stepped && *stepped;
            if (!stepped && !told) log::warning("replica", "the database can't be followed now: {}", stepped.error().message);
            told = !stepped;
        }
    }

    /// True when there is more to be read at once.
    Task<Result<bool>> step() {
        const bool recheck = deps.directory.take_recheck();
        auto read = [this](store::Tx& tx) -> Result<News> { return look(tx, at, deps.index); };
        auto news = co_await deps.database.read(std::move(read));
        if (!news) co_return fail(news.error());
        if (recheck || news->reached.rights != at.rights) {
            const auto loaded = co_await deps.directory.reload();
            if (!loaded) co_return fail(loaded.error());
        }
        at.rights = news->reached.rights;
        if (news->reached.plans != at.plans && deps.plans_changed) deps.plans_changed();
        at.plans = news->reached.plans;
        mark();
        take(*news);
        // Connections take their time; rights must not wait for them.
        if (news->reached.clusters != at.clusters && !std::exchange(syncing, true)) {
            tasks.spawn("follow clusters", follow_clusters(shared_from_this(), news->reached.clusters));
        }
        co_return news->more;
    }

    static Task<> follow_clusters(std::shared_ptr<State> self, std::int64_t reached) {
        const auto synced = co_await self->deps.clusters.sync();
        self->syncing = false;
        if (!synced) {
            log::warning("replica", "the clusters can't be followed now: {}", synced.error().message);
            co_return;  // the next look tries again
        }
        self->at.clusters = reached;
        if (self->deps.clusters_changed) self->deps.clusters_changed();
    }

    void take(const News& news) {
        for (const auto& intent : news.intents) deps.index.apply(intent);
        for (const auto& run : news.runs) {
            deps.index.apply(run);
            if (!deps.outcomes) continue;
            const bool waits = run.state == RunState::waiting;
            if (!run.intent) {
                if (waits) deps.actions->watch(run);
            } else if (waits) {
                deps.outcomes->watch(run);
            } else {
                deps.outcomes->forget(run.id);
            }
        }
        if (!news.snapshots.empty()) deps.index.apply(news.snapshots);
        if (deps.outcomes) {
            for (const auto& snapshot : news.snapshots) tell(*deps.outcomes, snapshot);
        }
        at.snapshots = news.reached.snapshots;
        at.runs = news.reached.runs;
        if (news.runs_changed && deps.runs_changed) deps.runs_changed();
    }

    static void tell(OutcomeWatcher& outcomes, const Snapshot& snapshot) {
        if (!outcomes.is_watched(snapshot.key)) return;
        if (snapshot.deleted) return outcomes.observed(snapshot.key, nullptr);
        if (const auto object = parse_object(snapshot.object)) outcomes.observed(snapshot.key, &*object);
    }
};

Follower::Follower(Dependencies dependencies) : state_(std::make_shared<State>(std::move(dependencies))) {}
Follower::~Follower() = default;

Task<Result<>> Follower::start() {
    auto read = [this](store::Tx& tx) -> Result<Position> {
        const Position position = position_of(tx);
        fill_index(tx, state_->deps.index);
        return position;
    };
    const auto filled = co_await state_->deps.database.read(std::move(read));
    if (!filled) co_return fail(filled.error());
    state_->at = *filled;
    state_->at.rights = -1;  // the directory was read at another moment
    state_->at.clusters = -1;
    state_->mark();
    state_->tasks.spawn("follow the database", State::follow(state_));
    co_return Result<>();
}

Task<> Follower::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void Follower::nudge() {
    state_->wakeup.notify();
}

bool Follower::is_current() const {
    const std::chrono::steady_clock::duration since =
        std::chrono::steady_clock::now().time_since_epoch() - std::chrono::steady_clock::duration(state_->heard.load());
    return since <= patience;
}

void fill_index(store::Tx& tx, ResourceIndex& index) {
    // What is wanted first: what is there is then compared with it as it comes in.
    store::intents::each_latest(tx, [&](Intent&& intent) { index.apply(intent); });
    constexpr std::size_t batch_size = 5000;
    std::vector<Snapshot> batch;
    store::snapshots::each(tx, [&](Snapshot&& snapshot) {
        batch.push_back(std::move(snapshot));
        if (batch.size() < batch_size) return;
        index.apply(batch);
        batch.clear();
    });
    index.apply(batch);
    for (const auto& run : store::runs::latest_of_each(tx)) index.apply(run);
}

}  // namespace nexa::control
