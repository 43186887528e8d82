#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "model/snapshot.hpp"
#include "store/database.hpp"

/// Observed states: one row for each resource, overwritten; `sequence` grows with each write, over the whole fleet.
namespace nexa::store::snapshots {

/// Writes the snapshots and gives each the next sequence number (set in place).
void put(Tx& tx, std::span<Snapshot> snapshots);
std::optional<Snapshot> find(Tx& tx, const ResourceKey& key);
/// All that are not deleted.
void each(Tx& tx, const std::function<void(Snapshot&&)>& visit);
/// Those written after that sequence, in its order.
std::vector<Snapshot> since(Tx& tx, std::int64_t sequence, std::size_t limit);
std::vector<Snapshot> of_kind(Tx& tx, const std::string& cluster, const std::string& name_space, const std::string& kind);
/// Which resources of the place's cluster, namespace and kind go by that other name.
std::vector<std::string> names_of_alias(Tx& tx, const ResourceKey& place, const std::string& alias);
/// What is known of one kind on one cluster, without the objects: where an informer starts from.
std::vector<Snapshot> heads(Tx& tx, const std::string& cluster, const std::string& kind);
std::int64_t last_sequence(Tx& tx);
/// Removes tombstones that were written before then.
void purge(Tx& tx, Time before);

}  // namespace nexa::store::snapshots
