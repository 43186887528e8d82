#include "control/rbac/scope.hpp"

namespace nexa::control {
namespace {

/// The names that an axis covers among those with labels; nothing for all.
std::optional<std::set<std::string>> names_of(const ScopeAxis& axis, const std::map<std::string, Labels, std::less<>>* labelled) {
    if (axis.all) return std::nullopt;
    std::set<std::string> names = axis.names;
    if (labelled && !axis.labels.empty()) {
        for (const auto& [name, labels] : *labelled) {
            if (selects(axis.labels, labels)) names.insert(name);
        }
    }
    return names;
}

}  // namespace

store::ScopeFilter scope_of(const Rights& rights, Permission permission) {
    store::ScopeFilter filter;
    const FleetLabels* labels = rights.labels().get();
    for (const auto& grant : rights.grants()) {
        if (!grant.permissions.has(permission)) continue;
        if (grant.scope.clusters.all && grant.scope.namespaces.all) {
            filter.everything = true;
            return filter;
        }
        const auto clusters = names_of(grant.scope.clusters, labels ? &labels->clusters : nullptr);
        if (grant.scope.namespaces.labels.empty() || grant.scope.namespaces.all || !labels) {
            filter.places.push_back({clusters, names_of(grant.scope.namespaces, nullptr)});
            continue;
        }
        // Namespaces by label differ from cluster to cluster: a place for each.
        for (const auto& [cluster, namespaces] : labels->namespaces) {
            if (clusters && !clusters->contains(cluster)) continue;
            filter.places.push_back({std::set<std::string>{cluster}, names_of(grant.scope.namespaces, &namespaces)});
        }
    }
    return filter;
}

}  // namespace nexa::control
