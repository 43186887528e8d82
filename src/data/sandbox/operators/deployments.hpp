#pragma once

#include "data/sandbox/operators/plan.hpp"

/// The controller-manager's part that the operators rely on: Deployments, their ReplicaSets and pods. Pure.
namespace nexa::sandbox {

/// Keeps one ReplicaSet per pod template, scales older ones away, and reports availability.
Plan step_deployment(const json::object& deployment, const View& view, Time now);

/// Keeps as many pods as asked for and reports their number.
Plan step_replica_set(const json::object& replica_set, const View& view);

bool is_available(const json::object& deployment);

}  // namespace nexa::sandbox
