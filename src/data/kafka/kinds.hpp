#pragma once

#include "data/kinds.hpp"

/// The rows of Strimzi's kinds, one file each.
namespace nexa::kafka {

Kind cluster();         ///< Kafka
Kind node_pool();       ///< KafkaNodePool
Kind topic();           ///< KafkaTopic
Kind user();            ///< KafkaUser
Kind connect();         ///< KafkaConnect
Kind connector();       ///< KafkaConnector
Kind mirror_maker_2();  ///< KafkaMirrorMaker2
Kind mirror_maker();    ///< KafkaMirrorMaker, up to Strimzi 0.45
Kind bridge();          ///< KafkaBridge
Kind rebalance();       ///< KafkaRebalance
Kind pod_set();         ///< StrimziPodSet: Strimzi's own, to be looked at

}  // namespace nexa::kafka
