#include "control/rbac/permission.hpp"

namespace nexa::control {

std::string_view to_string(Permission permission) noexcept {
    for (const auto& [each, name] : permission_names) {
        if (each == permission) return name;
    }
    return "";
}

std::optional<Permission> parse_permission(std::string_view text) noexcept {
    for (const auto& [permission, name] : permission_names) {
        if (name == text) return permission;
    }
    return std::nullopt;
}

PermissionSet PermissionSet::of(const std::set<std::string>& names) {
    PermissionSet set;
    for (const auto& name : names) {
        if (const auto permission = parse_permission(name)) set.add(*permission);
    }
    return set;
}

PermissionSet PermissionSet::all() {
    PermissionSet set;
    for (const auto& [permission, name] : permission_names) set.add(permission);
    return set;
}

std::set<std::string> PermissionSet::names() const {
    std::set<std::string> names;
    for (const auto& [permission, name] : permission_names) {
        if (has(permission)) names.emplace(name);
    }
    return names;
}

}  // namespace nexa::control
