#pragma once

#include <memory>
#include <string>

#include "data/sandbox/cluster.hpp"
#include "data/sandbox/operators/kafka_data.hpp"

namespace nexa::sandbox {

/// The cluster operator's parts for what works with a Kafka: Connect and its connectors, MirrorMaker, bridge, rebalances.
void add_strimzi_clients(SandboxCluster& cluster, std::string version, std::shared_ptr<KafkaData> data);

}  // namespace nexa::sandbox
