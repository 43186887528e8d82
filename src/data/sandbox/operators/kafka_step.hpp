#pragma once

#include "data/sandbox/operators/kafka_model.hpp"

/// Strimzi's cluster operator: one reconciliation of a Kafka with its node pools, up to the point where it would wait. Pure.
namespace nexa::sandbox {

Plan step_kafka(const json::object& kafka, const View& view, const StrimziFacts& facts);

/// The pods of one StrimziPodSet: made when missing, removed when no longer wanted, counted in its status.
Plan step_pod_set(const json::object& pod_set, const View& view);

/// Pools that belong to the Kafka, by name: the order in which they get their node ids.
std::vector<const json::object*> pools_of(const json::object& kafka, const View& view);

}  // namespace nexa::sandbox
