#include <fmt/format.h>

#include "control/api/people/change.hpp"
#include "control/api/people/page.hpp"
#include "control/api/people/people_endpoints.hpp"
#include "control/api/people/people_wire.hpp"
#include "control/api/people/rules.hpp"
#include "store/bindings.hpp"
#include "store/roles.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

constexpr SortColumn<BindingItem> columns[]{
    {"user", [](const BindingItem& binding) { return binding.user + '\0' + binding.role + '\0' + binding.id.str(); }},
    {"role", [](const BindingItem& binding) { return binding.role + '\0' + binding.user + '\0' + binding.id.str(); }},
    {"created_at", [](const BindingItem& binding) { return sort_key(binding.created_at) + binding.id.str(); }}};

auto no_such_binding() {
    return fail(ErrorCode::not_found, "there is no such binding, or you may not see it");
}

PermissionSet just(Permission permission) {
    PermissionSet set;
    set.add(permission);
    return set;
}

/// A binding is seen by its user, and by who may read bindings on all of its scope.
bool may_see(const Caller& caller, const Binding& binding) {
    return binding.user == caller.user || caller.rights->covers(just(Permission::bindings_read), binding.scope);
}

std::string name_of(const std::vector<User>& users, Id<User> id) {
    const auto user = std::ranges::find(users, id, &User::id);
    return user == users.end() ? std::string() : user->name;
}

json::object to_detail(const BindingItem& item) {
    return {{"id", item.id.str()},
            {"user", item.user},
            {"role", item.role},
            {"clusters", json::parse(wire::encode(item.clusters))},
            {"namespaces", json::parse(wire::encode(item.namespaces))}};
}

/// The record appended, judges and inserts. All that is wrong with the request is said at once.
Result<BindingItem> insert_binding(store::Tx& tx, const NewBinding& wanted, Binding binding, const Rights& granter) {
    std::vector<Issue> issues;
    const auto user = store::users::find_by_name(tx, wanted.user);
    if (!user) issues.push_back({"/user", fmt::format("there is no user {}", wanted.user), {}});
    const auto role = store::roles::find(tx, wanted.role);
    if (!role) issues.push_back({"/role", fmt::format("there is no role {}", wanted.role), {}});
    check_axis(wanted.clusters, "/clusters", issues);
    check_axis(wanted.namespaces, "/namespaces", issues);
    if (!issues.empty()) {
        std::string message = fmt::format("{}: {}", issues.front().pointer, issues.front().message);
        return fail(ErrorCode::invalid, std::move(message), std::move(issues));
    }
    PermissionSet given = PermissionSet::of(role->permissions);
    given.add(Permission::bindings_write);
    if (!granter.covers(given, binding.scope)) {
        return fail(
            ErrorCode::forbidden,
            fmt::format("the role {} gives rights that you do not hold on all of that scope; one gives only what one holds", role->name));
    }
    binding.user = user->id;
    for (const auto& other : store::bindings::all(tx)) {
        if (other.user == binding.user && other.role == binding.role && other.scope == binding.scope) {
            return fail(ErrorCode::conflict, fmt::format("{} has the role {} with that scope already", user->name, role->name));
        }
    }
    store::bindings::insert(tx, binding);
    return to_item(binding, user->name);
}

class Bindings {
public:
    Bindings(store::Database& database, Directory& directory, const Clock& clock)
        : database_(database),
          directory_(directory),
          clock_(clock) {}

    Task<Result<http::Response>> list(Call& call) const {
        auto read = [](store::Tx& tx) -> Result<Roster> { return Roster{store::users::all(tx), {}, store::bindings::all(tx)}; };
        const auto roster = co_await database_.read(std::move(read));
        if (!roster) co_return fail(roster.error());
        const std::string user = call.query("user");
        const std::string role = call.query("role");
        std::vector<BindingItem> items;
        for (const auto& binding : roster->bindings) {
            if (!may_see(call.caller, binding)) continue;
            BindingItem item = to_item(binding, name_of(roster->users, binding.user));
            if ((user.empty() || item.user == user) && (role.empty() || item.role == role)) items.push_back(std::move(item));
        }
        co_return reply_page(call, items, columns);
    }

    Task<Result<http::Response>> create(Call& call) const {
        const auto asked = call.body<NewBinding>();
        if (!asked) co_return fail(asked.error());
        const Binding binding{Id<Binding>::make(clock_), {}, asked->role, {asked->clusters, asked->namespaces}, clock_.now()};
        AuditEntry entry =
            people_entry(call, clock_, "binding.create", "Binding", binding.id.str(),
                         fmt::format("gave {} the role {}", asked->user, asked->role), to_detail(to_item(binding, asked->user)));
        auto work = [wanted = *asked, binding, granter = call.caller.rights,
                     record = std::move(entry)](store::Tx& tx) -> Result<BindingItem> {
            store::audit::append(tx, record);
            return insert_binding(tx, wanted, binding, *granter);
        };
        const auto made = co_await commit_people(database_, directory_, std::move(work));
        if (!made) co_return fail(made.error());
        co_return reply(201, *made);
    }

    Task<Result<http::Response>> remove(Call& call) const {
        const auto id = Id<Binding>::parse(call.param("id"));
        if (!id) co_return no_such_binding();
        AuditEntry entry = people_entry(call, clock_, "binding.delete", "Binding", id->str(), "");
        auto work = [wanted = *id, caller = call.caller, record = std::move(entry)](store::Tx& tx) -> Result<bool> {
            return remove_binding(tx, wanted, caller, record);
        };
        const auto done = co_await commit_people(database_, directory_, std::move(work));
        if (!done) co_return fail(done.error());
        co_return http::Response::empty(204);
    }

private:
    static Result<bool> remove_binding(store::Tx& tx, Id<Binding> id, const Caller& caller, AuditEntry record) {
        const auto binding = store::bindings::find(tx, id);
        if (!binding || !may_see(caller, *binding)) return no_such_binding();
        const BindingItem item = to_item(*binding, name_of(store::users::all(tx), binding->user));
        if (!caller.rights->covers(just(Permission::bindings_write), binding->scope)) {
            return fail(ErrorCode::forbidden, "taking a binding away needs the right bindings:write on all of its scope");
        }
        record.message = fmt::format("took the role {} from {}", item.role, item.user);
        record.detail = json::serialize(to_detail(item));
        store::audit::append(tx, std::move(record));
        // A binding never changes, so it is the one that was read, or gone by now.
        if (!store::bindings::remove(tx, id)) return no_such_binding();
        if (auto kept = check_administrator_remains(tx, fmt::format("taking the role {} from {}", item.role, item.user)); !kept)
            return fail(kept.error());
        return true;
    }

    store::Database& database_;
    Directory& directory_;
    const Clock& clock_;
};

}  // namespace

Endpoints binding_endpoints(store::Database& database, Directory& directory, const Clock& clock) {
    const auto bindings = std::make_shared<const Bindings>(database, directory, clock);
    const auto anywhere = Access::Where::anywhere;
    return {{.method = http::Method::get,
             .path = "/bindings",
             .access = permitted(Permission::bindings_read, anywhere),
             .audit = not_audited,
             .operation = "listBindings",
             .summary = "Who has which role where",
             .handle = method_of(bindings, &Bindings::list),
             .query = page_params("user, role or created_at, each also with '-' before it",
                                  {{"user", "Of that user"}, {"role", "Of that role"}}),
             .response = list_shape<BindingItem>()},
            {.method = http::Method::post,
             .path = "/bindings",
             .access = permitted(Permission::bindings_write, anywhere),
             .audit = audited("binding.create"),
             .operation = "createBinding",
             .summary = "Give a user a role within a scope; needs bindings:write and all that the role gives, on all of that scope",
             .handle = method_of(bindings, &Bindings::create),
             .request = shape<NewBinding>(),
             .status = 201,
             .response = shape<BindingItem>()},
            {.method = http::Method::del,
             .path = "/bindings/{id}",
             .access = permitted(Permission::bindings_write, anywhere),
             .audit = audited("binding.delete"),
             .operation = "deleteBinding",
             .summary = "Take a role away; needs bindings:write on all of the binding's scope",
             .handle = method_of(bindings, &Bindings::remove),
             .status = 204}};
}

}  // namespace nexa::control
