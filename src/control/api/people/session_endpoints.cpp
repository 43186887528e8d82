#include <fmt/format.h>

#include "control/api/people/change.hpp"
#include "control/api/people/page.hpp"
#include "control/api/people/people_endpoints.hpp"
#include "control/api/people/people_wire.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

constexpr SortColumn<SessionItem> columns[]{
    {"created_at", [](const SessionItem& session) { return sort_key(session.created_at) + session.id.str(); }},
    {"user", [](const SessionItem& session) { return session.user + '\0' + session.id.str(); }}};

class Sessions {
public:
    Sessions(store::Database& database, Directory& directory, const Clock& clock)
        : database_(database),
          directory_(directory),
          clock_(clock) {}

    Task<Result<http::Response>> list(Call& call) const {
        const bool sees_all = call.caller.rights->allows_everywhere(Permission::users_read);
        std::string user = call.query("user");
        if (!sees_all && !user.empty() && user != call.caller.name) {
            co_return fail(ErrorCode::forbidden, "you may see your own sessions only; another's need the right users:read");
        }
        if (!sees_all) user = call.caller.name;
        auto read = [user, current = call.caller.session, now = clock_.now()](store::Tx& tx) -> Result<std::vector<SessionItem>> {
            std::map<Id<User>, std::string> names;
            for (const auto& each : store::users::all(tx)) names.emplace(each.id, each.name);
            std::vector<SessionItem> items;
            for (const auto& session : store::sessions::all_alive(tx, now)) {
                const auto name = names.find(session.user);
                if (name != names.end() && (user.empty() || name->second == user)) items.push_back(to_item(session, name->second, current));
            }
            return items;
        };
        const auto items = co_await database_.read(std::move(read));
        if (!items) co_return fail(items.error());
        co_return reply_page(call, *items, columns);
    }

    Task<Result<http::Response>> remove(Call& call) const {
        const auto id = Id<Session>::parse(call.param("id"));
        if (!id) co_return fail(ErrorCode::not_found, "there is no such session");
        AuditEntry entry = people_entry(call, clock_, "session.revoke", "Session", id->str(), "");
        auto work = [wanted = *id, caller = call.caller, now = clock_.now(), record = std::move(entry)](store::Tx& tx) -> Result<bool> {
            const auto session = store::sessions::find(tx, wanted);
            const bool own = session && session->user == caller.user;
            // One answer for another's session and for none at all, so that ids can't be tried out.
            if (!own && !caller.rights->allows_everywhere(Permission::users_write)) {
                return fail(ErrorCode::forbidden, "you may end your own sessions only; another's need the right users:write");
            }
            if (!session || session->revoked || session->expires_at <= now) return fail(ErrorCode::not_found, "there is no such session");
            const auto user = store::users::find(tx, session->user);
            AuditEntry made = record;
            made.message = fmt::format("ended a session of {}", user ? user->name : "a user who is gone");
            made.detail = json::serialize(json::object{{"user", user ? user->name : ""}, {"remote_address", session->remote_address}});
            store::audit::append(tx, std::move(made));
            store::sessions::revoke(tx, wanted);
            return true;
        };
        const auto done = co_await database_.write(std::move(work));
        if (!done) co_return fail(done.error());
        directory_.revoked(*id);
        co_return http::Response::empty(204);
    }

private:
    store::Database& database_;
    Directory& directory_;
    const Clock& clock_;
};

}  // namespace

Endpoints session_endpoints(store::Database& database, Directory& directory, const Clock& clock) {
    const auto sessions = std::make_shared<const Sessions>(database, directory, clock);
    return {{.method = http::Method::get,
             .path = "/sessions",
             .access = signed_in,
             .audit = not_audited,
             .operation = "listSessions",
             .summary = "Sessions that are alive: one's own, and with users:read everybody's",
             .handle = method_of(sessions, &Sessions::list),
             .query = page_params("created_at or user, each also with '-' before it", {{"user", "Of that user"}}),
             .response = list_shape<SessionItem>()},
            {.method = http::Method::del,
             .path = "/sessions/{id}",
             .access = signed_in,
             .audit = audited("session.revoke"),
             .operation = "endSession",
             .summary = "End a session at once: one's own, or with users:write anybody's",
             .handle = method_of(sessions, &Sessions::remove),
             .status = 204}};
}

}  // namespace nexa::control
