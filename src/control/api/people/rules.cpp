#include "control/api/people/rules.hpp"

#include <fmt/format.h>

#include "store/bindings.hpp"
#include "store/roles.hpp"
#include "store/users.hpp"

namespace nexa::control {

Roster read_roster(store::Tx& tx) {
    return {store::users::all(tx), store::roles::all(tx), store::bindings::all(tx)};
}

std::vector<Rights::Grant> grants_of(const Roster& roster, Id<User> user) {
    std::vector<Rights::Grant> grants;
    for (const auto& binding : roster.bindings) {
        if (binding.user != user) continue;
        const auto role = std::ranges::find(roster.roles, binding.role, &Role::name);
        if (role != roster.roles.end()) grants.push_back({PermissionSet::of(role->permissions), binding.scope});
    }
    return grants;
}

bool has_administrator(const Roster& roster) {
    const ScopeAxis all{.all = true, .names = {}, .labels = {}};
    return std::ranges::any_of(roster.users, [&](const User& user) {
        return !user.disabled && Rights(grants_of(roster, user.id), nullptr).covers(PermissionSet::all(), {all, all});
    });
}

bool covers(const Rights& granter, const std::vector<Rights::Grant>& grants) {
    return std::ranges::all_of(grants, [&](const Rights::Grant& grant) { return granter.covers(grant.permissions, grant.scope); });
}

Result<> check_administrator_remains(store::Tx& tx, std::string_view change) {
    if (has_administrator(read_roster(tx))) return {};
    return fail(
        ErrorCode::conflict,
        fmt::format("after {} nobody would be left who may do everything; give the role admin everywhere to another enabled user first",
                    change));
}

void check_axis(const ScopeAxis& axis, std::string_view pointer, std::vector<Issue>& issues) {
    const bool some = !axis.names.empty() || !axis.labels.empty();
    if (!axis.all && !some) issues.push_back({std::string(pointer), "selects nothing; set all, names or labels", {}});
    if (axis.all && some) issues.push_back({std::string(pointer), "has all beside names or labels; choose one", {}});
}

}  // namespace nexa::control
