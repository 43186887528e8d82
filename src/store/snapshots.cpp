#include "store/snapshots.hpp"

#include <fmt/format.h>

#include "store/tx.hpp"

namespace nexa::store::snapshots {
namespace {

constexpr std::string_view columns =
    "cluster, name_space, kind, name, uid, resource_version, generation, observed_generation, object, health, reason, summary, seen_at, "
    "deleted, sequence, alias";

void visit_all(Tx& tx, const std::string& selected, const std::string& rest, const std::function<void(Sql&)>& bind,
               const std::function<void(Snapshot&&)>& visit) {
    Snapshot snapshot;
    std::string health;
    Sql sql(tx, fmt::format("SELECT {} FROM observed_snapshots {}", selected, rest));
    bind(sql);
    sql.out(snapshot.key.cluster)
        .out(snapshot.key.name_space)
        .out(snapshot.key.kind)
        .out(snapshot.key.name)
        .out(snapshot.uid)
        .out(snapshot.resource_version)
        .out(snapshot.generation)
        .out(snapshot.observed_generation)
        .out(snapshot.object)
        .out(health)
        .out(snapshot.health.reason)
        .out(snapshot.summary)
        .out(snapshot.seen_at)
        .out(snapshot.deleted)
        .out(snapshot.sequence)
        .out(snapshot.alias);
    while (sql.next()) {
        snapshot.health.health = parse_health(health).value_or(Health::unknown);
        visit(Snapshot(snapshot));
    }
}

std::vector<Snapshot> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    std::vector<Snapshot> found;
    visit_all(tx, std::string(columns), rest, bind, [&](Snapshot&& snapshot) { found.push_back(std::move(snapshot)); });
    return found;
}

}  // namespace

void put(Tx& tx, std::span<Snapshot> snapshots) {
    if (snapshots.empty()) return;
    const auto count = static_cast<std::int64_t>(snapshots.size());
    // Taking the numbers first locks the counter's row, so that they become visible in their order.
    Sql(tx, "UPDATE counters SET value = value + :a WHERE name = 'snapshots'").in(count).run();
    std::int64_t next = last_sequence(tx) - count;
    static const std::string insert =
        fmt::format("{{}} INTO observed_snapshots ({}) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p)", columns);
    const std::string text = fmt::format(fmt::runtime(insert), tx.dialect() == Dialect::sqlite ? "INSERT OR REPLACE" : "REPLACE");
    for (Snapshot& snapshot : snapshots) {
        snapshot.sequence = ++next;
        Sql(tx, text)
            .in(snapshot.key.cluster)
            .in(snapshot.key.name_space)
            .in(snapshot.key.kind)
            .in(snapshot.key.name)
            .in(snapshot.uid)
            .in(snapshot.resource_version)
            .in(snapshot.generation)
            .in(snapshot.observed_generation)
            .in(snapshot.object)
            .in(to_string(snapshot.health.health))
            .in(snapshot.health.reason)
            .in(snapshot.summary)
            .in(snapshot.seen_at)
            .in(snapshot.deleted)
            .in(snapshot.sequence)
            .in(snapshot.alias)
            .run();
    }
}

std::optional<Snapshot> find(Tx& tx, const ResourceKey& key) {
    auto found = select(tx, "WHERE cluster = :a AND name_space = :b AND kind = :c AND name = :d AND deleted = 0",
                        [&](Sql& sql) { sql.in(key.cluster).in(key.name_space).in(key.kind).in(key.name); });
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void each(Tx& tx, const std::function<void(Snapshot&&)>& visit) {
    // In pages: MySQL's client holds the rows of a statement in memory, all of them.
    static constexpr std::size_t page_size = 1000;
    std::int64_t last = 0;
    for (std::size_t read = page_size; read == page_size;) {
        read = 0;
        const auto bind = [&](Sql& sql) { sql.in(last); };
        visit_all(tx, std::string(columns), fmt::format("WHERE sequence > :a AND deleted = 0 ORDER BY sequence LIMIT {}", page_size), bind,
                  [&](Snapshot&& snapshot) {
                      ++read;
                      last = snapshot.sequence;
                      visit(std::move(snapshot));
                  });
    }
}

std::vector<Snapshot> since(Tx& tx, std::int64_t sequence, std::size_t limit) {
    return select(tx, "WHERE sequence > :a ORDER BY sequence LIMIT :b", [&](Sql& sql) { sql.in(sequence).in(limit); });
}

std::vector<Snapshot> of_kind(Tx& tx, const std::string& cluster, const std::string& name_space, const std::string& kind) {
    return select(tx, "WHERE cluster = :a AND name_space = :b AND kind = :c AND deleted = 0",
                  [&](Sql& sql) { sql.in(cluster).in(name_space).in(kind); });
}

std::vector<std::string> names_of_alias(Tx& tx, const ResourceKey& place, const std::string& alias) {
    std::vector<std::string> names;
    std::string name;
    Sql sql(tx, "SELECT name FROM observed_snapshots WHERE cluster = :a AND name_space = :b AND kind = :c AND alias = :d AND deleted = 0");
    sql.in(place.cluster).in(place.name_space).in(place.kind).in(alias).out(name);
    while (sql.next()) names.push_back(name);
    return names;
}

std::vector<Snapshot> heads(Tx& tx, const std::string& cluster, const std::string& kind) {
    std::vector<Snapshot> found;
    visit_all(
        tx,
        "cluster, name_space, kind, name, uid, resource_version, generation, observed_generation, '' AS object, health, '' AS reason, "
        "'' AS summary, seen_at, deleted, sequence, '' AS alias",
        "WHERE cluster = :a AND kind = :b AND deleted = 0", [&](Sql& sql) { sql.in(cluster).in(kind); },
        [&](Snapshot&& snapshot) { found.push_back(std::move(snapshot)); });
    return found;
}

std::int64_t last_sequence(Tx& tx) {
    std::int64_t value = 0;
    Sql sql(tx, "SELECT value FROM counters WHERE name = 'snapshots'");
    sql.out(value);
    return sql.next() ? value : 0;
}

void purge(Tx& tx, Time before) {
    Sql(tx, "DELETE FROM observed_snapshots WHERE deleted = 1 AND seen_at < :a").in(before).run();
}

}  // namespace nexa::store::snapshots
