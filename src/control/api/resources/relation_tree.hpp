#pragma once

#include "control/api/resources/resource_wire.hpp"
#include "model/resource_key.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// The tree of what belongs to the resource, from the snapshots of its namespace; nothing when it was never observed. Blocks: for a
/// database's reader.
std::optional<RelationTree> relation_tree(store::Tx& tx, const ResourceKey& key);

}  // namespace nexa::control
