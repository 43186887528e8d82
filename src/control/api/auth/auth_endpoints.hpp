#pragma once

#include "control/api/endpoint.hpp"
#include "control/auth/auth_service.hpp"
#include "control/rbac/directory.hpp"

namespace nexa::control {

/// POST /auth/login, /auth/refresh, /auth/logout, GET /auth/jwks and /me.
///
/// A browser keeps its refresh token in the cookie `nexa_refresh`, which no script can read and which is sent to /api/v1/auth only. A call
/// that lives by the cookie must come from a page of this origin. `secure_cookie`: the server
/// is reached by TLS, so the cookie must never travel without.
Endpoints auth_endpoints(AuthService& auth, Directory& directory, bool secure_cookie);

}  // namespace nexa::control
