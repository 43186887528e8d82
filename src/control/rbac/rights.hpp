#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "control/rbac/permission.hpp"
#include "model/cluster.hpp"
#include "model/user.hpp"

namespace nexa::control {

using Labels = std::map<std::string, std::string>;

/// The labels that scopes select by: of clusters, and of namespaces within them.
struct FleetLabels {
    std::map<std::string, Labels, std::less<>> clusters;
    std::map<std::string, std::map<std::string, Labels, std::less<>>, std::less<>> namespaces;
};

/// What one user may do, where: the bindings of the user with their roles resolved. Immutable; safe to share between threads.
class Rights {
public:
    struct Grant {
        PermissionSet permissions;
        Scope scope;
    };

    Rights() = default;
    Rights(std::vector<Grant> grants, std::shared_ptr<const FleetLabels> labels);

    /// In exactly that namespace of that cluster.
    bool allows(Permission permission, std::string_view cluster, std::string_view name_space) const;
    /// In the cluster as a whole: needs a grant on all of its namespaces.
    bool allows_cluster(Permission permission, std::string_view cluster) const;
    /// In at least one namespace of the cluster.
    bool allows_in(Permission permission, std::string_view cluster) const;
    /// On everything: the right to change what belongs to no cluster (users, roles, the list of clusters).
    bool allows_everywhere(Permission permission) const;
    /// Somewhere at all: whether a list or a menu entry is offered.
    bool allows_anywhere(Permission permission) const;

    /// True when every one of `permissions` is held on at least the whole of `scope`: what one must hold to give it to another.
    bool covers(PermissionSet permissions, const Scope& scope) const;

    const std::vector<Grant>& grants() const { return grants_; }
    /// What selectors are resolved by; may be null.
    const std::shared_ptr<const FleetLabels>& labels() const { return labels_; }

private:
    bool matches_cluster(const ScopeAxis& axis, std::string_view cluster) const;
    bool matches_namespace(const ScopeAxis& axis, std::string_view cluster, std::string_view name_space) const;

    std::vector<Grant> grants_;
    PermissionSet everywhere_;  ///< Permissions granted on all clusters and namespaces: the common, quick case.
    std::shared_ptr<const FleetLabels> labels_;
};

/// True when each of `wanted` is there with that value; an empty selector selects nothing, so that a forgotten one grants nothing.
bool selects(const Labels& wanted, const Labels& labels);

}  // namespace nexa::control
