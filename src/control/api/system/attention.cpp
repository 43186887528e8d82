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

/// Without actions yet.
Result<Attention> found(const ResourceIndex& index, const ResourceQuery& query, const Rights& rights) {
    auto page = index.list(query, rights);
    if (!page) return fail(page.error());
    Attention attention;
    attention.counts = std::move(page->counts);
    for (const auto& rendered : page->items) {
        const json::value item = json::parse(*rendered);
        const auto text = [&](std::string_view name) { return std::string(item.at(name).as_string()); };
        if (auto known = index.find({text("cluster"), text("namespace"), text("kind"), text("name")}))
            attention.items.push_back({std::move(*known), std::nullopt});
    }
    return attention;
}

const actions::Action* way_on(store::Tx& tx, const ResourceItem& item, const std::map<std::string, ClusterFacts>& facts) {
    const auto cluster = facts.find(item.cluster);
    if (cluster == facts.end()) return nullptr;
    const auto snapshot = store::snapshots::find(tx, {item.cluster, item.name_space, item.kind, item.name});
    const auto live = snapshot && !snapshot->deleted ? parse_object(snapshot->object) : std::nullopt;
    if (!live) return nullptr;
    const json::object no_parameters;
    const std::vector<json::object> nothing_seen;
    return actions::way_on(item.kind, {*live, cluster->second, no_parameters, nothing_seen});
}

}  // namespace

Task<Result<Attention>> attention(const ClusterRegistry& clusters, const ResourceIndex& index, store::Database& database,
                                  const Rights& rights) {
    auto failed = found(index, failing(), rights);
    if (!failed) co_return fail(failed.error());
    std::vector<AttentionItem> rest;
    if (failed->items.size() < most) {
        auto candidates = found(index, resting(), rights);
        if (!candidates) co_return fail(candidates.error());
        rest = std::move(candidates->items);
    }
    std::map<std::string, ClusterFacts> facts;
    for (const auto& handle : clusters.all()) {
        if (handle.status.facts) facts.emplace(handle.cluster.name, *handle.status.facts);
    }
    auto read = [attention = std::move(*failed), rest = std::move(rest), facts = std::move(facts)](store::Tx& tx) -> Result<Attention> {
        Attention whole = attention;
        for (auto& each : whole.items) {
            if (const auto* action = way_on(tx, each.item, facts)) each.action = brief_of(*action);
        }
        for (const auto& each : rest) {
            if (whole.items.size() == most) break;
            const auto* action = way_on(tx, each.item, facts);
            if (action != nullptr && action->awaited) whole.items.push_back({each.item, brief_of(*action)});
        }
        return whole;
    };
    auto done = co_await database.read(std::move(read));
    co_return std::move(done);
}

}  // namespace nexa::control
