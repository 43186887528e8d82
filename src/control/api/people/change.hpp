#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "control/api/api.hpp"
#include "control/rbac/directory.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// The record of a change of people. `kind`: User, Role, Binding or Session.
AuditEntry people_entry(const Call& call, const Clock& clock, std::string_view what, std::string_view kind, std::string name,
                        std::string message, const json::object& detail = {});

/// {"before": ..., "after": ...} of one field, for the record's detail.
template <class T>
json::object before_and_after(const T& before, const T& after) {
    return {{"before", before}, {"after", after}};
}

/// What a change gives that found its object altered since it was read: possible on a database with several writers only.
std::unexpected<Error> changed_meanwhile(std::string_view kind, std::string_view name);

/// Commits `work(Tx&) -> Result<T>`; when this returns its value, the rights in memory follow it.
///
/// Such work appends its record before it judges and writes: `store::audit::append` locks the trail's head until the commit, so that
/// changes of people follow one another on every database and a rule about all of them (an administrator remains) can't be broken by two at
/// once. `after` runs as soon as the change is committed.
template <class Work, class After>
Task<std::invoke_result_t<Work&, store::Tx&>> commit_people(store::Database& database, Directory& directory, Work work, After after) {
    auto done = co_await database.write(std::move(work));
    if (!done) co_return fail(done.error());
    after(*done);
    const auto loaded = co_await directory.reload();
    if (!loaded) {
        log::error("people", "a change was committed, but the directory can't be read anew: {}", loaded.error().message);
        co_return fail(ErrorCode::unavailable,
                       "the change is saved, but this server can't read it back yet; look before you send it again");
    }
    co_return done;
}
template <class Work>
Task<std::invoke_result_t<Work&, store::Tx&>> commit_people(store::Database& database, Directory& directory, Work work) {
    return commit_people(database, directory, std::move(work), [](const auto&) {});
}

/// A handler that calls a method of `object`, which lives as long as the handler.
template <class Object>
Handle method_of(std::shared_ptr<const Object> object, Task<Result<http::Response>> (Object::*method)(Call&) const) {
    return [target = std::move(object), method](Call& call) { return (target.get()->*method)(call); };
}

}  // namespace nexa::control
