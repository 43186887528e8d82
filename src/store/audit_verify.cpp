#include <fmt/format.h>

#include "store/audit.hpp"
#include "store/audit_columns.hpp"

namespace nexa::store::audit {
namespace {

using Fault = AuditReport::Fault;

/// Follows the chain, record by record, up to the first bad one.
class Chain {
public:
    explicit Chain(const std::optional<AuditHead>& expected) : expected_(expected) {}

    /// False when the record is bad, or makes one before it so; then the report says which. `id` is the id's text as it is stored.
    bool follow(const AuditEntry& entry, const std::string& id) {
        const std::int64_t due = report_.records + 1;
        if (entry.sequence != due) {
            return bad(Fault::missing, due, fmt::format("record {} is missing: in its place comes {}", due, entry.sequence));
        }
        if (hash_of(entry) != entry.hash) return judge_foreign(entry);
        if (entry.id.str() != id)
            return bad(Fault::altered, due, fmt::format("record {} is not as it was written: its id was changed", due));
        if (entry.previous_hash != last_hash_) {
            // It is as it was written, but was written after something else: the one before was replaced, own hash and all.
            const std::int64_t replaced = std::max<std::int64_t>(due - 1, 1);
            return bad(Fault::altered, replaced,
                       fmt::format("record {} was written anew: record {} does not follow from it", replaced, due));
        }
        if (expected_ && expected_->sequence == due && expected_->hash != entry.hash) {
            return bad(Fault::altered, due,
                       fmt::format("the trail up to record {} was written anew: its hash differs from the head that was kept", due));
        }
        last_hash_ = entry.hash;
        ++report_.records;
        return true;
    }

    bool bad(Fault fault, std::int64_t sequence, std::string explanation) {
        report_.fault = fault;
        report_.first_bad = sequence;
        report_.records = std::min(report_.records, sequence - 1);
        report_.explanation = std::move(explanation);
        return false;
    }
    void unreadable(const Error& error) {
        const std::int64_t due = report_.records + 1;
        bad(Fault::damaged, due, fmt::format("record {} can't be read: {}", due, error.message));
    }

    /// After the last record: nothing may be cut off.
    void end(const AuditHead& stored) {
        report_.head = stored;
        const std::int64_t next = report_.records + 1;
        if (stored.sequence > report_.records) {
            bad(Fault::truncated, next, fmt::format("the trail ends at record {}, but its head says {}", report_.records, stored.sequence));
        } else if (stored.sequence < report_.records || stored.hash != last_hash_) {
            bad(Fault::altered, std::max<std::int64_t>(stored.sequence, 1),
                fmt::format("the stored head (record {}) is not what the last record says ({})", stored.sequence, report_.records));
        } else if (expected_ && expected_->sequence > report_.records) {
            bad(Fault::truncated, next,
                fmt::format("the trail ends at record {}, but the head that was kept says {}", report_.records, expected_->sequence));
        }
    }

    bool good() const { return report_.fault == Fault::none; }
    std::int64_t followed() const { return report_.records; }
    AuditReport report() const { return report_; }

private:
    /// The hash does not match: is it another record in this one's place?
    bool judge_foreign(const AuditEntry& entry) {
        static constexpr std::int64_t vicinity = 1000;
        const std::int64_t here = entry.sequence;
        AuditEntry moved = entry;
        for (moved.sequence = std::max<std::int64_t>(1, here - vicinity); moved.sequence <= here + vicinity; ++moved.sequence) {
            if (hash_of(moved) != entry.hash) continue;
            return bad(Fault::reordered, here, fmt::format("in the place of record {} stands record {}", here, moved.sequence));
        }
        return bad(Fault::altered, here,
                   fmt::format("record {} ({} {} by {}) is not as it was written: its hash does not match", here, entry.what, entry.outcome,
                               entry.who));
    }

    std::optional<AuditHead> expected_;
    std::string last_hash_ = std::string(64, '0');
    AuditReport report_;
};

/// SQLite reads text out of a blob and the other way round, so that a byte of a record's header could change unseen: types are compared
/// too.
std::string types_expression() {
    std::string text;
    for (std::size_t from = 0; from < columns.size();) {
        const std::size_t comma = std::min(columns.find(", ", from), columns.size());
        text += fmt::format("{}typeof({})", text.empty() ? "" : " || ", columns.substr(from, comma - from));
        from = comma + 2;
    }
    return text;
}
std::string types_expected() {
    std::string text = "integertextinteger";  // sequence, id, happened_at
    for (int count = 3; count < 16; ++count) text += "text";
    return text;
}

/// One pass over the table as it lies in the file: no index and no search by number, which a changed byte could lead astray.
void follow_sqlite(Tx& tx, Chain& chain) {
    static const std::string expected = types_expected();
    AuditEntry entry;
    std::int64_t place = 0;
    std::string types, id;
    Sql sql(tx, fmt::format("SELECT rowid, {}, id, {} FROM audit_log NOT INDEXED ORDER BY rowid", types_expression(), columns));
    sql.out(place).out(types).out(id);
    columns_into(sql, entry);
    while (chain.good() && sql.next()) {
        const std::int64_t due = chain.followed() + 1;
        if (place == due && entry.sequence != due) {
            chain.bad(Fault::reordered, due, fmt::format("in the place of record {} stands record {}", due, entry.sequence));
        } else if (entry.sequence == due && (place != due || types != expected)) {
            chain.bad(Fault::altered, due, fmt::format("record {} is not as it was written: its form in the file was changed", due));
        } else {
            chain.follow(entry, id);
        }
    }
}

void follow_mysql(Tx& tx, Chain& chain) {
    static constexpr std::size_t page_size = 2000;
    for (std::size_t read = page_size; read == page_size && chain.good();) {
        read = 0;
        AuditEntry entry;
        std::string id;
        Sql sql(tx, fmt::format("SELECT id, {} FROM audit_log WHERE sequence > :a ORDER BY sequence LIMIT {}", columns, page_size));
        sql.in(chain.followed()).out(id);
        columns_into(sql, entry);
        while (chain.good() && sql.next()) {
            ++read;
            chain.follow(entry, id);
        }
    }
}

}  // namespace

AuditReport verify(Database& database, const std::optional<AuditHead>& expected) {
    Chain chain(expected);
    const auto pass = database.read_blocking([&](Tx& tx) -> Result<> {
        chain = Chain(expected);
        tx.dialect() == Dialect::sqlite ? follow_sqlite(tx, chain) : follow_mysql(tx, chain);
        if (chain.good()) chain.end(head(tx));
        return {};
    });
    if (!pass) chain.unreadable(pass.error());
    return chain.report();
}

}  // namespace nexa::store::audit
