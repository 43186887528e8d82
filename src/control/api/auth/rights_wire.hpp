#pragma once

#include <vector>

#include "control/rbac/permission.hpp"
#include "control/rbac/rights.hpp"
#include "model/user.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// One permission and where it is held. The page asks these by the same names as the endpoint rows.
struct GrantItem {
    Permission permission = Permission::clusters_read;
    ScopeAxis clusters;
    ScopeAxis namespaces;
};

/// One entry for each permission and scope; a permission that is held everywhere has that one entry only. Pure.
std::vector<GrantItem> to_items(const Rights& rights);

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::control::Permission> = []<std::size_t... At>(std::index_sequence<At...>) {
    return nexa::wire::Enumeration<sizeof...(At)>{
        "Permission", {nexa::wire::EnumEntry(nexa::control::permission_names[At].first, nexa::control::permission_names[At].second)...}};
}(std::make_index_sequence<nexa::control::permission_names.size()>());

// Read and written: what is left out on the way in is empty, and what we send is always complete.
template <>
inline constexpr auto nexa::wire::record<nexa::ScopeAxis> = nexa::wire::describe_reply(
    "Scope", nexa::wire::defaulted("all", &nexa::ScopeAxis::all, "All of them, also those that come later."),
    nexa::wire::defaulted("names", &nexa::ScopeAxis::names, "Those of these names.",
                          nexa::wire::Text{.min = 1, .max = 63, .pattern = nexa::wire::dns_label}, nexa::wire::Items{.max = 1000}),
    nexa::wire::defaulted("labels", &nexa::ScopeAxis::labels, "Those that have every one of these labels; none selects nothing.",
                          nexa::wire::Text{.max = 63}, nexa::wire::Items{.max = 20}));
template <>
inline constexpr auto nexa::wire::record<nexa::control::GrantItem> =
    nexa::wire::describe_reply("Grant", nexa::wire::field("permission", &nexa::control::GrantItem::permission, "noun:verb"),
                               nexa::wire::field("clusters", &nexa::control::GrantItem::clusters, "On which clusters."),
                               nexa::wire::field("namespaces", &nexa::control::GrantItem::namespaces, "In which of their namespaces."));
