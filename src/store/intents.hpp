#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "model/intent.hpp"
#include "store/database.hpp"
#include "store/scope_filter.hpp"

/// Desired states, append-only.
namespace nexa::store::intents {

/// `intent.revision` must be the newest plus one; a unique index makes sure: two authors at once leave one of them with `conflict`.
void append(Tx& tx, const Intent& intent);
/// The newest revision, a delete included; nothing when there never was one.
std::optional<Intent> latest(Tx& tx, const ResourceKey& key);
/// 0 when there never was one. Cheaper than `latest`.
std::int64_t latest_revision(Tx& tx, const ResourceKey& key);
std::optional<Intent> find(Tx& tx, Id<Intent> id);
std::optional<Intent> find(Tx& tx, const ResourceKey& key, std::int64_t revision);
/// Newest first.
std::vector<Intent> revisions(Tx& tx, const ResourceKey& key, std::size_t limit);
/// The newest of each key whose newest is not a delete, to fill the index at start.
void each_latest(Tx& tx, const std::function<void(Intent&&)>& visit);
/// The newest intents of the fleet.
std::vector<Intent> newest(Tx& tx, const ScopeFilter& scope, std::size_t limit);
/// Desired states of a kind in a namespace (newest revisions that are not deletes).
std::vector<Intent> latest_of_kind(Tx& tx, const std::string& cluster, const std::string& name_space, const std::string& kind);
/// Which resources of the place's cluster, namespace and kind go by that other name in some revision of theirs.
std::vector<std::string> names_of_alias(Tx& tx, const ResourceKey& place, const std::string& alias);

}  // namespace nexa::store::intents
