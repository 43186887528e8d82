#pragma once

#include "data/sandbox/cluster.hpp"

namespace nexa::sandbox {

/// The cluster operator's parts for what works with a Kafka: Connect and its connectors, MirrorMaker, bridge, rebalances.
void add_strimzi_clients(SandboxCluster& cluster, std::string version);

}  // namespace nexa::sandbox
