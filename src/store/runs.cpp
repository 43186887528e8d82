#include "store/runs.hpp"

#include <fmt/format.h>

#include "store/conditions.hpp"
#include "store/counters.hpp"
#include "store/run_rows.hpp"

namespace nexa::store::runs {
namespace {

constexpr std::string_view under_way = "('queued', 'awaiting_approval', 'running', 'waiting')";

}  // namespace

void insert(Tx& tx, const Run& run) {
    Sql(tx, fmt::format("INSERT INTO resource_runs ({}) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p, :q, :r, "
                        ":s, :t, :u, :v, :w, :x)",
                        columns))
        .in(run.id)
        .in(run.intent)
        .in(run.revision)
        .in(run.action)
        .in(run.key.cluster)
        .in(run.key.name_space)
        .in(run.key.kind)
        .in(run.key.name)
        .in(to_string(run.state))
        .in(run.author)
        .in(run.message)
        .in(run.attempt)
        .in(run.created_at)
        .in(run.due_at)
        .in(run.started_at)
        .in(run.finished_at)
        .in(run.deadline)
        .in(run.applied_generation)
        .in(run.applied_uid)
        .in(run.applied_at)
        .in(run.starts_anew)
        .in(run.lease_owner)
        .in(run.fencing)
        .in(run.lease_until)
        .run();
    note_change(tx, run.id);
}

std::optional<Run> find(Tx& tx, Id<Run> id) {
    auto found = select(tx, "WHERE id = :a", [&](Sql& sql) { sql.in(id); });
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool save(Tx& tx, const Run& run) {
    const bool keeps = run.state == RunState::running;
    const auto changed =
        Sql(tx,
            "UPDATE resource_runs SET state = :a, message = :b, due_at = :c, finished_at = :d, deadline = :e, applied_generation = :f, "
            "applied_uid = :g, applied_at = :h, starts_anew = :i, lease_until = :j, lease_owner = :k "
            "WHERE id = :l AND state = 'running' AND lease_owner = :m AND fencing = :n")
            .in(to_string(run.state))
            .in(run.message)
            .in(run.due_at)
            .in(run.finished_at)
            .in(run.deadline)
            .in(run.applied_generation)
            .in(run.applied_uid)
            .in(run.applied_at)
            .in(run.starts_anew)
            .in(keeps ? run.lease_until : std::nullopt)
            .in(keeps ? run.lease_owner : std::string())
            .in(run.id)
            .in(run.lease_owner)
            .in(run.fencing)
            .run();
    if (changed == 1) note_change(tx, run.id);
    return changed == 1;
}

bool renew(Tx& tx, Id<Run> id, const std::string& worker, std::int64_t fencing, Time until) {
    return Sql(tx, "UPDATE resource_runs SET lease_until = :a WHERE id = :b AND state = 'running' AND lease_owner = :c AND fencing = :d")
               .in(until)
               .in(id)
               .in(worker)
               .in(fencing)
               .run() == 1;
}

std::int64_t release_expired(Tx& tx, Time now) {
    return Sql(tx,
               "UPDATE resource_runs SET state = 'queued', lease_owner = '', lease_until = NULL, fencing = fencing + 1 "
               "WHERE state = 'running' AND lease_until < :a")
        .in(now)
        .run();
}

std::int64_t release_all(Tx& tx) {
    return Sql(tx,
               "UPDATE resource_runs SET state = 'queued', lease_owner = '', lease_until = NULL, fencing = fencing + 1 WHERE state = "
               "'running'")
        .run();
}

bool end_waiting(Tx& tx, const Run& run) {
    const auto changed =
        Sql(tx,
            "UPDATE resource_runs SET state = :a, message = :b, finished_at = :c, due_at = :d WHERE id = :e AND state = 'waiting' AND "
            "fencing = :f")
            .in(to_string(run.state))
            .in(run.message)
            .in(run.finished_at)
            .in(run.due_at)
            .in(run.id)
            .in(run.fencing)
            .run();
    if (changed == 1) note_change(tx, run.id);
    return changed == 1;
}

std::vector<Run> waiting(Tx& tx) {
    return select(tx, "WHERE state = 'waiting'", [](Sql&) {});
}

std::optional<Run> cancel(Tx& tx, Id<Run> id, const std::string& message, Time now) {
    const auto changed =
        Sql(tx, fmt::format("UPDATE resource_runs SET state = 'cancelled', message = :a, finished_at = :b, fencing = fencing + 1, "
                            "lease_owner = '', lease_until = NULL WHERE id = :c AND state IN {}",
                            under_way))
            .in(message)
            .in(now)
            .in(id)
            .run();
    if (changed != 1) return std::nullopt;
    note_change(tx, id);
    return find(tx, id);
}

std::optional<Run> retry(Tx& tx, Id<Run> id, Time now) {
    const auto changed =
        Sql(tx,
            "UPDATE resource_runs SET state = 'queued', message = 'to be tried again', due_at = :a, finished_at = NULL, deadline = NULL, "
            "fencing = fencing + 1 WHERE id = :b AND state IN ('failed', 'timed_out', 'cancelled')")
            .in(now)
            .in(id)
            .run();
    if (changed != 1) return std::nullopt;
    note_change(tx, id);
    return find(tx, id);
}

RunChanges changes_since(Tx& tx, std::int64_t sequence, std::size_t limit) {
    RunChanges changes{{}, sequence, false};
    {
        std::optional<std::int64_t> oldest;
        Sql sql(tx, "SELECT MIN(sequence) FROM run_changes");
        sql.out(oldest);
        changes.from_start = sql.next() && oldest && *oldest > sequence + 1;
    }
    std::vector<Id<Run>> order;  // by the first of its changes
    {
        Id<Run> id;
        Sql sql(tx, "SELECT sequence, run_id FROM run_changes WHERE sequence > :a ORDER BY sequence LIMIT :b");
        sql.in(sequence).in(limit).out(changes.last).out(id);
        while (sql.next()) {
            if (std::ranges::find(order, id) == order.end()) order.push_back(id);
        }
    }
    for (const auto& id : order) {
        if (auto run = find(tx, id)) changes.runs.push_back(std::move(*run));
    }
    return changes;
}

void purge_changes(Tx& tx, std::int64_t kept) {
    const std::int64_t newest = counters::value(tx, "runs");
    Sql(tx, "DELETE FROM run_changes WHERE sequence <= :a").in(newest - kept).run();
}

RunList list(Tx& tx, const RunFilter& filter) {
    Conditions conditions;
    conditions.within(filter.scope);
    conditions.among("state", filter.states);
    conditions.among("cluster", filter.clusters);
    conditions.among("name_space", filter.namespaces);
    conditions.among("kind", filter.kinds);
    if (filter.name.ends_with('*')) {
        // Names are of ASCII and compared byte by byte on both databases, so that a range finds them by the index; LIKE does not on SQLite.
        const std::string beginning = filter.name.substr(0, filter.name.size() - 1);
        if (!beginning.empty()) conditions.add("name >= ? AND name < ?", beginning, beginning + '\x7f');
    } else if (!filter.name.empty()) {
        conditions.add("name = ?", filter.name);
    }
    if (!filter.author.empty()) conditions.add("author = ?", filter.author);
    if (filter.since) conditions.add("created_at >= ?", *filter.since);
    RunList page;
    {
        std::int64_t total = 0;
        Sql sql(tx, "SELECT COUNT(*) FROM resource_runs" + conditions.where());
        conditions.bind(sql);
        sql.out(total);
        if (sql.next()) page.total = static_cast<std::size_t>(total);
    }
    // Ids grow with time (UUIDv7), so that they order and page by themselves.
    if (!filter.cursor.empty()) conditions.add(filter.oldest_first ? "id > ?" : "id < ?", filter.cursor);
    page.runs =
        select(tx, fmt::format("{} ORDER BY id {} LIMIT {}", conditions.where(), filter.oldest_first ? "ASC" : "DESC", filter.limit + 1),
               [&](Sql& sql) { conditions.bind(sql); });
    if (page.runs.size() > filter.limit) {
        page.runs.pop_back();
        page.next_cursor = page.runs.back().id.str();
    }
    return page;
}

std::vector<Run> of_key(Tx& tx, const ResourceKey& key, std::size_t limit) {
    return select(tx, fmt::format("{} ORDER BY id DESC LIMIT {}", of_this_key, limit), [&](Sql& sql) { bind_key(sql, key); });
}

std::vector<Run> latest_of_each(Tx& tx) {
    return select(tx, "WHERE id IN (SELECT MAX(id) FROM resource_runs GROUP BY cluster, name_space, kind, name)", [](Sql&) {});
}

std::map<std::string, std::int64_t> under_way_by_cluster(Tx& tx) {
    std::map<std::string, std::int64_t> counts;
    std::string cluster;
    std::int64_t count = 0;
    Sql sql(tx, fmt::format("SELECT cluster, COUNT(*) FROM resource_runs WHERE state IN {} GROUP BY cluster", under_way));
    sql.out(cluster).out(count);
    while (sql.next()) counts[cluster] = count;
    return counts;
}

std::map<RunState, std::int64_t> under_way_by_state(Tx& tx) {
    std::map<RunState, std::int64_t> counts;
    std::string state;
    std::int64_t count = 0;
    Sql sql(tx, fmt::format("SELECT state, COUNT(*) FROM resource_runs WHERE state IN {} GROUP BY state", under_way));
    sql.out(state).out(count);
    while (sql.next()) {
        if (const auto known = parse_run_state(state)) counts[*known] = count;
    }
    return counts;
}

std::optional<Time> next_due(Tx& tx, Time after) {
    std::optional<Time> due;
    Sql sql(tx, "SELECT MIN(due_at) FROM resource_runs WHERE state = 'queued' AND due_at > :a");
    sql.in(after).out(due);
    return sql.next() ? due : std::nullopt;
}

void add_step(Tx& tx, const RunStep& step) {
    std::int64_t last = 0;
    {
        Sql sql(tx, "SELECT COALESCE(MAX(sequence), 0) FROM run_steps WHERE run_id = :a");
        sql.in(step.run).out(last);
        sql.next();
    }
    Sql(tx,
        "INSERT INTO run_steps (run_id, sequence, attempt, name, outcome, message, detail, happened_at) VALUES (:a, :b, :c, :d, :e, :f, "
        ":g, :h)")
        .in(step.run)
        .in(last + 1)
        .in(step.attempt)
        .in(step.name)
        .in(step.outcome)
        .in(step.message)
        .in(step.detail)
        .in(step.at)
        .run();
}

std::vector<RunStep> steps(Tx& tx, Id<Run> id) {
    RunStep step;
    Sql sql(
        tx,
        "SELECT run_id, sequence, attempt, name, outcome, message, detail, happened_at FROM run_steps WHERE run_id = :a ORDER BY sequence");
    sql.in(id)
        .out(step.run)
        .out(step.sequence)
        .out(step.attempt)
        .out(step.name)
        .out(step.outcome)
        .out(step.message)
        .out(step.detail)
        .out(step.at);
    std::vector<RunStep> found;
    while (sql.next()) found.push_back(step);
    return found;
}

}  // namespace nexa::store::runs
