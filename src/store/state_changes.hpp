#pragma once

#include <vector>

#include "model/state_change.hpp"
#include "store/database.hpp"

/// The lives of Spark applications, step by step.
namespace nexa::store::state_changes {

/// Writes it when it says something new: another state, attempt or number of failed executors than the last of that object. Of an object
/// that was never seen a deletion is nothing new. True when it was written.
bool note(Tx& tx, const StateChange& change);
/// The newest `most`, oldest first.
std::vector<StateChange> of_key(Tx& tx, const ResourceKey& key, std::size_t most);
/// Removes what is older.
void purge(Tx& tx, Time before);

}  // namespace nexa::store::state_changes
