#include "store/audit.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "store/audit_columns.hpp"
#include "store/conditions.hpp"
#include "store/tx.hpp"

namespace nexa::store::audit {
namespace {

std::vector<AuditEntry> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    AuditEntry entry;
    Sql sql(tx, fmt::format("SELECT {} FROM audit_log {}", columns, rest));
    bind(sql);
    columns_into(sql, entry);
    std::vector<AuditEntry> found;
    while (sql.next()) found.push_back(entry);
    return found;
}

/// A column that is too narrow must not lose the record; who reads it sees that it was cut.
std::string fitted(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    text.resize(most);
    while (!text.empty() && !is_utf8(text)) text.pop_back();
    return text;
}

}  // namespace

std::string hash_of(const AuditEntry& entry) {
    std::string bytes;
    const auto add = [&](std::string_view field) { bytes += fmt::format("{}:", field.size()).append(field); };
    add(entry.previous_hash);
    add(std::to_string(entry.sequence));
    add(entry.id.str());
    add(std::to_string(entry.at.time_since_epoch().count()));
    for (const auto* field : {&entry.who, &entry.what, &entry.outcome, &entry.cluster, &entry.name_space, &entry.kind, &entry.name,
                              &entry.remote_address, &entry.request_id, &entry.message, &entry.detail}) {
        add(*field);
    }
    return to_hex(sha256(bytes));
}

AuditEntry append(Tx& tx, AuditEntry entry) {
    auto& end = tx.connection().audit_end();
    if (!end) {
        AuditEnd stored;
        Sql sql(tx, fmt::format("SELECT sequence, hash FROM audit_heads WHERE id = 1{}", tx.for_update()));
        sql.out(stored.sequence).out(stored.hash);
        if (!sql.next()) throw std::runtime_error("audit_heads has no row");
        end = std::move(stored);
    }
    if (entry.id.is_nil()) entry.id = Id<AuditEntry>::make();
    entry.who = fitted(std::move(entry.who), 128);
    entry.what = fitted(std::move(entry.what), 64);
    entry.cluster = fitted(std::move(entry.cluster), 63);
    entry.name_space = fitted(std::move(entry.name_space), 63);
    entry.kind = fitted(std::move(entry.kind), 63);
    entry.name = fitted(std::move(entry.name), 253);
    entry.remote_address = fitted(std::move(entry.remote_address), 64);
    entry.request_id = fitted(std::move(entry.request_id), 64);
    entry.sequence = end->sequence + 1;
    entry.previous_hash = end->hash;
    entry.hash = hash_of(entry);
    Sql(tx, fmt::format("INSERT INTO audit_log ({}) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p)", columns))
        .in(entry.sequence)
        .in(entry.id)
        .in(entry.at)
        .in(entry.who)
        .in(entry.what)
        .in(entry.outcome)
        .in(entry.cluster)
        .in(entry.name_space)
        .in(entry.kind)
        .in(entry.name)
        .in(entry.remote_address)
        .in(entry.request_id)
        .in(entry.message)
        .in(entry.detail)
        .in(entry.previous_hash)
        .in(entry.hash)
        .run();
    // `audit_heads` is written once before the commit, for all that the transaction appends (see group.cpp).
    end = AuditEnd{entry.sequence, entry.hash, false};
    return entry;
}

AuditList list(Tx& tx, const AuditFilter& filter) {
    Conditions conditions;
    conditions.within(filter.scope);
    conditions.among("cluster", filter.clusters);
    conditions.among("name_space", filter.namespaces);
    if (!filter.who.empty()) conditions.add("who = ?", filter.who);
    if (!filter.what.empty()) {
        if (filter.what.ends_with('.')) {
            conditions.add("what >= ? AND what < ?", filter.what, filter.what.substr(0, filter.what.size() - 1) + '/');
        } else {
            conditions.add("what = ?", filter.what);
        }
    }
    if (!filter.outcome.empty()) conditions.add("outcome = ?", filter.outcome);
    if (!filter.kind.empty()) conditions.add("kind = ?", filter.kind);
    if (!filter.name.empty()) conditions.add("name = ?", filter.name);
    if (filter.from) conditions.add("happened_at >= ?", *filter.from);
    if (filter.to) conditions.add("happened_at < ?", *filter.to);
    if (!filter.text.empty()) {
        std::string pattern = "%";
        for (const char each : filter.text) {
            if (each == '%' || each == '_' || each == '!') pattern += '!';
            pattern += each;
        }
        pattern += '%';
        conditions.add("message LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' OR who LIKE ? ESCAPE '!' OR detail LIKE ? ESCAPE '!'", pattern,
                       pattern, pattern, pattern);
    }
    AuditList page;
    {
        std::int64_t total = 0;
        Sql sql(tx, "SELECT COUNT(*) FROM audit_log" + conditions.where());
        conditions.bind(sql);
        sql.out(total);
        if (sql.next()) page.total = static_cast<std::size_t>(total);
    }
    if (!filter.cursor.empty()) {
        std::int64_t before = 0;
        std::from_chars(filter.cursor.data(), filter.cursor.data() + filter.cursor.size(), before);
        conditions.add("sequence < ?", before);
    }
    page.entries = select(tx, fmt::format("{} ORDER BY sequence DESC LIMIT {}", conditions.where(), filter.limit + 1),
                          [&](Sql& sql) { conditions.bind(sql); });
    if (page.entries.size() > filter.limit) {
        page.entries.pop_back();
        page.next_cursor = std::to_string(page.entries.back().sequence);
    }
    return page;
}

AuditHead head(Tx& tx) {
    if (const auto& end = tx.connection().audit_end()) return {end->sequence, end->hash};
    AuditHead found;
    Sql sql(tx, "SELECT sequence, hash FROM audit_heads WHERE id = 1");
    sql.out(found.sequence).out(found.hash);
    sql.next();
    return found;
}

}  // namespace nexa::store::audit
