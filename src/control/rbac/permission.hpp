#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace nexa::control {

/// What a caller may be allowed to do: `noun:verb`. Endpoint rows, roles and the page use the same names.
enum class Permission : std::uint8_t {
    clusters_read,
    clusters_write,
    resources_read,
    resources_write,
    resources_delete,
    resources_logs,
    resources_credentials,
    actions_execute,
    runs_read,
    runs_write,
    runs_approve,
    audit_read,
    users_read,
    users_write,
    roles_read,
    roles_write,
    bindings_read,
    bindings_write,
    policies_read,
    policies_write,
    contracts_override,
};

inline constexpr std::array<std::pair<Permission, std::string_view>, 21> permission_names{{
    {Permission::clusters_read, "clusters:read"},
    {Permission::clusters_write, "clusters:write"},
    {Permission::resources_read, "resources:read"},
    {Permission::resources_write, "resources:write"},
    {Permission::resources_delete, "resources:delete"},
    {Permission::resources_logs, "resources:logs"},
    {Permission::resources_credentials, "resources:credentials"},
    {Permission::actions_execute, "actions:execute"},
    {Permission::runs_read, "runs:read"},
    {Permission::runs_write, "runs:write"},
    {Permission::runs_approve, "runs:approve"},
    {Permission::audit_read, "audit:read"},
    {Permission::users_read, "users:read"},
    {Permission::users_write, "users:write"},
    {Permission::roles_read, "roles:read"},
    {Permission::roles_write, "roles:write"},
    {Permission::bindings_read, "bindings:read"},
    {Permission::bindings_write, "bindings:write"},
    {Permission::policies_read, "policies:read"},
    {Permission::policies_write, "policies:write"},
    {Permission::contracts_override, "contracts:override"},
}};

std::string_view to_string(Permission permission) noexcept;
std::optional<Permission> parse_permission(std::string_view text) noexcept;

/// A set of permissions in one word.
class PermissionSet {
public:
    constexpr PermissionSet() = default;
    constexpr void add(Permission permission) { bits_ |= bit(permission); }
    constexpr void add(PermissionSet other) { bits_ |= other.bits_; }
    constexpr bool has(Permission permission) const { return (bits_ & bit(permission)) != 0; }
    constexpr bool has_all(PermissionSet other) const { return (bits_ & other.bits_) == other.bits_; }
    constexpr bool empty() const { return bits_ == 0; }
    friend constexpr bool operator==(PermissionSet, PermissionSet) = default;

    /// Names that are no permission are left out: a role may outlive a permission.
    static PermissionSet of(const std::set<std::string>& names);
    static PermissionSet all();
    std::set<std::string> names() const;

private:
    static constexpr std::uint32_t bit(Permission permission) { return 1U << static_cast<unsigned>(permission); }
    std::uint32_t bits_ = 0;
};

}  // namespace nexa::control
