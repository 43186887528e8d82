#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nexa::sandbox {

class SandboxCluster;

/// One thing that goes wrong in a simulated cluster, to whatever bears these names; empty: to all.
struct Scenario {
    std::string what;  ///< Of the table of scenarios: "full-disk".
    std::string cluster;
    std::string name_space;
    std::string name;                  ///< Of the resource: the Kafka, the application, the connector.
    std::optional<std::int64_t> node;  ///< Of a Kafka's node, for scenarios of brokers.
};

/// A list in YAML or JSON:
///
///     - scenario: full-disk
///       cluster: dev-eu
///       namespace: team-a
///       name: events
///       node: 2
///
/// Only `scenario` is needed. Errors: invalid, with a pointer into the list for each thing that is wrong; the message names what there is.
Result<std::vector<Scenario>> read_scenarios(std::string_view text);

/// The same of a file; none when `path` is empty. Errors: not_found (the file).
Result<std::vector<Scenario>> load_scenarios(const std::string& path);

/// The cluster's own of them happen from now on, to what is there and to what comes; pods that are replaced get them again.
void add_scenarios(SandboxCluster& cluster, const std::vector<Scenario>& scenarios);

/// "full-disk  A broker whose disk is full: ..." for each, for the help.
std::string scenario_words();

}  // namespace nexa::sandbox
