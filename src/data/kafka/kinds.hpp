#pragma once

#include "data/kinds.hpp"

/// The rows of Strimzi's kinds, one file each.
namespace nexa::kafka {

Kind cluster();    ///< Kafka
Kind node_pool();  ///< KafkaNodePool
Kind topic();      ///< KafkaTopic

}  // namespace nexa::kafka
