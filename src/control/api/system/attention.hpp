#pragma once

#include <map>
#include <vector>

#include "control/actions/action_wire.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// A resource that needs somebody, with the way on from its state when that is an action.
struct AttentionItem {
    ResourceItem item;
    std::optional<ActionBrief> action;
};

struct Attention {
    std::vector<AttentionItem> items;      ///< The worst first: what has failed or is missing, then what rests until a person decides.
    std::map<Health, std::size_t> counts;  ///< Of all that `rights` lets be read.
};

/// What needs somebody. Errors: unavailable.
Task<Result<Attention>> attention(const ClusterRegistry& clusters, const ResourceIndex& index, store::Database& database,
                                  const Rights& rights);

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::AttentionItem> = nexa::wire::describe_reply(
    "AttentionItem", nexa::wire::inlined(&nexa::control::AttentionItem::item),
    nexa::wire::field("action", &nexa::control::AttentionItem::action, "The way on from its state; null when that is no action."));
