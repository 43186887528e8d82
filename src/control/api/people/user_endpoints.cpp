#include <fmt/format.h>

#include "control/api/people/change.hpp"
#include "control/api/people/page.hpp"
#include "control/api/people/passwords.hpp"
#include "control/api/people/people_endpoints.hpp"
#include "control/api/people/people_wire.hpp"
#include "control/api/people/rules.hpp"
#include "control/auth/password.hpp"
#include "store/bindings.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

constexpr SortColumn<UserItem> columns[]{{"name", [](const UserItem& user) { return user.name; }},
                                         {"display_name", [](const UserItem& user) { return user.display_name + '\0' + user.name; }},
                                         {"created_at", [](const UserItem& user) { return sort_key(user.created_at) + user.id.str(); }}};

auto no_such_user() {
    return fail(ErrorCode::not_found, "there is no such user");
}

/// Names that the audit trail uses for what is no user.
bool is_reserved(std::string_view name) {
    return name == "anonymous" || name == "system" || name == "unknown";
}

Result<NewUser> new_user_of(const Call& call) {
    auto wanted = call.body<NewUser>();
    if (!wanted) return wanted;
    if (is_reserved(wanted->name)) {
        return fail(ErrorCode::invalid, fmt::format("the name {} has a meaning of its own in the audit trail", wanted->name),
                    {{"/name", "is reserved; choose another", {}}});
    }
    if (!wanted->password) return wanted;
    if (auto sound = check_new_password(*wanted->password, wanted->name); !sound) return fail(sound.error());
    return wanted;
}

struct Change {
    User user;
    bool changed = false;
};

class Users {
public:
    Users(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock)
        : database_(database),
          directory_(directory),
          hashing_(hashing),
          clock_(clock) {}

    Task<Result<http::Response>> list(Call& call) const {
        auto read = [](store::Tx& tx) -> Result<std::vector<User>> { return store::users::all(tx); };
        const auto users = co_await database_.read(std::move(read));
        if (!users) co_return fail(users.error());
        const std::string wanted = call.query("q");
        std::vector<UserItem> items;
        for (const auto& user : *users) {
            if (user.name.contains(wanted) || user.display_name.contains(wanted)) items.push_back(to_item(user));
        }
        co_return reply_page(call, items, columns);
    }

    Task<Result<http::Response>> create(Call& call) const {
        auto wanted = new_user_of(call);
        if (!wanted) co_return fail(wanted.error());
        const Secret password = wanted->password ? *wanted->password : make_password();
        auto hash = [password] { return hash_password(password); };
        const auto hashed = co_await run_blocking(hashing_, std::move(hash));
        if (!hashed) co_return fail(hashed.error());
        const User user{Id<User>::make(clock_), wanted->name, wanted->display_name.value_or(wanted->name), *hashed, false, clock_.now()};
        const json::object detail{
            {"id", user.id.str()}, {"display_name", user.display_name}, {"password", wanted->password ? "given" : "made"}};
        AuditEntry entry =
            people_entry(call, clock_, "user.create", "User", user.name, fmt::format("created the user {}", user.name), detail);
        auto work = [user, record = std::move(entry)](store::Tx& tx) -> Result<User> {
            store::audit::append(tx, record);
            if (store::users::find_by_name(tx, user.name)) {
                return fail(ErrorCode::conflict, fmt::format("there is a user {} already", user.name), {{"/name", "is taken", {}}});
            }
            store::users::insert(tx, user);
            return user;
        };
        const auto made = co_await commit_people(database_, directory_, std::move(work));
        if (!made) co_return fail(made.error());
        CreatedUser created{user.id, user.name, user.display_name, false, user.created_at, std::nullopt};
        if (!wanted->password) created.password = password.reveal();
        auto response = reply(201, created);
        response.headers.set("Cache-Control", "no-store");
        response.headers.set("Location", "/api/v1/users/" + user.name);
        co_return response;
    }

    Task<Result<http::Response>> show(Call& call) const {
        auto read = [name = call.param("name")](store::Tx& tx) -> Result<User> {
            const auto user = store::users::find_by_name(tx, name);
            if (!user) return no_such_user();
            return *user;
        };
        const auto user = co_await database_.read(std::move(read));
        if (!user) co_return fail(user.error());
        co_return reply(200, to_item(*user));
    }

    Task<Result<http::Response>> change(Call& call) const {
        const auto asked = call.body<UserChange>();
        if (!asked) co_return fail(asked.error());
        AuditEntry entry =
            people_entry(call, clock_, "user.update", "User", call.param("name"), fmt::format("changed the user {}", call.param("name")));
        auto work = [wanted = *asked, record = std::move(entry)](store::Tx& tx) -> Result<Change> {
            return change_user(tx, wanted, record);
        };
        auto after = [this](const Change& done) {
            if (done.user.disabled) directory_.revoked_all_of(done.user.id);
        };
        const auto done = co_await commit_people(database_, directory_, std::move(work), std::move(after));
        if (!done) co_return fail(done.error());
        co_return reply(200, to_item(done->user));
    }

    Task<Result<http::Response>> remove(Call& call) const {
        AuditEntry entry =
            people_entry(call, clock_, "user.delete", "User", call.param("name"), fmt::format("deleted the user {}", call.param("name")));
        auto work = [name = call.param("name"), record = std::move(entry)](store::Tx& tx) -> Result<Id<User>> {
            store::audit::append(tx, record);
            const auto user = store::users::find_by_name(tx, name);
            if (!user) return no_such_user();
            store::sessions::revoke_of_user(tx, user->id);
            store::bindings::remove_of_user(tx, user->id);
            store::users::remove(tx, user->id);
            if (auto kept = check_administrator_remains(tx, fmt::format("deleting {}", name)); !kept) return fail(kept.error());
            return user->id;
        };
        auto after = [this](Id<User> user) { directory_.revoked_all_of(user); };
        const auto done = co_await commit_people(database_, directory_, std::move(work), std::move(after));
        if (!done) co_return fail(done.error());
        co_return http::Response::empty(204);
    }

private:
    static Result<Change> change_user(store::Tx& tx, const UserChange& wanted, AuditEntry record) {
        const auto before = store::users::find_by_name(tx, record.name);
        if (!before) return no_such_user();
        User user = *before;
        user.display_name = wanted.display_name.value_or(user.display_name);
        user.disabled = wanted.disabled.value_or(user.disabled);
        json::object detail;
        if (user.display_name != before->display_name) detail["display_name"] = before_and_after(before->display_name, user.display_name);
        if (user.disabled != before->disabled) detail["disabled"] = before_and_after(before->disabled, user.disabled);
        if (detail.empty()) return Change{user, false};
        record.detail = json::serialize(detail);
        store::audit::append(tx, std::move(record));
        const auto now = store::users::find(tx, user.id);
        if (!now || now->display_name != before->display_name || now->disabled != before->disabled ||
            now->password_hash != before->password_hash) {
            return changed_meanwhile("user", user.name);
        }
        store::users::update(tx, user);
        // Also when the user is enabled again: a sign-in that was under way while the user was disabled must not come to life.
        if (user.disabled != before->disabled) store::sessions::revoke_of_user(tx, user.id);
        if (user.disabled && !before->disabled) {
            if (auto kept = check_administrator_remains(tx, fmt::format("disabling {}", user.name)); !kept) return fail(kept.error());
        }
        return Change{user, true};
    }

    store::Database& database_;
    Directory& directory_;
    BlockingPool& hashing_;
    const Clock& clock_;
};

}  // namespace

Endpoints user_endpoints(store::Database& database, Directory& directory, BlockingPool& hashing, const Clock& clock) {
    const auto users = std::make_shared<const Users>(database, directory, hashing, clock);
    const auto everywhere = Access::Where::everywhere;
    return {{.method = http::Method::get,
             .path = "/users",
             .access = permitted(Permission::users_read, everywhere),
             .audit = not_audited,
             .operation = "listUsers",
             .summary = "Users",
             .handle = method_of(users, &Users::list),
             .query = page_params("name, display_name or created_at, each also with '-' before it",
                                  {{"q", "Part of the name or the display name"}}),
             .response = list_shape<UserItem>()},
            {.method = http::Method::post,
             .path = "/users",
             .access = permitted(Permission::users_write, everywhere),
             .audit = audited("user.create"),
             .operation = "createUser",
             .summary = "Add a user; without a password one is made and returned, this once",
             .handle = method_of(users, &Users::create),
             .request = shape<NewUser>(),
             .status = 201,
             .response = shape<CreatedUser>()},
            {.method = http::Method::get,
             .path = "/users/{name}",
             .access = permitted(Permission::users_read, everywhere),
             .audit = not_audited,
             .operation = "getUser",
             .summary = "One user",
             .handle = method_of(users, &Users::show),
             .response = shape<UserItem>()},
            {.method = http::Method::patch,
             .path = "/users/{name}",
             .access = permitted(Permission::users_write, everywhere),
             .audit = audited("user.update"),
             .operation = "changeUser",
             .summary = "Change a user's display name, disable or enable them; disabling ends their sessions at once",
             .handle = method_of(users, &Users::change),
             .request = shape<UserChange>(),
             .response = shape<UserItem>()},
            {.method = http::Method::del,
             .path = "/users/{name}",
             .access = permitted(Permission::users_write, everywhere),
             .audit = audited("user.delete"),
             .operation = "deleteUser",
             .summary = "Remove a user with their bindings; ends their sessions at once",
             .handle = method_of(users, &Users::remove),
             .status = 204},
            password_endpoint(database, directory, hashing, clock)};
}

}  // namespace nexa::control
