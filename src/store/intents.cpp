#include "store/intents.hpp"

#include <fmt/format.h>

#include "store/conditions.hpp"
#include "store/tx.hpp"

namespace nexa::store::intents {
namespace {

constexpr std::string_view columns =
    "i.id, i.cluster, i.name_space, i.kind, i.name, i.revision, i.manifest, i.source_text, i.source_type, i.author, i.reason, "
    "i.base_revision, "
    "i.origin, i.take_over, i.created_at, i.alias";

void read_into(Sql& sql, Intent& intent) {
    sql.out(intent.id)
        .out(intent.key.cluster)
        .out(intent.key.name_space)
        .out(intent.key.kind)
        .out(intent.key.name)
        .out(intent.revision)
        .out(intent.manifest)
        .out(intent.source_text)
        .out(intent.source_type)
        .out(intent.author)
        .out(intent.reason)
        .out(intent.base_revision)
        .out(intent.origin)
        .out(intent.take_over)
        .out(intent.created_at)
        .out(intent.alias);
}

std::vector<Intent> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    Intent intent;
    Sql sql(tx, fmt::format("SELECT {} FROM resource_intents i {}", columns, rest));
    bind(sql);
    read_into(sql, intent);
    std::vector<Intent> found;
    while (sql.next()) found.push_back(intent);
    return found;
}

std::optional<Intent> first(std::vector<Intent> intents) {
    return intents.empty() ? std::nullopt : std::optional(std::move(intents.front()));
}

constexpr std::string_view of_key = "WHERE i.cluster = :a AND i.name_space = :b AND i.kind = :c AND i.name = :d";

void bind_key(Sql& sql, const ResourceKey& key) {
    sql.in(key.cluster).in(key.name_space).in(key.kind).in(key.name);
}

/// Joins each key's newest revision; `where` narrows the keys.
std::string newest_of_each(std::string_view where) {
    return fmt::format(
        "JOIN (SELECT cluster, name_space, kind, name, MAX(revision) AS revision FROM resource_intents {} GROUP BY cluster, name_space, "
        "kind, name) n "
        "ON n.cluster = i.cluster AND n.name_space = i.name_space AND n.kind = i.kind AND n.name = i.name AND n.revision = i.revision "
        "WHERE i.manifest IS NOT NULL",
        where);
}

}  // namespace

void append(Tx& tx, const Intent& intent) {
    Sql(tx,
        "INSERT INTO resource_intents (id, cluster, name_space, kind, name, revision, manifest, source_text, source_type, author, reason, "
        "base_revision, origin, take_over, created_at, alias) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p)")
        .in(intent.id)
        .in(intent.key.cluster)
        .in(intent.key.name_space)
        .in(intent.key.kind)
        .in(intent.key.name)
        .in(intent.revision)
        .in(intent.manifest)
        .in(intent.source_text)
        .in(intent.source_type)
        .in(intent.author)
        .in(intent.reason)
        .in(intent.base_revision)
        .in(intent.origin)
        .in(intent.take_over)
        .in(intent.created_at)
        .in(intent.alias)
        .run();
}

std::optional<Intent> latest(Tx& tx, const ResourceKey& key) {
    return first(select(tx, fmt::format("{} ORDER BY i.revision DESC LIMIT 1", of_key), [&](Sql& sql) { bind_key(sql, key); }));
}

std::int64_t latest_revision(Tx& tx, const ResourceKey& key) {
    std::int64_t revision = 0;
    Sql sql(tx,
            "SELECT COALESCE(MAX(revision), 0) FROM resource_intents WHERE cluster = :a AND name_space = :b AND kind = :c AND name = :d");
    bind_key(sql, key);
    sql.out(revision);
    return sql.next() ? revision : 0;
}

std::optional<Intent> find(Tx& tx, Id<Intent> id) {
    return first(select(tx, "WHERE i.id = :a", [&](Sql& sql) { sql.in(id); }));
}

std::optional<Intent> find(Tx& tx, const ResourceKey& key, std::int64_t revision) {
    return first(select(tx, fmt::format("{} AND i.revision = :e", of_key), [&](Sql& sql) {
        bind_key(sql, key);
        sql.in(revision);
    }));
}

std::vector<Intent> revisions(Tx& tx, const ResourceKey& key, std::size_t limit) {
    return select(tx, fmt::format("{} ORDER BY i.revision DESC LIMIT :e", of_key), [&](Sql& sql) {
        bind_key(sql, key);
        sql.in(limit);
    });
}

void each_latest(Tx& tx, const std::function<void(Intent&&)>& visit) {
    Intent intent;
    Sql sql(tx, fmt::format("SELECT {} FROM resource_intents i {}", columns, newest_of_each("")));
    read_into(sql, intent);
    while (sql.next()) visit(Intent(intent));
}

std::vector<Intent> newest(Tx& tx, const ScopeFilter& scope, std::size_t limit) {
    Conditions conditions;
    conditions.within(scope);
    return select(tx, fmt::format("{} ORDER BY created_at DESC, id DESC LIMIT {}", conditions.where(), limit),
                  [&](Sql& sql) { conditions.bind(sql); });
}

std::vector<Intent> latest_of_kind(Tx& tx, const std::string& cluster, const std::string& name_space, const std::string& kind) {
    return select(tx, newest_of_each("WHERE cluster = :a AND name_space = :b AND kind = :c"),
                  [&](Sql& sql) { sql.in(cluster).in(name_space).in(kind); });
}

std::vector<std::string> names_of_alias(Tx& tx, const ResourceKey& place, const std::string& alias) {
    std::vector<std::string> names;
    std::string name;
    Sql sql(tx, "SELECT DISTINCT name FROM resource_intents WHERE cluster = :a AND name_space = :b AND kind = :c AND alias = :d");
    sql.in(place.cluster).in(place.name_space).in(place.kind).in(alias).out(name);
    while (sql.next()) names.push_back(name);
    return names;
}

}  // namespace nexa::store::intents
