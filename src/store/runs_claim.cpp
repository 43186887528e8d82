#include <deque>

#include <fmt/format.h>

#include "store/run_rows.hpp"
#include "store/runs.hpp"

namespace nexa::store::runs {
namespace {

/// Ends a run that a newer one of the same key makes pointless, also one that is held back in a queue. `by` is the newer one's revision.
void supersede(Tx& tx, Run run, std::int64_t by, Time now, std::vector<Run>& superseded) {
    run.message = fmt::format("revision {} took its place", by);
    const auto changed = Sql(tx,
                             "UPDATE resource_runs SET state = 'superseded', message = :a, finished_at = :b, fencing = fencing + 1 "
                             "WHERE id = :c AND state IN ('queued', 'waiting')")
                             .in(run.message)
                             .in(now)
                             .in(run.id)
                             .run();
    if (changed != 1) return;
    run.state = RunState::superseded;
    run.finished_at = now;
    run.fencing += 1;
    note_change(tx, run.id);
    add_step(tx, {run.id, run.attempt, 0, "superseded", "info", run.message, "", now});
    superseded.push_back(std::move(run));
}

/// The revision of a newer intent of the key that is to be done, is being done or is done; nothing when this one is the newest.
std::optional<std::int64_t> newer(Tx& tx, const Run& run) {
    if (!run.intent) return std::nullopt;
    std::int64_t revision = 0;
    Sql sql(tx, fmt::format("SELECT revision FROM resource_runs {} AND revision > :e AND intent_id IS NOT NULL "
                            "AND state IN ('queued', 'running', 'waiting', 'succeeded') ORDER BY revision DESC LIMIT 1",
                            of_this_key));
    bind_key(sql, run.key);
    sql.in(run.revision).out(revision);
    return sql.next() ? std::optional(revision) : std::nullopt;
}

/// The due runs of one cluster, oldest first, read as far as they are needed.
class DueRuns {
public:
    DueRuns(std::string cluster, Time first) : cluster_(std::move(cluster)), after_due_(first - Duration(1)) {}

    const std::string& cluster() const { return cluster_; }
    /// `wanted`: how many more could be taken.
    std::optional<Run> next(Tx& tx, Time now, std::size_t wanted) {
        if (page_.empty() && !exhausted_) read(tx, now, wanted <= few ? few : many);
        if (page_.empty()) return std::nullopt;
        Run run = std::move(page_.front());
        page_.pop_front();
        return run;
    }

private:
    // Two sizes, so that there are two statements to prepare; a worker that is busy has room for a run or two each time.
    static constexpr std::size_t few = 4, many = 32;

    void read(Tx& tx, Time now, std::size_t page_size) {
        auto found =
            select(tx,
                   fmt::format("WHERE state = 'queued' AND cluster = :a AND due_at <= :b AND due_at >= :c AND (due_at > :d OR id > :e) "
                               "ORDER BY due_at, id LIMIT {}",
                               page_size),
                   [&](Sql& sql) { sql.in(cluster_).in(now).in(after_due_).in(after_due_).in(after_id_); });
        exhausted_ = found.size() < page_size;
        if (!found.empty()) {
            after_due_ = found.back().due_at;
            after_id_ = found.back().id.str();
        }
        page_.assign(std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }

    std::string cluster_;
    Time after_due_;
    std::string after_id_;
    std::deque<Run> page_;
    bool exhausted_ = false;
};

/// Each cluster that has queued runs, with the due time of its first. Steps from cluster to cluster through the index instead of reading
/// every queued run: MySQL and MariaDB do so for a GROUP BY (loose index scan), SQLite has to be told.
std::vector<DueRuns> due_clusters(Tx& tx, Time now) {
    static constexpr const char* mysql = "SELECT cluster, MIN(due_at) FROM resource_runs WHERE state = 'queued' GROUP BY cluster";
    static constexpr const char* sqlite =
        "WITH RECURSIVE found(cluster) AS (SELECT MIN(cluster) FROM resource_runs WHERE state = 'queued' UNION ALL "
        "SELECT (SELECT MIN(cluster) FROM resource_runs WHERE state = 'queued' AND cluster > found.cluster) FROM found WHERE found.cluster "
        "IS NOT NULL) "
        "SELECT cluster, (SELECT MIN(due_at) FROM resource_runs WHERE state = 'queued' AND cluster = found.cluster) FROM found WHERE "
        "cluster IS NOT NULL";
    std::string cluster;
    Time first;
    std::vector<DueRuns> due;
    Sql sql(tx, tx.dialect() == Dialect::sqlite ? sqlite : mysql);
    sql.out(cluster).out(first);
    while (sql.next()) {
        if (first <= now) due.emplace_back(cluster, first);
    }
    return due;
}

/// What is running, whoever runs it.
struct Running {
    std::map<std::string, std::size_t> by_cluster;
    std::set<ResourceKey> keys;

    explicit Running(Tx& tx) {
        ResourceKey key;
        Sql sql(tx, "SELECT cluster, name_space, kind, name FROM resource_runs WHERE state = 'running'");
        sql.out(key.cluster).out(key.name_space).out(key.kind).out(key.name);
        while (sql.next()) add(key);
    }
    void add(const ResourceKey& key) {
        ++by_cluster[key.cluster];
        keys.insert(key);
    }
    std::size_t on(const std::string& cluster) const {
        const auto found = by_cluster.find(cluster);
        return found == by_cluster.end() ? 0 : found->second;
    }
};

/// Two processes that claim at the same moment must not each start a run of the same key: one waits for the other's commit.
void claim_alone(Tx& tx) {
    if (tx.dialect() == Dialect::sqlite) return;
    std::int64_t ignored = 0;
    Sql sql(tx, "SELECT value FROM counters WHERE name = 'claims' FOR UPDATE");
    sql.out(ignored);
    sql.next();
}

bool take(Tx& tx, Run& run, const std::string& worker, Time now, Time lease_until) {
    run.state = RunState::running;
    run.lease_owner = worker;
    run.lease_until = lease_until;
    run.attempt += 1;
    if (!run.started_at) run.started_at = now;
    const auto changed =
        Sql(tx,
            "UPDATE resource_runs SET state = 'running', lease_owner = :a, lease_until = :b, attempt = :c, started_at = :d, "
            "fencing = fencing + 1 WHERE id = :e AND state = 'queued' AND fencing = :f")
            .in(worker)
            .in(run.lease_until)
            .in(run.attempt)
            .in(run.started_at)
            .in(run.id)
            .in(run.fencing)
            .run();
    if (changed != 1) return false;  // cancelled at the same moment
    run.fencing += 1;
    note_change(tx, run.id);
    Sql(tx, "INSERT INTO run_attempts (run_id, attempt, worker, fencing, started_at) VALUES (:a, :b, :c, :d, :e)")
        .in(run.id)
        .in(run.attempt)
        .in(worker)
        .in(run.fencing)
        .in(now)
        .run();
    return true;
}

void supersede_older(Tx& tx, const Run& by, Time now, std::vector<Run>& superseded) {
    if (!by.intent) return;
    auto older = select(tx, fmt::format("{} AND revision < :e AND intent_id IS NOT NULL AND state IN ('waiting', 'queued')", of_this_key),
                        [&](Sql& sql) {
                            bind_key(sql, by.key);
                            sql.in(by.revision);
                        });
    for (auto& run : older) supersede(tx, std::move(run), by.revision, now, superseded);
}

}  // namespace

Claimed claim(Tx& tx, const std::string& worker, Time now, Time lease_until, std::size_t most, std::size_t per_cluster) {
    Claimed claimed;
    claim_alone(tx);
    auto due = due_clusters(tx, now);
    if (due.empty()) return claimed;
    Running running(tx);
    while (claimed.taken.size() < most && !due.empty()) {
        // The cluster with the fewest running runs goes next, so that a slow or busy one can't hold the others up.
        const auto fewer = [&](const DueRuns& a, const DueRuns& b) { return running.on(a.cluster()) < running.on(b.cluster()); };
        const auto cluster = std::ranges::min_element(due, fewer);
        const std::size_t under_way = running.on(cluster->cluster());
        auto run =
            under_way < per_cluster ? cluster->next(tx, now, std::min(per_cluster - under_way, most - claimed.taken.size())) : std::nullopt;
        if (!run) {
            due.erase(cluster);
            continue;
        }
        if (const auto revision = newer(tx, *run)) {
            supersede(tx, std::move(*run), *revision, now, claimed.superseded);
            continue;
        }
        if (running.keys.contains(run->key) || !take(tx, *run, worker, now, lease_until)) continue;
        supersede_older(tx, *run, now, claimed.superseded);
        running.add(run->key);
        claimed.taken.push_back(std::move(*run));
    }
    return claimed;
}

std::vector<Run> supersede_held_back(Tx& tx, const ResourceKey& key, std::int64_t revision, Time now) {
    auto older = select(tx, fmt::format("{} AND revision < :e AND intent_id IS NOT NULL AND state = 'queued' AND due_at = :f", of_this_key),
                        [&](Sql& sql) {
                            bind_key(sql, key);
                            sql.in(revision).in(held_back);
                        });
    std::vector<Run> superseded;
    for (auto& run : older) supersede(tx, std::move(run), revision, now, superseded);
    return superseded;
}

}  // namespace nexa::store::runs
