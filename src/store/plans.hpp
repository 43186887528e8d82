#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "store/database.hpp"
#include "store/scope_filter.hpp"

namespace nexa::store {

struct PlanFilter {
    ScopeFilter scope;  ///< Every step must lie within.
    std::set<std::string> states, types, clusters;
    std::size_t limit = 50;
    std::string cursor;  ///< The id of the last plan of the page before, or empty.
};

struct PlanList {
    std::vector<Plan> plans;
    std::string next_cursor;
    std::size_t total = 0;
};

/// Plans and their steps. Every write is conditional on the state it comes from, and the row count decides: of two processes that drive the
/// same plan one begins a step. Each raises the plan's sequence.
namespace plans {

void insert(Tx& tx, const Plan& plan);
std::optional<Plan> find(Tx& tx, Id<Plan> id);
/// Newest first.
PlanList list(Tx& tx, const PlanFilter& filter);
/// Those that run, and those that rest while a step of theirs is still under way; oldest first.
std::vector<Plan> under_way(Tx& tx);
/// Those written after that sequence, in its order.
std::vector<Plan> since(Tx& tx, std::int64_t sequence, std::size_t limit);

/// A pending step of a running plan begins; false when the plan does not run, or somebody was quicker.
bool begin_step(Tx& tx, Id<Plan> plan, std::int64_t position, const std::optional<Id<Run>>& run, Time now);
/// A pending or running step ends as `state`; false when it had ended.
bool end_step(Tx& tx, Id<Plan> plan, std::int64_t position, PlanStep::State state, const std::string& message, Time now);
/// What a step waits for, while it is pending or running.
bool tell_step(Tx& tx, Id<Plan> plan, std::int64_t position, const std::string& message);
/// Failed steps become pending again, without their runs.
void reset_failed_steps(Tx& tx, Id<Plan> plan);
/// Steps that were not begun, or failed, are skipped; those under way are too, as nobody waits for them any more.
void skip_open_steps(Tx& tx, Id<Plan> plan, Time now);
/// From one of `from` to `to`; false when it was in none of them. `finished` is set with a terminal state.
bool move(Tx& tx, Id<Plan> plan, const std::set<PlanState>& from, PlanState to, const std::string& message, Time now);

}  // namespace plans
}  // namespace nexa::store
