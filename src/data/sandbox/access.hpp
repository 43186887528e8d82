#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox {

/// What a user may do, in RBAC's terms; "*" stands for all. A rule without namespaces holds in the whole cluster.
struct AccessRule {
    std::vector<std::string> verbs;
    std::vector<std::string> groups;
    std::vector<std::string> resources;  ///< "pods", "pods/log", "*"
    std::vector<std::string> namespaces;
    std::vector<std::string> urls;  ///< Non-resource URLs ("/version", "/healthz*"); resources are empty then.
};

struct SandboxUser {
    std::string name;
    std::vector<std::string> groups;
    std::string token;
    std::vector<AccessRule> rules;  ///< In addition to what every authenticated user may: discovery, health, reviews about itself.

    /// Everything, everywhere (group system:masters).
    static SandboxUser admin(std::string token);
    /// All namespaced kinds in those namespaces, reading or writing; nothing cluster-wide.
    static SandboxUser limited(std::string name, std::string token, std::vector<std::string> namespaces, bool read_only = false);
};

/// What is asked for: a resource, or a URL when `url` is set.
struct AccessRequest {
    std::string verb;
    std::string group;
    std::string resource;    ///< With its subresource: "pods/log"
    std::string name_space;  ///< Empty: the whole cluster.
    std::string url;
};

/// Tokens and rights of one cluster's users. Immutable, so thread-safe.
class Access {
public:
    explicit Access(std::vector<SandboxUser> users);

    const std::vector<SandboxUser>& users() const { return users_; }
    /// The user of a bearer token; null for a token nobody has.
    const SandboxUser* authenticate(std::string_view token) const;
    /// Requests without a token.
    const SandboxUser& anonymous() const { return anonymous_; }
    static bool allows(const SandboxUser& user, const AccessRequest& request);
    /// SelfSubjectRulesReview's status for that namespace.
    static json::object rules_in(const SandboxUser& user, std::string_view name_space);

private:
    std::vector<SandboxUser> users_;
    SandboxUser anonymous_;
};

}  // namespace nexa::sandbox
