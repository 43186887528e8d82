#include "store/state_changes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "store/conditions.hpp"
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

PastList past(Tx& tx, const PastFilter& filter) {
    // What is known of the same object before its end.
    constexpr std::string_view same =
        "FROM state_changes s WHERE s.cluster = e.cluster AND s.name_space = e.name_space AND s.kind = e.kind AND s.name = e.name AND "
        "s.uid = e.uid AND s.state <> 'DELETED'";
    const auto last = [&](std::string_view column) {
        return fmt::format("COALESCE((SELECT s.{} {} ORDER BY s.id DESC LIMIT 1), {})", column, same, column == "attempt" ? "0" : "''");
    };
    Conditions conditions;
    conditions.add("e.state = ?", deleted_state);
    conditions.within(filter.scope);
    conditions.among("e.cluster", filter.clusters);
    conditions.among("e.name_space", filter.namespaces);
    conditions.among(last("state"), filter.states);
    if (!filter.name.empty()) conditions.add("INSTR(e.name, ?) > 0", filter.name);
    PastList list;
    {
        std::int64_t total = 0;
        Sql count(tx, fmt::format("SELECT COUNT(*) FROM state_changes e {}", conditions.where()));
        conditions.bind(count);
        count.out(total);
        if (count.next()) list.total = static_cast<std::size_t>(total);
    }
    if (!filter.cursor.empty()) conditions.add("e.id < ?", filter.cursor);
    PastApplication row;
    Sql sql(tx,
            fmt::format("SELECT e.id, e.cluster, e.name_space, e.kind, e.name, e.uid, e.at, {}, {}, {}, COALESCE((SELECT MIN(s.at) {}), "
                        "e.at) FROM state_changes e {} ORDER BY e.id DESC LIMIT {}",
                        last("state"), last("message"), last("attempt"), same, conditions.where(), filter.limit + 1));
    conditions.bind(sql);
    sql.out(row.id).out(row.key.cluster).out(row.key.name_space).out(row.key.kind).out(row.key.name).out(row.uid).out(row.ended);
    sql.out(row.state).out(row.message).out(row.attempt).out(row.began);
    while (sql.next()) list.items.push_back(row);
    if (list.items.size() > filter.limit) {
        list.items.pop_back();
        list.next_cursor = list.items.back().id.str();
    }
    return list;
}

void purge(Tx& tx, Time before) {
    Sql(tx, "DELETE FROM state_changes WHERE at < :a").in(before).run();
}

}  // namespace nexa::store::state_changes
