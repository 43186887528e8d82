#pragma once

// Only sources of this room include this: it brings SOCI.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/run.hpp"
#include "store/tx.hpp"

namespace nexa::store::runs {

inline constexpr std::string_view columns =
    "id, intent_id, revision, action, cluster, name_space, kind, name, state, author, message, attempt, created_at, due_at, started_at, "
    "finished_at, "
    "deadline, applied_generation, applied_uid, applied_at, starts_anew, lease_owner, fencing, lease_until";

inline constexpr std::string_view of_this_key = "WHERE cluster = :a AND name_space = :b AND kind = :c AND name = :d";

inline void bind_key(Sql& sql, const ResourceKey& key) {
    sql.in(key.cluster).in(key.name_space).in(key.kind).in(key.name);
}

/// To be called with every change of a run: puts it on the list of what other processes have to hear of. The list's counter stays locked
/// until the commit, so that its numbers become visible in their order. Does nothing on the embedded database, which nobody shares.
void note_change(Tx& tx, Id<Run> id);

/// The runs that "SELECT columns FROM resource_runs `rest`" finds.
std::vector<Run> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind);

}  // namespace nexa::store::runs
