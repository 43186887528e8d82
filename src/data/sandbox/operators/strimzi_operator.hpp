#pragma once

#include <string>

#include "data/sandbox/cluster.hpp"

/// The simulated Strimzi operators of one release: cluster, topic and user operator.
namespace nexa::sandbox {

/// `version`: of the operator ("1.2.0"). One that is not in the table of releases behaves as the newest known.
void add_strimzi_operator(SandboxCluster& cluster, std::string version);

}  // namespace nexa::sandbox
