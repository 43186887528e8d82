#pragma once

#include <optional>
#include <span>

#include "base/async.hpp"
#include "base/secret.hpp"
#include "control/rbac/directory.hpp"
#include "model/user.hpp"

namespace nexa::store {
class Database;
class Tx;
}  // namespace nexa::store

namespace nexa::control {

/// viewer, operator, auditor and admin.
std::span<const Role> built_in_roles();

/// Makes the built-in roles what this version says they are; writes nothing when they are so already.
void ensure_built_in_roles(store::Tx& tx);

/// At each start, before the API serves: ensures the built-in roles, and, when there are no users at all, makes the user `admin` with a
/// random password and the role admin everywhere. Reloads the directory. Returns the password that time only, to be printed once. Errors:
/// unavailable, internal.
Task<Result<std::optional<Secret>>> bootstrap_administrator(store::Database& database, Directory& directory, BlockingPool& hashing,
                                                            const Clock& clock);

}  // namespace nexa::control
