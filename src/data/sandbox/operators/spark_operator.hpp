#pragma once

#include <string>

#include "data/sandbox/cluster.hpp"

/// The simulated Kubeflow Spark operator, and Spark itself inside the driver pods.
namespace nexa::sandbox {

/// Adds the controllers of applications, of schedules, and of what runs inside drivers, and sets the store's admission to the operator's
/// webhooks.
void add_spark_operator(SandboxCluster& cluster, std::string version);

}  // namespace nexa::sandbox
