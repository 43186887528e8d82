#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/state_change.hpp"
#include "store/database.hpp"
#include "store/scope_filter.hpp"

/// The lives of Spark applications, step by step.
namespace nexa::store::state_changes {

/// Writes it when it says something new: another state, attempt or number of failed executors than the last of that object. Of an object
/// that was never seen a deletion is nothing new. True when it was written.
bool note(Tx& tx, const StateChange& change);
/// The newest `most`, oldest first.
std::vector<StateChange> of_key(Tx& tx, const ResourceKey& key, std::size_t most);
struct PastFilter {
    ScopeFilter scope;
    std::set<std::string> clusters, namespaces, states;  ///< Empty: all. States: of PastApplication.
    std::string name;                                    ///< A part of the name; empty: all.
    std::string cursor;                                  ///< next_cursor of the page before.
    std::size_t limit = 50;
};
struct PastList {
    std::vector<PastApplication> items;  ///< The newest end first.
    std::string next_cursor;             ///< Empty: the last page.
    std::size_t total = 0;               ///< Of all pages.
};
PastList past(Tx& tx, const PastFilter& filter);

/// Removes what is older.
void purge(Tx& tx, Time before);

}  // namespace nexa::store::state_changes
