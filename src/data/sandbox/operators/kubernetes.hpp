#pragma once

#include "data/sandbox/cluster.hpp"

/// The parts of Kubernetes that operators rely on and housekeeping.hpp has not: scheduler and kubelet, volume binder, Deployments.
namespace nexa::sandbox {

void add_kubernetes(SandboxCluster& cluster);

}  // namespace nexa::sandbox
