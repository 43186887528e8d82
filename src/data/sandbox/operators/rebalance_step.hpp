#pragma once

#include <string_view>
#include <vector>

#include "data/sandbox/operators/kafka_model.hpp"

/// Strimzi's cluster operator with a KafkaRebalance, and the Cruise Control that it talks to. Pure: the state stands in the resource.
namespace nexa::sandbox {

namespace rebalance_annotation {
/// On a KafkaRebalance: "fail" (Cruise Control's task ends in an error), "slow" (moving the partitions takes ten minutes).
inline constexpr std::string_view outcome = "sandbox.nexa.dev/outcome";
}  // namespace rebalance_annotation

struct RebalanceFacts {
    StrimziFacts strimzi;
    std::vector<int> brokers;  ///< Of the Kafka, ready ones.
};

/// `kafka`: the Kafka that the label names, or null.
Plan step_rebalance(const json::object& rebalance, const json::object* kafka, const View& view, const RebalanceFacts& facts);

}  // namespace nexa::sandbox
