#pragma once

#include <optional>
#include <vector>

#include "model/user.hpp"
#include "store/database.hpp"

/// Who has which role where.
namespace nexa::store::bindings {

void insert(Tx& tx, const Binding& binding);
std::vector<Binding> all(Tx& tx);
std::optional<Binding> find(Tx& tx, Id<Binding> id);
bool remove(Tx& tx, Id<Binding> id);
void remove_of_user(Tx& tx, Id<User> user);

}  // namespace nexa::store::bindings
