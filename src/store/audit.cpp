#include "store/audit.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "store/conditions.hpp"
#include "store/tx.hpp"

namespace nexa::store::audit {
namespace {

constexpr std::string_view columns =
    "sequence, id, happened_at, who, what, outcome, cluster, name_space, kind, name, remote_address, request_id, message, detail, previous_hash, hash";

std::vector<AuditEntry> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    AuditEntry entry;
    Sql sql(tx, fmt::format("SELECT {} FROM audit_log {}", columns, rest));
    bind(sql);
    sql.out(entry.sequence).out(entry.id).out(entry.at).out(entry.who).out(entry.what).out(entry.outcome).out(entry.cluster).out(entry.name_space)
        .out(entry.kind).out(entry.name).out(entry.remote_address).out(entry.request_id).out(entry.message).out(entry.detail)
        .out(entry.previous_hash).out(entry.hash);
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
    auto& known = tx.state().audit_head;
    AuditHead last;
    if (tx.is_exclusive() && known) {
        last = {known->sequence, known->hash};
    } else {
        Sql sql(tx, fmt::format("SELECT sequence, hash FROM audit_heads WHERE id = 1{}", tx.for_update()));
        sql.out(last.sequence).out(last.hash);
        sql.next();
    }
    if (entry.id.is_nil()) entry.id = Id<AuditEntry>::make();
    entry.who = fitted(std::move(entry.who), 128);
    entry.cluster = fitted(std::move(entry.cluster), 63);
    entry.name_space = fitted(std::move(entry.name_space), 63);
    entry.kind = fitted(std::move(entry.kind), 63);
    entry.name = fitted(std::move(entry.name), 253);
    entry.remote_address = fitted(std::move(entry.remote_address), 64);
    entry.request_id = fitted(std::move(entry.request_id), 64);
    entry.sequence = last.sequence + 1;
    entry.previous_hash = last.hash;
    entry.hash = hash_of(entry);
    Sql(tx, fmt::format("INSERT INTO audit_log ({}) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p)", columns))
        .in(entry.sequence).in(entry.id).in(entry.at).in(entry.who).in(entry.what).in(entry.outcome).in(entry.cluster).in(entry.name_space)
        .in(entry.kind).in(entry.name).in(entry.remote_address).in(entry.request_id).in(entry.message).in(entry.detail).in(entry.previous_hash)
        .in(entry.hash).run();
    Sql(tx, "UPDATE audit_heads SET sequence = :a, hash = :b WHERE id = 1").in(entry.sequence).in(entry.hash).run();
    if (tx.is_exclusive()) known = {entry.sequence, entry.hash};
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
        conditions.add("message LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' OR who LIKE ? ESCAPE '!' OR detail LIKE ? ESCAPE '!'", pattern, pattern, pattern,
                       pattern);
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
    AuditHead found;
    Sql sql(tx, "SELECT sequence, hash FROM audit_heads WHERE id = 1");
    sql.out(found.sequence).out(found.hash);
    sql.next();
    return found;
}

namespace {

constexpr std::size_t page_size = 2000;

/// Checks one record against the one before it; the fault, or none.
AuditReport::Fault check(const AuditEntry& entry, std::int64_t expected_sequence, const std::string& previous_hash, std::string& why) {
    if (entry.sequence != expected_sequence) {
        why = fmt::format("record {} is missing: after it comes {}", expected_sequence, entry.sequence);
        return AuditReport::Fault::missing;
    }
    const bool own = hash_of(entry) == entry.hash;
    if (own && entry.previous_hash == previous_hash) return AuditReport::Fault::none;
    if (own) {
        why = fmt::format("record {} is whole, but does not follow the one before it: it was put in another's place, or the one before was rewritten", entry.sequence);
        return AuditReport::Fault::reordered;
    }
    why = fmt::format("record {} ({} {} by {}) is not as it was written: its hash does not match", entry.sequence, entry.what, entry.outcome, entry.who);
    return AuditReport::Fault::altered;
}

}  // namespace

AuditReport verify(Database& database, const std::optional<AuditHead>& expected) {
    AuditReport report;
    std::string previous(64, '0');
    std::int64_t next = 1;
    bool expected_seen = !expected || expected->sequence == 0;
    const auto bad = [&](AuditReport::Fault fault, std::int64_t sequence, std::string why) {
        report.fault = fault;
        report.first_bad = sequence;
        report.explanation = std::move(why);
        return report;
    };
    for (std::size_t size = page_size; true;) {
        const auto page = database.read_blocking([&](Tx& tx) -> Result<std::vector<AuditEntry>> {
            return select(tx, "WHERE sequence >= :a ORDER BY sequence LIMIT :b", [&](Sql& sql) { sql.in(next).in(size); });
        });
        if (!page) {
            // A damaged page of the file: come nearer, record by record, to name the first one that can't be read.
            if (size > 1) {
                size = 1;
                continue;
            }
            return bad(AuditReport::Fault::damaged, next, fmt::format("record {} can't be read: {}", next, page.error().message));
        }
        if (page->empty()) break;
        for (const auto& entry : *page) {
            std::string why;
            if (const auto fault = check(entry, next, previous, why); fault != AuditReport::Fault::none) return bad(fault, next, std::move(why));
            if (expected && entry.sequence == expected->sequence) {
                if (entry.hash != expected->hash) {
                    return bad(AuditReport::Fault::altered, entry.sequence, fmt::format("the trail up to record {} was written anew: its hash differs from the head that was kept", entry.sequence));
                }
                expected_seen = true;
            }
            previous = entry.hash;
            ++next;
            ++report.records;
        }
    }
    const auto stored = database.read_blocking([](Tx& tx) -> Result<AuditHead> { return head(tx); });
    if (!stored) return bad(AuditReport::Fault::damaged, next, fmt::format("the head of the trail can't be read: {}", stored.error().message));
    report.head = *stored;
    if (stored->sequence != next - 1 || stored->hash != previous) {
        return bad(AuditReport::Fault::truncated, next, fmt::format("the trail ends at record {}, but its head says {}", next - 1, stored->sequence));
    }
    if (!expected_seen) {
        return bad(AuditReport::Fault::truncated, next, fmt::format("the trail ends at record {}, but the head that was kept says {}", next - 1, expected->sequence));
    }
    return report;
}

}  // namespace nexa::store::audit
