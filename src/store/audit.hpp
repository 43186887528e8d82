#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/audit_entry.hpp"
#include "store/database.hpp"
#include "store/scope_filter.hpp"

namespace nexa::store {

struct AuditFilter {
    ScopeFilter scope;
    std::string who, what, outcome, kind, name, text;
    std::set<std::string> clusters, namespaces;
    std::optional<Time> from, to;
    std::size_t limit = 50;
    std::string cursor;  ///< The sequence of the last record of the page before, or empty.
};

struct AuditList {
    std::vector<AuditEntry> entries;
    std::string next_cursor;
    std::size_t total = 0;
};

struct AuditHead {
    std::int64_t sequence = 0;
    std::string hash;
};

/// What `verify` found.
struct AuditReport {
    enum class Fault { none, altered, missing, reordered, truncated, damaged };
    std::int64_t records = 0;  ///< Checked and good, before the first bad one.
    Fault fault = Fault::none;
    std::int64_t first_bad = 0;  ///< The sequence number of the first record that is not as it was written.
    std::string explanation;
    AuditHead head;  ///< Of the database, to be kept elsewhere and given to a later check.
};

/// The audit trail: a chain of records, each with the hash of the one before. Never updated, never deleted.
namespace audit {

/// Gives the record its sequence, id (when it has none) and hashes, and appends it. Serialises with every other append.
AuditEntry append(Tx& tx, AuditEntry entry);

/// SHA-256 in hex over every field, each preceded by its length, and the hash of the record before.
std::string hash_of(const AuditEntry& entry);

/// Newest first.
AuditList list(Tx& tx, const AuditFilter& filter);
AuditHead head(Tx& tx);

/// Reads the whole trail, as of one moment, and finds the first record that was altered, is missing, stands in another's place, or was cut
/// off at the end. `expected`: a head that was kept elsewhere; the trail must contain it. Works on a damaged file too, and beside a running
/// server (see DatabaseOptions::read_only). Blocks.
AuditReport verify(Database& database, const std::optional<AuditHead>& expected);

}  // namespace audit
}  // namespace nexa::store
