#pragma once

#include <map>
#include <memory>
#include <string>

#include "control/clusters/cluster_registry.hpp"
#include "data/plans/plan_type.hpp"

namespace nexa::store {
class Tx;
}

namespace nexa::control {

/// What is known of each cluster, as of one moment.
using FleetFacts = std::map<std::string, std::shared_ptr<const ClusterFacts>, std::less<>>;
FleetFacts facts_of(const ClusterRegistry& clusters);

/// The world as the database has it: for use within one transaction, on its thread.
class StoredWorld final : public plans::World {
public:
    StoredWorld(store::Tx& tx, const FleetFacts& facts) : tx_(tx), facts_(facts) {}

    const ClusterFacts* facts(std::string_view cluster) const override;
    std::optional<json::object> observed(const ResourceKey& key) const override;
    std::optional<json::object> desired(const ResourceKey& key) const override;
    std::vector<json::object> all(const std::string& cluster, const std::string& name_space, const std::string& kind) const override;

private:
    store::Tx& tx_;
    const FleetFacts& facts_;
};

}  // namespace nexa::control
