#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/secret.hpp"
#include "control/api/api.hpp"
#include "control/auth/token.hpp"
#include "control/rbac/directory.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// From where a sign-in comes: kept with the session and in the audit trail.
struct Origin {
    std::string remote_address, user_agent, request_id;
};

struct Tokens {
    std::string access_token;
    Duration expires_in{};
    Secret refresh_token;
    Duration refresh_expires_in{};
};

/// Sign-in, refresh with rotation, sign-out. Thread-safe.
///
/// A refresh token is 256 random bits, stored hashed, good for one use. Using it again means that a copy exists: the whole family
/// (the session) is revoked and the trail says so. A short grace covers a client that lost the answer to its refresh.
class AuthService : public Identity {
public:
    static constexpr Duration session_lifetime = std::chrono::hours(24 * 14);

    /// Errors: unauthenticated (unknown user, wrong password, disabled: one message for all), too_many_requests (many failures for
    /// this name or address of late).
    virtual Task<Result<Tokens>> login(std::string name, Secret password, Origin origin) = 0;
    /// Errors: unauthenticated.
    virtual Task<Result<Tokens>> refresh(Secret refresh_token, Origin origin) = 0;
    /// Ends the caller's session.
    virtual Task<Result<>> logout(const Caller& caller, Origin origin) = 0;
    virtual json::object key_set() const = 0;
};

std::unique_ptr<AuthService> make_auth_service(store::Database& database, Directory& directory, TokenIssuer& issuer, BlockingPool& hashing,
                                               const Clock& clock);

}  // namespace nexa::control
