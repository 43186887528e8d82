#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

/// What a rebalance proposal does to each broker: the ConfigMap that Strimzi keeps beside a KafkaRebalance (contracts: A.3). Pure.
namespace nexa::kafka {

struct LoadChange {
    double before = 0, after = 0;
};
struct BrokerLoad {
    std::int64_t broker = 0;
    LoadChange leaders, replicas;
    LoadChange disk_mb, disk_percent, cpu_percent;
    LoadChange network_in_kb, network_out_kb;  ///< Per second; of leaders and followers together.
};

/// The value of data["brokerLoad.json"], by broker. Errors: invalid (not as Strimzi writes it).
Result<std::vector<BrokerLoad>> read_broker_load(std::string_view text);

}  // namespace nexa::kafka
