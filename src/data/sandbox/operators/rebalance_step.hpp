#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "data/sandbox/operators/kafka_data.hpp"
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

struct RebalanceStep {
    Plan plan;
    std::optional<Moved> moved;  ///< Cruise Control is through: the replicas lie elsewhere from now on.
};

/// `kafka`: the Kafka that the label names, or null.
RebalanceStep step_rebalance(const json::object& rebalance, const json::object* kafka, const View& view, const RebalanceFacts& facts);

}  // namespace nexa::sandbox
