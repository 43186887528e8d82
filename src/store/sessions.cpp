#include "store/sessions.hpp"

#include "store/counters.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace sessions {
namespace {

std::vector<Session> select(Tx& tx, const std::string& where, const std::function<void(Sql&)>& bind) {
    Session session;
    Sql sql(tx, "SELECT id, user_id, created_at, expires_at, revoked, user_agent, remote_address FROM sessions " + where);
    bind(sql);
    sql.out(session.id)
        .out(session.user)
        .out(session.created_at)
        .out(session.expires_at)
        .out(session.revoked)
        .out(session.user_agent)
        .out(session.remote_address);
    std::vector<Session> found;
    while (sql.next()) found.push_back(session);
    return found;
}

}  // namespace

void insert(Tx& tx, const Session& session) {
    Sql(tx,
        "INSERT INTO sessions (id, user_id, created_at, expires_at, revoked, user_agent, remote_address) VALUES (:a, :b, :c, :d, :e, :f, "
        ":g)")
        .in(session.id)
        .in(session.user)
        .in(session.created_at)
        .in(session.expires_at)
        .in(session.revoked)
        .in(session.user_agent)
        .in(session.remote_address)
        .run();
}

std::optional<Session> find(Tx& tx, Id<Session> id) {
    auto found = select(tx, "WHERE id = :a", [&](Sql& sql) { sql.in(id); });
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Session> all_alive(Tx& tx, Time now) {
    return select(tx, "WHERE revoked = 0 AND expires_at > :a", [&](Sql& sql) { sql.in(now); });
}

std::vector<Session> of_user(Tx& tx, Id<User> user) {
    return select(tx, "WHERE user_id = :a ORDER BY created_at DESC", [&](Sql& sql) { sql.in(user); });
}

void revoke(Tx& tx, Id<Session> id) {
    counters::bump(tx, "rights");
    Sql(tx, "UPDATE sessions SET revoked = 1 WHERE id = :a").in(id).run();
}
void revoke_of_user(Tx& tx, Id<User> user) {
    counters::bump(tx, "rights");
    Sql(tx, "UPDATE sessions SET revoked = 1 WHERE user_id = :a").in(user).run();
}

void purge(Tx& tx, Time before) {
    Sql(tx, "DELETE FROM refresh_tokens WHERE session_id IN (SELECT id FROM sessions WHERE expires_at < :a)").in(before).run();
    Sql(tx, "DELETE FROM sessions WHERE expires_at < :a").in(before).run();
}

}  // namespace sessions

namespace refresh_tokens {

void insert(Tx& tx, const RefreshToken& token) {
    Sql(tx, "INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at, used_at) VALUES (:a, :b, :c, :d, :e)")
        .in(token.hash)
        .in(token.session)
        .in(token.created_at)
        .in(token.expires_at)
        .in(token.used_at)
        .run();
}

std::optional<RefreshToken> find(Tx& tx, const std::string& hash) {
    RefreshToken token;
    Sql sql(tx, "SELECT hash, session_id, created_at, expires_at, used_at FROM refresh_tokens WHERE hash = :a");
    sql.in(hash).out(token.hash).out(token.session).out(token.created_at).out(token.expires_at).out(token.used_at);
    return sql.next() ? std::optional(token) : std::nullopt;
}

bool rotate(Tx& tx, const std::string& old_hash, const RefreshToken& next, Time now) {
    if (Sql(tx, "UPDATE refresh_tokens SET used_at = :a WHERE hash = :b AND used_at IS NULL").in(now).in(old_hash).run() != 1) return false;
    insert(tx, next);
    return true;
}

}  // namespace refresh_tokens
}  // namespace nexa::store
