#pragma once

#include "data/sandbox/operators/connector_runtime.hpp"
#include "data/sandbox/operators/strimzi_client.hpp"

/// Strimzi's cluster operator with a KafkaConnect and its KafkaConnectors: one reconciliation each. Pure; what a connector's step wants of
/// Connect stands in its answer.
namespace nexa::sandbox {

inline constexpr ClientKind connect_kind{"KafkaConnect", "connect", "kafka-connect"};

Plan step_connect(const json::object& connect, const View& view, const ClientFacts& facts);

/// Ready at its present generation: its REST interface answers.
bool is_serving(const json::object& resource);
/// Connect can load connectors of that class: its image has the plugin, or is one of the user's own.
bool offers_plugin(const json::object& connect, std::string_view connector_class);

struct ConnectorStep {
    Plan plan;
    std::optional<RunningConnector> running;  ///< What Connect runs from now on; nothing: no such connector.
};

/// `connect`: the KafkaConnect that the label names, or null. `running`: the connector that Connect has, or null.
ConnectorStep step_connector(const json::object& connector, const json::object* connect, const RunningConnector* running, const View& view,
                             Time now);

}  // namespace nexa::sandbox
