#include "data/contracts/nodes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/contracts/reading.hpp"

namespace nexa::contracts {

Nodes nodes_of_pool(std::string_view cluster, const json::object& pool) {
    Nodes nodes;
    const auto prefix = fmt::format("{}-{}-", cluster, text_at(pool, {"metadata", "name"}));
    auto& group = has_role(pool, "controller") ? nodes.controllers : nodes.brokers;
    if (const auto* ids = list_at(pool, {"status", "nodeIds"})) {
        for (const auto& id : *ids) group.push_back(prefix + json::serialize(id));
        return nodes;
    }
    for (std::int64_t left = std::min<std::int64_t>(integer_at(pool, {"spec", "replicas"}).value_or(0), 1000); left > 0; --left)
        group.push_back(prefix + "?");
    return nodes;
}

Nodes nodes_of_cluster(const Input& input, std::string_view cluster) {
    Nodes nodes;
    for (const auto& pool :
         input.query({.kind = "KafkaNodePool", .label = "strimzi.io/cluster", .value = cluster, .name = {}, .alias = {}})) {
        const auto of_pool = nodes_of_pool(cluster, pool);
        nodes.controllers.insert(nodes.controllers.end(), of_pool.controllers.begin(), of_pool.controllers.end());
        nodes.brokers.insert(nodes.brokers.end(), of_pool.brokers.begin(), of_pool.brokers.end());
    }
    if (nodes.size() == 0) {
        const auto replicas = std::min<std::int64_t>(integer_at(input.desired, {"spec", "kafka", "replicas"}).value_or(0), 1000);
        for (std::int64_t id = 0; id < replicas; ++id) nodes.brokers.push_back(fmt::format("{}-kafka-{}", cluster, id));
    }
    return nodes;
}

std::string roll_words(std::string_view what, const Nodes& nodes) {
    if (nodes.size() == 0) return fmt::format("restarts every node of {}, one after another", what);
    const auto count = nodes.size() == 1 ? std::string("the only node") : fmt::format("all {} nodes", nodes.size());
    if (nodes.controllers.empty() || nodes.brokers.empty()) {
        const auto& only = nodes.controllers.empty() ? nodes.brokers : nodes.controllers;
        return fmt::format("restarts {} of {}, one after another: {}", count, what, list_of(only));
    }
    return fmt::format("restarts {} of {}, one after another: controllers first ({}; the active one last), then brokers ({})", count, what,
                       list_of(nodes.controllers), list_of(nodes.brokers));
}

}  // namespace nexa::contracts
