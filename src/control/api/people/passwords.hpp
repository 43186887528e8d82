#pragma once

#include "control/api/endpoint.hpp"
#include "control/rbac/directory.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// POST /users/{name}/password. One's own needs the present one, and ends one's other sessions. Another's needs users:write and all that
/// the other holds (who sets a password can act as its user), and ends all of their sessions.
Endpoint password_endpoint(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock);

}  // namespace nexa::control
