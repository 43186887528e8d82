#include "store/run_rows.hpp"

#include <fmt/format.h>

#include "store/counters.hpp"

namespace nexa::store::runs {

void note_change(Tx& tx, Id<Run> id) {
    if (tx.dialect() == Dialect::sqlite) return;
    const std::int64_t sequence = counters::bump(tx, "runs");
    Sql(tx, "INSERT INTO run_changes (sequence, run_id) VALUES (:a, :b)").in(sequence).in(id).run();
}

std::vector<Run> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    Run run;
    std::string state;
    Sql sql(tx, fmt::format("SELECT {} FROM resource_runs {}", columns, rest));
    bind(sql);
    sql.out(run.id).out(run.intent).out(run.revision).out(run.action).out(run.key.cluster).out(run.key.name_space).out(run.key.kind);
    sql.out(run.key.name).out(state).out(run.author).out(run.message).out(run.attempt).out(run.created_at).out(run.due_at);
    sql.out(run.started_at).out(run.finished_at).out(run.deadline).out(run.applied_generation).out(run.applied_uid).out(run.applied_at);
    sql.out(run.starts_anew).out(run.lease_owner).out(run.fencing).out(run.lease_until);
    std::vector<Run> found;
    while (sql.next()) {
        run.state = parse_run_state(state).value_or(RunState::failed);
        found.push_back(run);
    }
    return found;
}

}  // namespace nexa::store::runs
