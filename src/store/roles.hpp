#pragma once

#include <optional>
#include <vector>

#include "model/user.hpp"
#include "store/database.hpp"

/// Roles with their permissions.
namespace nexa::store::roles {

std::vector<Role> all(Tx& tx);
std::optional<Role> find(Tx& tx, const std::string& name);
/// Makes the role or replaces what it is.
void put(Tx& tx, const Role& role);
bool remove(Tx& tx, const std::string& name);

}  // namespace nexa::store::roles
