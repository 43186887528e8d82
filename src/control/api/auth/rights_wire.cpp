#include "control/api/auth/rights_wire.hpp"

namespace nexa::control {
namespace {

const ScopeAxis& everything() {
    static const ScopeAxis axis{.all = true, .names = {}, .labels = {}};
    return axis;
}

}  // namespace

std::vector<GrantItem> to_items(const Rights& rights) {
    std::vector<GrantItem> items;
    for (const auto& [permission, name] : permission_names) {
        if (rights.allows_everywhere(permission)) {
            items.push_back({permission, everything(), everything()});
            continue;
        }
        std::vector<Scope> scopes;
        for (const auto& grant : rights.grants()) {
            if (!grant.permissions.has(permission) || std::ranges::find(scopes, grant.scope) != scopes.end()) continue;
            scopes.push_back(grant.scope);
            items.push_back({permission, grant.scope.clusters, grant.scope.namespaces});
        }
    }
    return items;
}

}  // namespace nexa::control
