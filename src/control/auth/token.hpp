#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "model/user.hpp"

namespace nexa::control {

/// What an access token says (RFC 9068). It names a session; what its user may do is looked up at each request.
struct Claims {
    Id<User> user;
    Id<Session> session;
    Uuid token;
    Time expires_at;
};

/// An ES256 key pair: `public_jwk` is what `/auth/jwks` publishes.
struct SigningKey {
    std::string kid;
    Secret private_jwk;
    json::object public_jwk;
};
/// A fresh P-256 key.
Result<SigningKey> make_signing_key();
/// From its private JWK. Errors: invalid.
Result<SigningKey> load_signing_key(const Secret& private_jwk);

/// Issues and checks access tokens: JWT, ES256 only, type at+jwt only. Thread-safe.
class TokenIssuer {
public:
    static constexpr Duration lifetime = std::chrono::minutes(10);
    static constexpr std::string_view issuer = "nexa";
    static constexpr std::string_view audience = "nexa-api";

    virtual ~TokenIssuer() = default;
    virtual Result<std::string> issue(Id<User> user, Id<Session> session) const = 0;
    /// Errors: unauthenticated (malformed, other algorithm or type, unknown key, wrong signature, issuer or audience, expired).
    virtual Result<Claims> check(std::string_view token) const = 0;
    /// The public keys, as a JWK set.
    virtual json::object key_set() const = 0;
};

/// `keys`: the first signs, all verify. A token that was found good is remembered by its hash until it expires, since one
/// verification costs more than the rest of a request.
std::unique_ptr<TokenIssuer> make_token_issuer(std::vector<SigningKey> keys, const Clock& clock);

}  // namespace nexa::control
