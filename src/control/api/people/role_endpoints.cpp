#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/api/people/change.hpp"
#include "control/api/people/page.hpp"
#include "control/api/people/people_endpoints.hpp"
#include "control/api/people/people_wire.hpp"
#include "control/api/people/rules.hpp"
#include "store/bindings.hpp"
#include "store/roles.hpp"

namespace nexa::control {
namespace {

constexpr SortColumn<RoleItem> columns[]{{"name", [](const RoleItem& role) { return role.name; }}};

auto no_such_role() {
    return fail(ErrorCode::not_found, "there is no such role");
}

Result<> check_own(const Role& role) {
    if (!role.built_in) return {};
    return fail(ErrorCode::conflict, fmt::format("the role {} is built in and stays as it is; make a role of your own", role.name));
}

bool same(const Role& left, const Role& right) {
    return left.description == right.description && left.permissions == right.permissions;
}

json::array to_json(const std::set<std::string>& names) {
    return json::array(names.begin(), names.end());
}

/// Those who hold the role get what it gains, so the granter must hold that wherever the role is bound.
Result<> check_gain(const std::set<std::string>& gained, const std::string& role, const Rights& granter,
                    const std::vector<Binding>& bindings) {
    const bool held = std::ranges::all_of(
        bindings, [&](const Binding& binding) { return binding.role != role || granter.covers(PermissionSet::of(gained), binding.scope); });
    if (held) return {};
    return fail(ErrorCode::forbidden, fmt::format("the role {} is bound where you do not hold all of {}; one gives only what one holds",
                                                  role, fmt::join(gained, ", ")));
}

class Roles {
public:
    Roles(store::Database& database, Directory& directory, const Clock& clock)
        : database_(database),
          directory_(directory),
          clock_(clock) {}

    Task<Result<http::Response>> list(Call& call) const {
        auto read = [](store::Tx& tx) -> Result<std::vector<RoleItem>> {
            const auto bindings = store::bindings::all(tx);
            std::vector<RoleItem> items;
            for (const auto& role : store::roles::all(tx)) items.push_back(to_item(role, bindings));
            return items;
        };
        const auto items = co_await database_.read(std::move(read));
        if (!items) co_return fail(items.error());
        co_return reply_page(call, *items, columns);
    }

    Task<Result<http::Response>> create(Call& call) const {
        const auto wanted = call.body<NewRole>();
        if (!wanted) co_return fail(wanted.error());
        const Role role{wanted->name, wanted->description.value_or(""), names_of(wanted->permissions), false};
        const json::object detail{{"description", role.description}, {"permissions", to_json(role.permissions)}};
        AuditEntry entry =
            people_entry(call, clock_, "role.create", "Role", role.name, fmt::format("created the role {}", role.name), detail);
        auto work = [role, record = std::move(entry)](store::Tx& tx) -> Result<RoleItem> {
            store::audit::append(tx, record);
            if (store::roles::find(tx, role.name)) {
                return fail(ErrorCode::conflict, fmt::format("there is a role {} already", role.name), {{"/name", "is taken", {}}});
            }
            store::roles::put(tx, role);
            return to_item(role, {});
        };
        const auto made = co_await commit_people(database_, directory_, std::move(work));
        if (!made) co_return fail(made.error());
        auto response = reply(201, *made);
        response.headers.set("Location", "/api/v1/roles/" + role.name);
        co_return response;
    }

    Task<Result<http::Response>> show(Call& call) const {
        auto read = [name = call.param("name")](store::Tx& tx) -> Result<RoleItem> {
            const auto role = store::roles::find(tx, name);
            if (!role) return no_such_role();
            return to_item(*role, store::bindings::all(tx));
        };
        const auto item = co_await database_.read(std::move(read));
        if (!item) co_return fail(item.error());
        co_return reply(200, *item);
    }

    Task<Result<http::Response>> change(Call& call) const {
        const auto asked = call.body<RoleChange>();
        if (!asked) co_return fail(asked.error());
        AuditEntry entry =
            people_entry(call, clock_, "role.update", "Role", call.param("name"), fmt::format("changed the role {}", call.param("name")));
        auto work = [wanted = *asked, granter = call.caller.rights, record = std::move(entry)](store::Tx& tx) -> Result<RoleItem> {
            return change_role(tx, wanted, *granter, record);
        };
        const auto done = co_await commit_people(database_, directory_, std::move(work));
        if (!done) co_return fail(done.error());
        co_return reply(200, *done);
    }

    Task<Result<http::Response>> remove(Call& call) const {
        AuditEntry entry =
            people_entry(call, clock_, "role.delete", "Role", call.param("name"), fmt::format("deleted the role {}", call.param("name")));
        auto work = [name = call.param("name"), record = std::move(entry)](store::Tx& tx) -> Result<bool> {
            store::audit::append(tx, record);
            const auto role = store::roles::find(tx, name);
            if (!role) return no_such_role();
            if (auto own = check_own(*role); !own) return fail(own.error());
            const auto uses = std::ranges::count(store::bindings::all(tx), name, &Binding::role);
            if (uses > 0) {
                return fail(ErrorCode::conflict, fmt::format("the role {} is in use by {} binding{}; remove {} first", name, uses,
                                                             uses == 1 ? "" : "s", uses == 1 ? "it" : "them"));
            }
            store::roles::remove(tx, name);
            return true;
        };
        const auto done = co_await commit_people(database_, directory_, std::move(work));
        if (!done) co_return fail(done.error());
        co_return http::Response::empty(204);
    }

private:
    static Result<RoleItem> change_role(store::Tx& tx, const RoleChange& wanted, const Rights& granter, AuditEntry record) {
        const auto before = store::roles::find(tx, record.name);
        if (!before) return no_such_role();
        if (auto own = check_own(*before); !own) return fail(own.error());
        Role role = *before;
        role.description = wanted.description.value_or(role.description);
        if (wanted.permissions) role.permissions = names_of(*wanted.permissions);
        json::object detail;
        if (role.description != before->description) detail["description"] = before_and_after(before->description, role.description);
        if (role.permissions != before->permissions)
            detail["permissions"] = before_and_after(to_json(before->permissions), to_json(role.permissions));
        if (detail.empty()) return to_item(role, store::bindings::all(tx));
        record.detail = json::serialize(detail);
        store::audit::append(tx, std::move(record));
        const auto now = store::roles::find(tx, role.name);
        if (!now || !same(*now, *before)) return changed_meanwhile("role", role.name);
        const auto bindings = store::bindings::all(tx);
        std::set<std::string> gained;
        std::ranges::set_difference(role.permissions, before->permissions, std::inserter(gained, gained.end()));
        if (auto held = check_gain(gained, role.name, granter, bindings); !held) return fail(held.error());
        store::roles::put(tx, role);
        if (role.permissions != before->permissions) {
            if (auto kept = check_administrator_remains(tx, fmt::format("changing the role {}", role.name)); !kept)
                return fail(kept.error());
        }
        return to_item(role, bindings);
    }

    store::Database& database_;
    Directory& directory_;
    const Clock& clock_;
};

}  // namespace

Endpoints role_endpoints(store::Database& database, Directory& directory, const Clock& clock) {
    const auto roles = std::make_shared<const Roles>(database, directory, clock);
    const auto everywhere = Access::Where::everywhere;
    return {{.method = http::Method::get,
             .path = "/roles",
             .access = permitted(Permission::roles_read, everywhere),
             .audit = not_audited,
             .operation = "listRoles",
             .summary = "Roles: permissions under a name",
             .handle = method_of(roles, &Roles::list),
             .query = page_params("name or -name"),
             .response = list_shape<RoleItem>()},
            {.method = http::Method::post,
             .path = "/roles",
             .access = permitted(Permission::roles_write, everywhere),
             .audit = audited("role.create"),
             .operation = "createRole",
             .summary = "Add a role",
             .handle = method_of(roles, &Roles::create),
             .request = shape<NewRole>(),
             .status = 201,
             .response = shape<RoleItem>()},
            {.method = http::Method::get,
             .path = "/roles/{name}",
             .access = permitted(Permission::roles_read, everywhere),
             .audit = not_audited,
             .operation = "getRole",
             .summary = "One role",
             .handle = method_of(roles, &Roles::show),
             .response = shape<RoleItem>()},
            {.method = http::Method::patch,
             .path = "/roles/{name}",
             .access = permitted(Permission::roles_write, everywhere),
             .audit = audited("role.update"),
             .operation = "changeRole",
             .summary = "Change a role; where it is bound, one adds only permissions that one holds there",
             .handle = method_of(roles, &Roles::change),
             .request = shape<RoleChange>(),
             .response = shape<RoleItem>()},
            {.method = http::Method::del,
             .path = "/roles/{name}",
             .access = permitted(Permission::roles_write, everywhere),
             .audit = audited("role.delete"),
             .operation = "deleteRole",
             .summary = "Remove a role that is not in use",
             .handle = method_of(roles, &Roles::remove),
             .status = 204}};
}

}  // namespace nexa::control
