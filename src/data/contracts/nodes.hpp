#pragma once

#include <string>
#include <vector>

#include "data/contracts/contract.hpp"

namespace nexa::contracts {

/// The pods of a Kafka cluster, or of one pool, as far as they can be told.
struct Nodes {
    std::vector<std::string> controllers;  ///< Those that also are brokers too.
    std::vector<std::string> brokers;
    std::size_t size() const { return controllers.size() + brokers.size(); }
};

/// Of the Kafka cluster of that name.
Nodes nodes_of_cluster(const Input& input, std::string_view cluster);
/// Of one pool. Before ids are given out the number is right and the names end in "?".
Nodes nodes_of_pool(std::string_view cluster, const json::object& pool);

/// "restarts all 3 nodes of c, one after another: controllers first (...; the active one last), then brokers (...)": the order in which
/// Strimzi rolls. `what` names their owner.
std::string roll_words(std::string_view what, const Nodes& nodes);

}  // namespace nexa::contracts
