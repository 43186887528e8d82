#include "control/rbac/built_in.hpp"

#include "control/auth/password.hpp"
#include "store/audit.hpp"
#include "store/bindings.hpp"
#include "store/counters.hpp"
#include "store/database.hpp"
#include "store/roles.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

Role built_in(std::string name, std::string description, PermissionSet permissions) {
    return {std::move(name), std::move(description), permissions.names(), true};
}

PermissionSet viewing() {
    return PermissionSet::of({"clusters:read", "resources:read", "resources:logs", "runs:read"});
}

PermissionSet viewing_and(const std::set<std::string>& more) {
    PermissionSet set = viewing();
    set.add(PermissionSet::of(more));
    return set;
}

bool same(const Role& left, const Role& right) {
    return left.description == right.description && left.permissions == right.permissions && left.built_in == right.built_in;
}

}  // namespace

std::span<const Role> built_in_roles() {
    static const std::array roles{
        built_in("viewer", "Sees clusters, resources, their logs and runs; changes nothing.", viewing()),
        built_in("operator", "Sees what a viewer sees, and changes, deletes and operates resources; reads the credentials of Kafka users.",
                 viewing_and({"resources:write", "resources:delete", "resources:credentials", "actions:execute", "runs:write"})),
        built_in("auditor", "Sees what a viewer sees, and the audit trail, people, roles and policies; changes nothing.",
                 viewing_and({"audit:read", "users:read", "roles:read", "bindings:read", "policies:read"})),
        built_in("admin", "May do everything.", PermissionSet::all())};
    return roles;
}

void ensure_built_in_roles(store::Tx& tx) {
    for (const auto& role : built_in_roles()) {
        const auto stored = store::roles::find(tx, role.name);
        if (!stored || !same(*stored, role)) store::roles::put(tx, role);
    }
}

Task<Result<std::optional<Secret>>> bootstrap_administrator(store::Database& database, Directory& directory, BlockingPool& hashing,
                                                            const Clock& clock) {
    auto look = [](store::Tx& tx) -> Result<bool> {
        store::counters::bump(tx, "rights");  // locked until the commit: of processes that start together one makes the roles
        ensure_built_in_roles(tx);
        return store::users::all(tx).empty();
    };
    const auto is_first_start = co_await database.write(std::move(look));
    if (!is_first_start) co_return fail(is_first_start.error());

    std::optional<Secret> shown;
    if (*is_first_start) {
        const Secret password = make_password();
        auto hash = [password] { return hash_password(password); };
        const auto hashed = co_await run_blocking(hashing, std::move(hash));
        if (!hashed) co_return fail(hashed.error());
        auto make = [hash_text = *hashed, now = clock.now()](store::Tx& tx) -> Result<bool> {
            // The record comes first: the trail's head is locked until the commit, so that of several processes that start on one database
            // one makes the administrator.
            AuditEntry entry;
            entry.at = now;
            entry.who = "system:bootstrap";
            entry.what = "user.create";
            entry.outcome = "succeeded";
            entry.kind = "User";
            entry.name = "admin";
            entry.message = "first start: made the user admin with the role admin everywhere";
            entry.detail = "{}";
            store::audit::append(tx, std::move(entry));
            if (!store::users::all(tx).empty()) return fail(ErrorCode::conflict, "another process made the administrator");
            const User admin{Id<User>::make(), "admin", "Administrator", hash_text, false, now};
            store::users::insert(tx, admin);
            const ScopeAxis all{.all = true, .names = {}, .labels = {}};
            store::bindings::insert(tx, {Id<Binding>::make(), admin.id, "admin", {all, all}, now});
            return true;
        };
        const auto made = co_await database.write(std::move(make));
        if (!made && made.error().code != ErrorCode::conflict) co_return fail(made.error());
        if (made) shown = password;
    }
    const auto loaded = co_await directory.reload();
    if (!loaded) co_return fail(loaded.error());
    co_return shown;
}

}  // namespace nexa::control
