#pragma once

#include <expected>
#include <optional>

#include "data/sandbox/operators/kafka_model.hpp"

/// Strimzi's rebalancing when a Kafka is scaled (spec.cruiseControl.autoRebalance). Pure: its state stands in status.autoRebalance, and
/// what Cruise Control has come to in a KafkaRebalance of the operator's own.
namespace nexa::sandbox {

/// status.autoRebalance with the brokers that are being added now, for the end of the reconciliation and for the one after a crash.
/// Nothing: there is nothing to note. A Kafka that has no such status yet is new, and its first brokers count as no scale-up.
std::optional<json::object> with_added_brokers(const json::object& kafka, const KafkaModel& model);

/// status.autoRebalance at the end of a reconciliation; empty: none. What is to be done for it goes into the plan.
/// Errors: the KafkaRebalance is in a state that the operator does not know what to do with.
std::expected<json::object, StrimziFailure> step_auto_rebalance(const json::object& kafka, const KafkaModel& model, const View& view,
                                                                Time now, Plan& plan);

}  // namespace nexa::sandbox
