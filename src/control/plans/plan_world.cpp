#include "control/plans/plan_world.hpp"

#include "data/object.hpp"
#include "store/intents.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {

FleetFacts facts_of(const ClusterRegistry& clusters) {
    FleetFacts facts;
    for (const auto& each : clusters.all()) {
        if (each.status.facts) facts.emplace(each.cluster.name, each.status.facts);
    }
    return facts;
}

const ClusterFacts* StoredWorld::facts(std::string_view cluster) const {
    const auto found = facts_.find(cluster);
    return found == facts_.end() ? nullptr : found->second.get();
}

std::optional<json::object> StoredWorld::observed(const ResourceKey& key) const {
    const auto snapshot = store::snapshots::find(tx_, key);
    return snapshot && !snapshot->deleted ? parse_object(snapshot->object) : std::nullopt;
}

std::optional<json::object> StoredWorld::desired(const ResourceKey& key) const {
    const auto intent = store::intents::latest(tx_, key);
    return intent && intent->manifest ? parse_object(*intent->manifest) : std::nullopt;
}

std::vector<json::object> StoredWorld::all(const std::string& cluster, const std::string& name_space, const std::string& kind) const {
    std::vector<json::object> objects;
    for (const auto& snapshot : store::snapshots::of_kind(tx_, cluster, name_space, kind)) {
        if (auto object = parse_object(snapshot.object)) objects.push_back(std::move(*object));
    }
    return objects;
}

}  // namespace nexa::control
