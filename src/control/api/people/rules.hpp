#pragma once

#include <vector>

#include "control/rbac/rights.hpp"
#include "model/user.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// All people as one transaction sees them: what the rules judge.
struct Roster {
    std::vector<User> users;
    std::vector<Role> roles;
    std::vector<Binding> bindings;
};
Roster read_roster(store::Tx& tx);

/// What the user's bindings give, also while the user is disabled. Pure.
std::vector<Rights::Grant> grants_of(const Roster& roster, Id<User> user);

/// True when some enabled user holds every permission everywhere: someone who can put everything right again. Pure.
bool has_administrator(const Roster& roster);

/// True when `granter` holds all of `grants`: only then may they be given to somebody, or somebody's password be set. Pure.
bool covers(const Rights& granter, const std::vector<Rights::Grant>& grants);

/// For after a change, within its transaction: conflict when no administrator is left.
Result<> check_administrator_remains(store::Tx& tx, std::string_view change);

/// An axis must select something, in one way that is meant. Pure; `pointer` is the axis's place in the body.
void check_axis(const ScopeAxis& axis, std::string_view pointer, std::vector<Issue>& issues);

}  // namespace nexa::control
