#include "control/api/people/people_wire.hpp"

namespace nexa::control {

UserItem to_item(const User& user) {
    return {user.id, user.name, user.display_name, user.disabled, user.created_at};
}

RoleItem to_item(const Role& role, const std::vector<Binding>& bindings) {
    RoleItem item{role.name, role.description, {}, role.built_in, std::ranges::count(bindings, role.name, &Binding::role)};
    for (const auto& name : role.permissions) {
        if (const auto permission = parse_permission(name)) item.permissions.push_back(*permission);
    }
    return item;
}

std::set<std::string> names_of(const std::vector<Permission>& permissions) {
    std::set<std::string> names;
    for (const auto permission : permissions) names.emplace(to_string(permission));
    return names;
}

BindingItem to_item(const Binding& binding, const std::string& user_name) {
    return {binding.id, user_name, binding.role, binding.scope.clusters, binding.scope.namespaces, binding.created_at};
}

SessionItem to_item(const Session& session, const std::string& user_name, Id<Session> current) {
    return {session.id,           user_name, session.created_at, session.expires_at, session.user_agent, session.remote_address,
            session.id == current};
}

}  // namespace nexa::control
