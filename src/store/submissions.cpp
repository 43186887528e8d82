#include "store/submissions.hpp"

#include <fmt/format.h>

#include "store/counters.hpp"
#include "store/run_rows.hpp"
#include "store/runs.hpp"
#include "store/tx.hpp"

namespace nexa::store::submissions {
namespace {

std::vector<Submission> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    std::vector<Submission> found;
    Submission row;
    std::string state;
    Sql sql(tx, fmt::format("SELECT s.run_id, r.cluster, r.name_space, r.kind, r.name, s.priority, s.place, s.millicores, s.queued_at, "
                            "s.released_at, r.state, r.author FROM submissions s JOIN resource_runs r ON r.id = s.run_id {}",
                            rest));
    bind(sql);
    sql.out(row.run).out(row.key.cluster).out(row.key.name_space).out(row.key.kind).out(row.key.name).out(row.priority).out(row.rank);
    sql.out(row.millicores).out(row.queued_at).out(row.released_at).out(state).out(row.author);
    while (sql.next()) {
        row.state = parse_run_state(state).value_or(RunState::failed);
        found.push_back(row);
    }
    return found;
}

}  // namespace

void insert(Tx& tx, const Submission& submission) {
    Sql(tx, "INSERT INTO submissions (run_id, priority, place, millicores, queued_at, released_at) VALUES (:a, :b, :c, :d, :e, :f)")
        .in(submission.run)
        .in(submission.priority)
        .in(submission.rank)
        .in(submission.millicores)
        .in(submission.queued_at)
        .in(submission.released_at)
        .run();
}

std::optional<Submission> find(Tx& tx, Id<Run> run) {
    auto found = select(tx, "WHERE s.run_id = :a", [&](Sql& sql) { sql.in(run); });
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Submission> open(Tx& tx) {
    return select(tx, "WHERE r.state IN ('queued', 'running', 'waiting') ORDER BY s.priority DESC, s.place, s.run_id", [](Sql&) {});
}

std::int64_t waiting(Tx& tx) {
    std::int64_t count = 0;
    Sql sql(tx, "SELECT COUNT(*) FROM resource_runs WHERE state = 'queued' AND due_at = :a");
    sql.in(held_back).out(count);
    return sql.next() ? count : 0;
}

std::optional<Run> release(Tx& tx, Id<Run> run, Time now) {
    const auto changed = Sql(tx,
                             "UPDATE resource_runs SET due_at = :a, message = '', fencing = fencing + 1 WHERE id = :b AND state = 'queued' "
                             "AND due_at = :c")
                             .in(now)
                             .in(run)
                             .in(held_back)
                             .run();
    if (changed != 1) return std::nullopt;
    Sql(tx, "UPDATE submissions SET released_at = :a WHERE run_id = :b").in(now).in(run).run();
    runs::note_change(tx, run);
    return runs::find(tx, run);
}

bool requeue(Tx& tx, Id<Run> run, Time now) {
    const auto changed =
        Sql(tx, "UPDATE submissions SET released_at = NULL, queued_at = :a, place = :b WHERE run_id = :c").in(now).in(now).in(run).run();
    if (changed != 1) return false;
    Sql(tx, "UPDATE resource_runs SET due_at = :a, message = :b WHERE id = :c AND state = 'queued'")
        .in(held_back)
        .in(waits_in_queue)
        .in(run)
        .run();
    runs::note_change(tx, run);
    return true;
}

bool place(Tx& tx, Id<Run> run, std::int64_t priority, std::int64_t rank) {
    return Sql(tx, "UPDATE submissions SET priority = :a, place = :b WHERE run_id = :c AND released_at IS NULL")
               .in(priority)
               .in(rank)
               .in(run)
               .run() == 1;
}

void decide_alone(Tx& tx) {
    counters::bump(tx, "submissions");
}

}  // namespace nexa::store::submissions
