#pragma once

// Only sources of this room include this: it brings SOCI.

#include <string_view>

#include "model/audit_entry.hpp"
#include "store/tx.hpp"

namespace nexa::store::audit {

inline constexpr std::string_view columns =
    "sequence, id, happened_at, who, what, outcome, cluster, name_space, kind, name, remote_address, request_id, message, detail, "
    "previous_hash, hash";

/// Names the entry's members as the outputs for `columns`.
inline void columns_into(Sql& sql, AuditEntry& entry) {
    sql.out(entry.sequence).out(entry.id).out(entry.at).out(entry.who).out(entry.what).out(entry.outcome).out(entry.cluster);
    sql.out(entry.name_space).out(entry.kind).out(entry.name).out(entry.remote_address).out(entry.request_id).out(entry.message);
    sql.out(entry.detail).out(entry.previous_hash).out(entry.hash);
}

}  // namespace nexa::store::audit
