#pragma once

#include "control/api/endpoint.hpp"
#include "control/rbac/directory.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// /users, /roles, /bindings and /sessions. Every change is one transaction with its audit record, and holds for the next request.
/// `hashing` runs argon2id: each call takes 256 MiB while it lasts.
Endpoints people_endpoints(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock);

/// Its parts.
Endpoints user_endpoints(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock);
Endpoints role_endpoints(store::Database& database, Directory& directory, const Clock& clock);
Endpoints binding_endpoints(store::Database& database, Directory& directory, const Clock& clock);
Endpoints session_endpoints(store::Database& database, Directory& directory, const Clock& clock);

}  // namespace nexa::control
