#include "control/rbac/rights.hpp"

namespace nexa::control {
namespace {

/// True when everything that `inner` covers is covered by `outer`, whatever labels things will have.
bool contains(const ScopeAxis& outer, const ScopeAxis& inner) {
    if (outer.all) return true;
    if (inner.all) return false;
    const bool names = std::ranges::all_of(inner.names, [&](const std::string& name) { return outer.names.contains(name); });
    if (inner.labels.empty()) return names;
    // A selector covers another when it asks for no more than the other does.
    return names && !outer.labels.empty() && selects(outer.labels, inner.labels);
}

const Labels* find(const auto& map, std::string_view name) {
    const auto found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

bool selects(const Labels& wanted, const Labels& labels) {
    return !wanted.empty() && std::ranges::all_of(wanted, [&](const auto& pair) {
        const auto found = labels.find(pair.first);
        return found != labels.end() && found->second == pair.second;
    });
}

Rights::Rights(std::vector<Grant> grants, std::shared_ptr<const FleetLabels> labels)
    : grants_(std::move(grants)),
      labels_(std::move(labels)) {
    for (const auto& grant : grants_) {
        if (grant.scope.clusters.all && grant.scope.namespaces.all) everywhere_.add(grant.permissions);
    }
}

bool Rights::matches_cluster(const ScopeAxis& axis, std::string_view cluster) const {
    if (axis.all || axis.names.contains(std::string(cluster))) return true;
    if (axis.labels.empty() || !labels_) return false;
    const Labels* labels = find(labels_->clusters, cluster);
    return labels && selects(axis.labels, *labels);
}

bool Rights::matches_namespace(const ScopeAxis& axis, std::string_view cluster, std::string_view name_space) const {
    if (axis.all || axis.names.contains(std::string(name_space))) return true;
    if (axis.labels.empty() || !labels_) return false;
    const auto of_cluster = labels_->namespaces.find(cluster);
    if (of_cluster == labels_->namespaces.end()) return false;
    const Labels* labels = find(of_cluster->second, name_space);
    return labels && selects(axis.labels, *labels);
}

bool Rights::allows(Permission permission, std::string_view cluster, std::string_view name_space) const {
    if (everywhere_.has(permission)) return true;
    return std::ranges::any_of(grants_, [&](const Grant& grant) {
        return grant.permissions.has(permission) && matches_cluster(grant.scope.clusters, cluster) &&
               matches_namespace(grant.scope.namespaces, cluster, name_space);
    });
}

bool Rights::allows_cluster(Permission permission, std::string_view cluster) const {
    if (everywhere_.has(permission)) return true;
    return std::ranges::any_of(grants_, [&](const Grant& grant) {
        return grant.permissions.has(permission) && grant.scope.namespaces.all && matches_cluster(grant.scope.clusters, cluster);
    });
}

bool Rights::allows_in(Permission permission, std::string_view cluster) const {
    if (everywhere_.has(permission)) return true;
    return std::ranges::any_of(
        grants_, [&](const Grant& grant) { return grant.permissions.has(permission) && matches_cluster(grant.scope.clusters, cluster); });
}

bool Rights::allows_everywhere(Permission permission) const {
    return everywhere_.has(permission);
}

bool Rights::allows_anywhere(Permission permission) const {
    return std::ranges::any_of(grants_, [&](const Grant& grant) { return grant.permissions.has(permission); });
}

bool Rights::covers(PermissionSet permissions, const Scope& scope) const {
    if (everywhere_.has_all(permissions)) return true;
    PermissionSet held;
    for (const auto& grant : grants_) {
        if (contains(grant.scope.clusters, scope.clusters) && contains(grant.scope.namespaces, scope.namespaces))
            held.add(grant.permissions);
    }
    return held.has_all(permissions);
}

}  // namespace nexa::control
