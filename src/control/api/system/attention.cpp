#include "control/api/system/attention.hpp"

#include "data/object.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t most = 20;
/// So many resting ones are looked at for those that wait for a person; others were put to rest on purpose.
constexpr std::size_t most_resting = 100;

ResourceQuery failing() {
    ResourceQuery query;
    query.health = {Health::degraded, Health::missing};
    query.order = ResourceQuery::Order::health;
    query.limit = most;
    return query;
}

ResourceQuery resting() {
    ResourceQuery query;
    query.health = {Health::suspended};
    for (const auto& action : actions::actions()) {
        if (action.awaited) query.kinds.insert(action.kinds.begin(), action.kinds.end());
    }
    query.limit = most_resting;
    return query;
}

using Facts = std::map<std::string, std::shared_ptr<const ClusterFacts>>;

const actions::Action* way_on(store::Tx& tx, const ResourceItem& item, const Facts& facts) {
    const auto cluster = facts.find(item.cluster);
    if (cluster == facts.end() || !cluster->second) return nullptr;
    const auto snapshot = store::snapshots::find(tx, {item.cluster, item.name_space, item.kind, item.name});
    const auto live = snapshot && !snapshot->deleted ? parse_object(snapshot->object) : std::nullopt;
    if (!live) return nullptr;
    const json::object no_parameters;
    const std::vector<json::object> nothing_seen;
    return actions::way_on(item.kind, {*live, *cluster->second, no_parameters, nothing_seen});
}

}  // namespace

Task<Result<Attention>> attention(const ClusterRegistry& clusters, const ResourceIndex& index, store::Database& database,
                                  const Rights& rights) {
    auto failed = index.select(failing(), rights);
    if (!failed) co_return fail(failed.error());
    std::vector<ResourceItem> rest;
    if (failed->items.size() < most) {
        auto candidates = index.select(resting(), rights);
        if (!candidates) co_return fail(candidates.error());
        rest = std::move(candidates->items);
    }
    Facts facts;
    for (const auto& handle : clusters.all()) facts.emplace(handle.cluster.name, handle.status.facts);
    auto read = [failed = std::move(*failed), rest = std::move(rest), facts = std::move(facts)](store::Tx& tx) -> Result<Attention> {
        Attention whole;
        whole.counts = failed.counts;
        for (const auto& item : failed.items) {
            const auto* action = way_on(tx, item, facts);
            whole.items.push_back({item, action != nullptr ? std::optional(brief_of(*action)) : std::nullopt});
        }
        for (const auto& item : rest) {
            if (whole.items.size() == most) break;
            const auto* action = way_on(tx, item, facts);
            if (action != nullptr && action->awaited) whole.items.push_back({item, brief_of(*action)});
        }
        return whole;
    };
    auto done = co_await database.read(std::move(read));
    co_return std::move(done);
}

}  // namespace nexa::control
