#include "control/api/people/passwords.hpp"

#include <fmt/format.h>

#include "control/api/people/change.hpp"
#include "control/api/people/people_wire.hpp"
#include "control/api/people/rules.hpp"
#include "control/auth/login_guard.hpp"
#include "control/auth/password.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

/// Sets the hash and ends the user's sessions but `kept`. Returns the sessions that were ended.
std::vector<Id<Session>> replace_password(store::Tx& tx, User user, std::string hash, std::optional<Id<Session>> kept) {
    user.password_hash = std::move(hash);
    store::users::update(tx, user);
    std::vector<Id<Session>> ended;
    for (const auto& session : store::sessions::of_user(tx, user.id)) {
        if (session.revoked || session.id == kept) continue;
        store::sessions::revoke(tx, session.id);
        ended.push_back(session.id);
    }
    return ended;
}

class Passwords {
public:
    Passwords(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock)
        : database_(database),
          directory_(directory),
          hashing_(hashing),
          clock_(clock),
          guard_(std::make_unique<LoginGuard>(clock)) {}

    Task<Result<http::Response>> set(Call& call) const {
        const std::string name = call.param("name");
        const bool own = name == call.caller.name;
        if (!own && !call.caller.rights->allows_everywhere(Permission::users_write)) {
            co_return fail(ErrorCode::forbidden, "you may change your own password only; another's needs the right users:write");
        }
        const auto asked = call.body<PasswordChange>();
        if (!asked) co_return fail(asked.error());
        if (auto sound = check_new_password(asked->password, name); !sound) co_return fail(sound.error());
        if (own) {
            const auto proven = co_await prove(call.caller, asked->current_password);
            if (!proven) co_return fail(proven.error());
        }
        auto hash = [password = asked->password] { return hash_password(password); };
        const auto hashed = co_await run_blocking(hashing_, std::move(hash));
        if (!hashed) co_return fail(hashed.error());

        AuditEntry entry = people_entry(call, clock_, "user.password", "User", name,
                                        own ? "changed the own password" : fmt::format("set a new password for {}", name));
        auto work = [name, own, caller = call.caller, hash_text = *hashed,
                     record = std::move(entry)](store::Tx& tx) -> Result<std::vector<Id<Session>>> {
            store::audit::append(tx, record);
            const auto user = store::users::find_by_name(tx, name);
            if (!user) return fail(ErrorCode::not_found, "there is no such user");
            if (!own && !covers(*caller.rights, grants_of(read_roster(tx), user->id))) {
                return fail(ErrorCode::forbidden, fmt::format("{} holds rights that you do not, so you may not set their password", name));
            }
            return replace_password(tx, *user, hash_text, own ? std::optional(caller.session) : std::nullopt);
        };
        auto after = [this](const std::vector<Id<Session>>& ended) {
            for (const auto& session : ended) directory_.revoked(session);
        };
        const auto done = co_await commit_people(database_, directory_, std::move(work), std::move(after));
        if (!done) co_return fail(done.error());
        co_return http::Response::empty(204);
    }

private:
    /// Someone with a stolen access token must not be able to guess here what sign-in would not let them guess.
    Task<Result<>> prove(const Caller& caller, const std::optional<Secret>& current) const {
        if (!current) {
            co_return fail(ErrorCode::invalid, "changing your own password needs the present one",
                           {{"/current_password", "is required to change one's own password", {}}});
        }
        const std::string key = caller.user.str();
        if (const Duration wait = guard_->wait_of(key); wait > Duration(0)) {
            co_return fail(ErrorCode::too_many_requests,
                           fmt::format("too many wrong passwords; try again in {} s", wait.count() / 1'000'000 + 1));
        }
        const auto person = directory_.find(caller.user);
        if (!person) co_return fail(ErrorCode::unauthenticated, "the user is gone or disabled");
        auto check = [stored = person->user.password_hash, secret = *current] { return verify_password(stored, secret); };
        const bool matches = co_await run_blocking(hashing_, std::move(check));
        if (matches) {
            guard_->succeeded(key);
            co_return Result<>();
        }
        guard_->failed(key);
        co_return fail(ErrorCode::forbidden, "the present password is wrong", {{"/current_password", "is not the present password", {}}});
    }

    store::Database& database_;
    Directory& directory_;
    BlockingPool& hashing_;
    const Clock& clock_;
    const std::unique_ptr<LoginGuard> guard_;
};

}  // namespace

Endpoint password_endpoint(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock) {
    const auto passwords = std::make_shared<const Passwords>(database, directory, hashing, clock);
    return {
        .method = http::Method::post,
        .path = "/users/{name}/password",
        .access = signed_in,
        .audit = audited("user.password"),
        .operation = "setPassword",
        .summary = "Change one's own password, which needs the present one, or, with users:write, set another's, which ends their sessions",
        .handle = method_of(passwords, &Passwords::set),
        .request = shape<PasswordChange>(),
        .status = 204};
}

}  // namespace nexa::control
