#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/user.hpp"
#include "store/database.hpp"

namespace nexa::store {

/// A refresh token as stored: by its SHA-256 only. `used_at` is set when it was exchanged for the next one.
struct RefreshToken {
    std::string hash;
    Id<Session> session;
    Time created_at;
    Time expires_at;
    std::optional<Time> used_at;
};

/// Sessions, and the refresh tokens that are their family.
namespace sessions {

void insert(Tx& tx, const Session& session);
std::optional<Session> find(Tx& tx, Id<Session> id);
/// Neither revoked nor expired.
std::vector<Session> all_alive(Tx& tx, Time now);
std::vector<Session> of_user(Tx& tx, Id<User> user);
void revoke(Tx& tx, Id<Session> id);
void revoke_of_user(Tx& tx, Id<User> user);
/// Removes what expired before then, with its tokens.
void purge(Tx& tx, Time before);

}  // namespace sessions

namespace refresh_tokens {

void insert(Tx& tx, const RefreshToken& token);
std::optional<RefreshToken> find(Tx& tx, const std::string& hash);
/// Marks the old one used and adds the next. False when the old one was used meanwhile.
bool rotate(Tx& tx, const std::string& old_hash, const RefreshToken& next, Time now);

}  // namespace refresh_tokens

}  // namespace nexa::store
