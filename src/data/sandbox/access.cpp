#include "data/sandbox/access.hpp"

#include <openssl/crypto.h>

#include <algorithm>

namespace nexa::sandbox {

namespace {

bool listed(const std::vector<std::string>& list, std::string_view value) {
    return std::ranges::any_of(list, [&](std::string_view entry) {
        if (entry == "*" || entry == value) return true;
        return entry.ends_with('*') && value.starts_with(entry.substr(0, entry.size() - 1));
    });
}

/// "*" covers subresources too; "pods" does not cover "pods/log".
bool resource_listed(const std::vector<std::string>& list, std::string_view value) {
    return std::ranges::any_of(list, [&](std::string_view entry) { return entry == "*" || entry == value; });
}

/// What system:discovery, system:public-info-viewer and system:basic-user give.
const std::vector<AccessRule>& common_rules() {
    static const std::vector<AccessRule> rules = {
        {{"get"},
         {},
         {},
         {},
         {"/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/openapi", "/openapi/*", "/version", "/version/"}},
        {{"create"}, {"authorization.k8s.io"}, {"selfsubjectaccessreviews", "selfsubjectrulesreviews"}, {}, {}},
        {{"create"}, {"authentication.k8s.io"}, {"selfsubjectreviews"}, {}, {}},
    };
    return rules;
}

bool rule_allows(const AccessRule& rule, const AccessRequest& request) {
    if (!listed(rule.verbs, request.verb)) return false;
    if (!request.url.empty()) return listed(rule.urls, request.url);
    if (!listed(rule.groups, request.group) || !resource_listed(rule.resources, request.resource)) return false;
    return rule.namespaces.empty() ||
           (!request.name_space.empty() && std::ranges::find(rule.namespaces, request.name_space) != rule.namespaces.end());
}

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

}  // namespace

SandboxUser SandboxUser::admin(std::string token) {
    return {.name = "sandbox-admin",
            .groups = {"system:masters", "system:authenticated"},
            .token = std::move(token),
            .rules = {{{"*"}, {"*"}, {"*"}, {}, {}}, {{"*"}, {}, {}, {}, {"*"}}}};
}

SandboxUser SandboxUser::limited(std::string name, std::string token, std::vector<std::string> namespaces, bool read_only) {
    std::vector<std::string> verbs = {"get", "list", "watch"};
    if (!read_only) verbs.insert(verbs.end(), {"create", "update", "patch", "delete", "deletecollection"});
    return {.name = std::move(name),
            .groups = {"system:authenticated"},
            .token = std::move(token),
            .rules = {{std::move(verbs), {"*"}, {"*"}, std::move(namespaces), {}}}};
}

Access::Access(std::vector<SandboxUser> users)
    : users_(std::move(users)),
      anonymous_{.name = "system:anonymous", .groups = {"system:unauthenticated"}, .token = {}, .rules = {}} {}

const SandboxUser* Access::authenticate(std::string_view token) const {
    for (const auto& user : users_) {
        if (user.token.size() == token.size() && !token.empty() && CRYPTO_memcmp(user.token.data(), token.data(), token.size()) == 0)
            return &user;
    }
    return nullptr;
}

bool Access::allows(const SandboxUser& user, const AccessRequest& request) {
    const auto fits = [&](const AccessRule& rule) { return rule_allows(rule, request); };
    if (std::ranges::any_of(user.rules, fits)) return true;
    if (std::ranges::find(user.groups, "system:authenticated") != user.groups.end()) return std::ranges::any_of(common_rules(), fits);
    static const AccessRule open{{"get"}, {}, {}, {}, {"/healthz", "/livez", "/readyz", "/version", "/version/"}};
    return rule_allows(open, request);
}

json::object Access::rules_in(const SandboxUser& user, std::string_view name_space) {
    json::array resources, urls;
    const auto add = [&](const AccessRule& rule) {
        if (!rule.urls.empty()) {
            urls.push_back({{"verbs", texts(rule.verbs)}, {"nonResourceURLs", texts(rule.urls)}});
        } else if (rule.namespaces.empty() || std::ranges::find(rule.namespaces, name_space) != rule.namespaces.end()) {
            resources.push_back({{"verbs", texts(rule.verbs)}, {"apiGroups", texts(rule.groups)}, {"resources", texts(rule.resources)}});
        }
    };
    for (const auto& rule : user.rules) add(rule);
    for (const auto& rule : common_rules()) add(rule);
    return {{"resourceRules", std::move(resources)}, {"nonResourceRules", std::move(urls)}, {"incomplete", false}};
}

}  // namespace nexa::sandbox
