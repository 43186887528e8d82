#pragma once

#include <optional>

#include "data/kafka/connector_offsets.hpp"
#include "data/sandbox/operators/connector_runtime.hpp"
#include "data/sandbox/operators/kafka_model.hpp"

namespace nexa::sandbox {

/// Strimzi's annotation strimzi.io/connector-offsets on the resource of a connector: `what` is its value ("list", "alter", "reset").
/// Nothing: it is done, and the annotation may go. Else the warning's reason and message; the annotation stays, and it is tried again.
std::optional<StrimziFailure> obey_offsets(std::string_view what, const kafka::OffsetsPlace& place, const json::object& resource,
                                           RunningConnector& connector, const View& view, Plan& plan);

}  // namespace nexa::sandbox
