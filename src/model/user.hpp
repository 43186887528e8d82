#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"

namespace nexa {

struct User {
    Id<User> id;
    std::string name;  ///< Unique, lower case.
    std::string display_name;
    std::string password_hash;  ///< argon2id, in libsodium's text form.
    bool disabled = false;
    Time created_at;
};

/// One sign-in. Access tokens name it; revoking it ends them at the next request.
struct Session {
    Id<Session> id;
    Id<User> user;
    Time created_at;
    Time expires_at;
    bool revoked = false;
    std::string user_agent;
    std::string remote_address;
};

/// A set of permissions ("resources:write") under a name. `built_in` roles can't be changed or removed.
struct Role {
    std::string name;
    std::string description;
    std::set<std::string> permissions;
    bool built_in = false;
};

/// Which things of one axis (clusters or namespaces) a binding covers: all, some by name, or those whose labels match
/// (Kubernetes equality selectors; labels exist on clusters, and on namespaces as the cluster tells them).
struct ScopeAxis {
    bool all = false;
    std::set<std::string> names;
    std::map<std::string, std::string> labels;

    friend bool operator==(const ScopeAxis&, const ScopeAxis&) = default;
};

struct Scope {
    ScopeAxis clusters;
    ScopeAxis namespaces;
    friend bool operator==(const Scope&, const Scope&) = default;
};

/// Gives a user a role within a scope.
struct Binding {
    Id<Binding> id;
    Id<User> user;
    std::string role;
    Scope scope;
    Time created_at;
};

}  // namespace nexa
