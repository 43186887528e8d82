#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/rbac/directory.hpp"
#include "data/kinds.hpp"
#include "model/intent.hpp"
#include "model/run.hpp"

namespace nexa::control {

inline constexpr std::string_view intent_annotation = "nexa.dev/intent";
inline constexpr std::string_view revision_annotation = "nexa.dev/revision";

/// How one attempt of a run ended.
struct AttemptOutcome {
    enum class Next { wait, done, retry, fail } next = Next::fail;
    std::string message;         ///< For the run.
    std::string detail;          ///< The raw answer, for the last step.
    Duration retry_after{0};     ///< Least delay of a retry; 0: as the backoff says.
    std::vector<RunStep> steps;  ///< What was done, in order.
    std::optional<std::int64_t> generation;
    std::optional<std::string> uid;
    std::optional<Time> applied_at;
    bool starts_anew = false;
    std::optional<Duration> patience;  ///< How long to wait for the operator; nothing: as the worker's options say.
};

/// What an attempt needs to know.
struct Attempt {
    Run run;
    std::optional<Intent> intent;
    std::optional<json::object> desired;  ///< The intent's manifest; nothing for a delete.
    std::optional<json::object> before;   ///< The live object as last observed, for kinds that may start anew.
};

/// May the author of the run still do it? Nothing when they may; else why not.
std::optional<std::string> objection(const Run& run, const Directory& directory);

/// Carries out one attempt of an apply or a delete on the cluster. Never throws for what a cluster may answer.
Task<AttemptOutcome> execute(Attempt attempt, ClusterHandle cluster, const Clock& clock);

/// What is sent of an intent's manifest: with the two annotations by which an attempt recognises its own work. Pure.
std::string stamped(const Intent& intent, json::object manifest);
/// True when the live object was made by that intent. Pure.
bool carries(const json::value& object, const Intent& intent);

}  // namespace nexa::control
