#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "control/runs/execution.hpp"
#include "data/actions/action.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// On every object that a run of an action writes to: by it a later attempt recognises its own work.
inline constexpr std::string_view run_annotation = "nexa.dev/run";

/// Names of the two steps that hold what an action is to do; see docs/adr, actions.
inline constexpr std::string_view requested_step = "requested";
inline constexpr std::string_view plan_step = "plan";

/// A run of an action with what its steps say.
struct ActionAttempt {
    Run run;
    const actions::Action* action = nullptr;
    json::object parameters;
    std::optional<std::vector<actions::Operation>> plan;  ///< Of an earlier attempt.
};
/// Errors: not_found (the action is not known to this program), invalid (the steps can't be read).
Result<ActionAttempt> load_action(store::Tx& tx, const Run& run);

/// What a row's functions look at, taken from the cluster.
struct Seen {
    std::optional<json::object> resource;  ///< Nothing: it is gone.
    std::vector<json::object> others;
};
/// Errors: what the cluster said.
Task<kube::Answer<Seen>> look(const ActionAttempt& attempt, const ClusterHandle& cluster, const ClusterFacts& facts, kube::Lane lane);

/// Keeps the plan in the database, before anything is done, if the run is still ours. False when it is not.
using KeepPlan = std::function<Task<Result<bool>>(RunStep plan)>;

/// Carries out one attempt. The plan is made once, from what lives, and kept; a later attempt goes on with it, and leaves out what an
/// earlier one has done. Never throws for what a cluster may answer.
Task<AttemptOutcome> execute_action(ActionAttempt attempt, ClusterHandle cluster, const Clock& clock, KeepPlan keep);

/// What an action does to the cluster: the row's operations, or its patch as one. Errors: as the row's.
Result<std::vector<actions::Operation>> plan_of(const actions::Action& action, const actions::Input& input);

}  // namespace nexa::control
