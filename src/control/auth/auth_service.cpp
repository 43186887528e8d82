#include "control/auth/auth_service.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "control/audit/audit_trail.hpp"
#include "control/auth/login_guard.hpp"
#include "control/auth/password.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

/// A client may lose the answer to its refresh (a closed laptop, two tabs): for so long the token just used is taken once more as a
/// simple failure, not as theft.
constexpr Duration reuse_grace = std::chrono::seconds(10);

auto no_sign_in() {
    return fail(ErrorCode::unauthenticated, "the name or the password is wrong, or the user is disabled");
}
auto session_over() {
    return fail(ErrorCode::unauthenticated, "the session has ended; sign in again");
}

AuditEntry entry_of(std::string who, std::string_view what, std::string_view outcome, const Origin& origin, std::string message) {
    AuditEntry entry;
    entry.who = std::move(who);
    entry.what = what;
    entry.outcome = outcome;
    entry.remote_address = origin.remote_address;
    entry.request_id = origin.request_id;
    entry.message = std::move(message);
    entry.detail = "{}";
    return entry;
}

class Service final : public AuthService {
public:
    Service(store::Database& database, Directory& directory, TokenIssuer& issuer, BlockingPool& hashing, const Clock& clock)
        : database_(database),
          directory_(directory),
          issuer_(issuer),
          hashing_(hashing),
          clock_(clock),
          guard_(clock),
          trail_(database, clock) {}

    Task<Result<Caller>> identify(std::string_view bearer_token) override {
        if (bearer_token.empty())
            co_return fail(ErrorCode::unauthenticated, "this needs a signed-in user: send Authorization: Bearer <access token>");
        const auto claims = issuer_.check(bearer_token);
        if (!claims) co_return fail(claims.error());
        auto person = directory_.find(claims->user);
        if (!person || !directory_.is_alive(claims->session, clock_.now())) {
            const auto known = co_await known_elsewhere(claims->session, claims->user);
            if (!known) co_return fail(known.error());
            person = directory_.find(claims->user);
            if (!*known || !person) co_return session_over();
        }
        co_return Caller{person->user.id, person->user.name, claims->session, person->rights};
    }

    Task<Result<Tokens>> login(std::string name, Secret password, Origin origin) override {
        const std::string name_key = "name " + name;
        const std::string address_key = "address " + origin.remote_address;
        const Duration wait = std::max(guard_.wait_of(name_key), guard_.wait_of(address_key));
        if (wait > Duration(0)) {
            co_return fail(ErrorCode::too_many_requests,
                           fmt::format("too many failed sign-ins; try again in {} s", wait.count() / 1'000'000 + 1));
        }
        const auto person = directory_.find_by_name(name);
        // An unknown name costs as much time as a wrong password, so that names can't be told apart by the clock.
        const std::string hash = person ? person->user.password_hash : decoy_hash();
        auto check = [hash, secret = std::move(password)]() { return verify_password(hash, secret); };
        const bool matches = co_await run_blocking(hashing_, std::move(check));
        if (!person || !matches) {
            guard_.failed(name_key);
            guard_.failed(address_key);
            auto entry = entry_of(name.substr(0, 128), "auth.login", "denied", origin, "wrong name or password, or disabled");
            co_await trail_.record(std::move(entry));
            co_return no_sign_in();
        }
        guard_.succeeded(name_key);

        Session session;
        session.id = Id<Session>::make(clock_);
        session.user = person->user.id;
        session.created_at = clock_.now();
        session.expires_at = session.created_at + session_lifetime;
        session.user_agent = origin.user_agent.substr(0, 255);
        session.remote_address = origin.remote_address;
        const Secret refresh(to_base64url(random_bytes(32)));
        auto entry = entry_of(person->user.name, "auth.login", "succeeded", origin, "signed in");
        entry.at = clock_.now();
        auto write = [session, entry, hashed = to_hex(sha256(refresh.reveal()))](store::Tx& tx) -> Result<bool> {
            store::sessions::insert(tx, session);
            const store::RefreshToken token{hashed, session.id, session.created_at, session.expires_at, std::nullopt};
            store::refresh_tokens::insert(tx, token);
            store::audit::append(tx, entry);
            return true;
        };
        const auto written = co_await database_.write(std::move(write));
        if (!written) co_return fail(written.error());
        directory_.opened(session);
        co_return tokens(session, refresh);
    }

    Task<Result<Tokens>> refresh(Secret refresh_token, Origin origin) override {
        const Time now = clock_.now();
        const Secret fresh(to_base64url(random_bytes(32)));
        struct Outcome {
            std::optional<Session> session;  ///< Goes on.
            std::optional<Session> revoked;  ///< Was ended, because a used token came again.
        };
        auto rotate = [this, now, origin, old_hash = to_hex(sha256(refresh_token.reveal())),
                       new_hash = to_hex(sha256(fresh.reveal()))](store::Tx& tx) -> Result<Outcome> {
            const auto found = store::refresh_tokens::find(tx, old_hash);
            if (!found) return Outcome{};
            const store::RefreshToken& token = *found;
            const auto session = store::sessions::find(tx, token.session);
            if (!session || session->revoked || session->expires_at <= now || token.expires_at <= now) return Outcome{};
            if (token.used_at) {
                if (now - *token.used_at < reuse_grace) return Outcome{};
                const auto person = directory_.find(session->user);
                auto entry = entry_of(person ? person->user.name : "unknown", "auth.refresh", "denied", origin,
                                      "a refresh token was used twice: the session was ended");
                entry.at = now;
                store::audit::append(tx, entry);
                store::sessions::revoke(tx, token.session);
                return Outcome{std::nullopt, *session};
            }
            const store::RefreshToken next{new_hash, token.session, now, token.expires_at, std::nullopt};
            const auto rotated = store::refresh_tokens::rotate(tx, old_hash, next, now);
            if (!rotated) return Outcome{};  // another request was quicker
            return Outcome{*session, std::nullopt};
        };
        const auto outcome = co_await database_.write(std::move(rotate));
        if (!outcome) co_return fail(outcome.error());
        if (outcome->revoked) {
            directory_.revoked(outcome->revoked->id);
            log::warning("auth", "session {} was ended: a refresh token was used twice", outcome->revoked->id.str());
        }
        if (!outcome->session) co_return session_over();
        // Not entered again: it is known since it was opened, here or elsewhere, and a revocation since the commit must hold.
        if (!directory_.find(outcome->session->user) || !directory_.is_alive(outcome->session->id, now)) {
            const auto known = co_await known_elsewhere(outcome->session->id, outcome->session->user);
            if (!known) co_return fail(known.error());
            if (!*known) co_return session_over();
        }
        co_return tokens(*outcome->session, fresh);
    }

    Task<Result<>> logout(const Caller& caller, Origin origin) override {
        const Id<Session> session = caller.session;
        auto entry = entry_of(caller.name, "auth.logout", "succeeded", origin, "signed out");
        entry.at = clock_.now();
        auto write = [session, entry](store::Tx& tx) -> Result<bool> {
            store::audit::append(tx, entry);
            store::sessions::revoke(tx, session);
            return true;
        };
        const auto written = co_await database_.write(std::move(write));
        if (!written) co_return fail(written.error());
        directory_.revoked(session);
        co_return Result<>();
    }

    json::object key_set() const override { return issuer_.key_set(); }

private:
    /// Of several processes on one database another may have opened it.
    Task<Result<bool>> known_elsewhere(Id<Session> session, Id<User> user) {
        if (database_.is_exclusive()) co_return false;
        auto admitted = co_await directory_.admit(session, user, clock_.now());
        co_return admitted;
    }

    static const std::string& decoy_hash() {
        static const std::string hash = hash_password_quickly(make_password()).value_or("");
        return hash;
    }

    Result<Tokens> tokens(const Session& session, const Secret& refresh) const {
        auto access = issuer_.issue(session.user, session.id);
        if (!access) return fail(access.error());
        return Tokens{std::move(*access), TokenIssuer::lifetime, refresh, session.expires_at - clock_.now()};
    }

    store::Database& database_;
    Directory& directory_;
    TokenIssuer& issuer_;
    BlockingPool& hashing_;
    const Clock& clock_;
    LoginGuard guard_;
    AuditTrail trail_;
};

}  // namespace

std::unique_ptr<AuthService> make_auth_service(store::Database& database, Directory& directory, TokenIssuer& issuer, BlockingPool& hashing,
                                               const Clock& clock) {
    return std::make_unique<Service>(database, directory, issuer, hashing, clock);
}

}  // namespace nexa::control
