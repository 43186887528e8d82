#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/async.hpp"
#include "control/rbac/rights.hpp"
#include "model/user.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// Who exists, what they may do and which sessions live: the database's tables, compiled for the request path
/// (docs/adr/0003-rights-in-memory.md). Thread-safe; reading takes no lock that a writer holds for long.
class Directory {
public:
    explicit Directory(store::Database& database);
    ~Directory();

    /// Reads everything anew: at start, after each committed change of users, roles or bindings, and, on a database that others write too,
    /// when they changed something; then the sessions as well. Errors: unavailable.
    Task<Result<>> reload();
    /// The labels that scopes select by have changed (a cluster was added, relabelled or discovered).
    void set_labels(std::shared_ptr<const FleetLabels> labels);

    struct Person {
        User user;
        std::shared_ptr<const Rights> rights;
    };
    /// Nothing when there is no such user, or they are disabled.
    std::shared_ptr<const Person> find(Id<User> user) const;
    std::shared_ptr<const Person> find_by_name(std::string_view name) const;

    /// True while the session is neither revoked nor expired.
    bool is_alive(Id<Session> session, Time now) const;
    /// On a database that others write too: looks the session up that another process may have opened, and whose it is. True when it
    /// lives; then it is known from now on. Errors: unavailable.
    Task<Result<bool>> admit(Id<Session> session, Id<User> user, Time now);
    /// True once after something was admitted: it may have been revoked at that very moment, so all must be read anew.
    bool take_recheck();
    void opened(const Session& session);
    void revoked(Id<Session> session);
    void revoked_all_of(Id<User> user);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nexa::control
