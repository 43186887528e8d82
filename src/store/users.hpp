#pragma once

#include <optional>
#include <vector>

#include "model/user.hpp"
#include "store/database.hpp"

/// Users. Errors of the database leave as exceptions (see Database).
namespace nexa::store::users {

void insert(Tx& tx, const User& user);
std::optional<User> find(Tx& tx, Id<User> id);
std::optional<User> find_by_name(Tx& tx, const std::string& name);
std::vector<User> all(Tx& tx);
/// Display name, password hash and disabled. False when there is no such user.
bool update(Tx& tx, const User& user);
bool remove(Tx& tx, Id<User> id);

}  // namespace nexa::store::users
