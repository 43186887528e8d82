#include "store/state_changes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "store/tx.hpp"

namespace nexa::store::state_changes {

std::vector<StateChange> of_key(Tx& tx, const ResourceKey& key, std::size_t most) {
    std::vector<StateChange> found;
    StateChange row;
    row.key = key;
    Sql sql(tx, fmt::format("SELECT id, uid, state, message, attempt, running, failed, at FROM state_changes WHERE cluster = :a AND "
                            "name_space = :b AND kind = :c AND name = :d ORDER BY id DESC LIMIT {}",
                            most));
    sql.in(key.cluster).in(key.name_space).in(key.kind).in(key.name);
    sql.out(row.id).out(row.uid).out(row.state).out(row.message).out(row.attempt).out(row.executors_running).out(row.executors_failed);
    sql.out(row.at);
    while (sql.next()) found.push_back(row);
    std::ranges::reverse(found);
    return found;
}

bool note(Tx& tx, const StateChange& change) {
    const auto before = of_key(tx, change.key, 1);
    const StateChange* last = before.empty() ? nullptr : &before.front();
    if (change.state == deleted_state) {
        if (last == nullptr || last->state == deleted_state) return false;
    } else if (last != nullptr && last->uid == change.uid && last->state == change.state && last->attempt == change.attempt &&
               last->executors_failed == change.executors_failed) {
        return false;
    }
    Sql(tx,
        "INSERT INTO state_changes (id, cluster, name_space, kind, name, uid, state, message, attempt, running, failed, at) VALUES (:a, "
        ":b, "
        ":c, :d, :e, :f, :g, :h, :i, :j, :k, :l)")
        .in(change.id)
        .in(change.key.cluster)
        .in(change.key.name_space)
        .in(change.key.kind)
        .in(change.key.name)
        .in(change.uid.empty() && last != nullptr ? last->uid : change.uid)
        .in(change.state)
        .in(change.message)
        .in(change.attempt)
        .in(change.executors_running)
        .in(change.executors_failed)
        .in(change.at)
        .run();
    return true;
}

void purge(Tx& tx, Time before) {
    Sql(tx, "DELETE FROM state_changes WHERE at < :a").in(before).run();
}

}  // namespace nexa::store::state_changes
