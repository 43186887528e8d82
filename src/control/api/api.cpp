#include "control/api/api.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "http/problem.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view prefix = "/api/v1";

class Api {
public:
    Api(Endpoints endpoints, http::Router router, Identity& identity, AuditSink& audit)
        : endpoints_(std::move(endpoints)),
          routes_(routes_of(endpoints_)),
          router_(std::move(router)),
          identity_(identity),
          audit_(audit) {}

    Task<http::Response> serve(http::Request& request) {
        const std::string_view path = request.raw_path();
        const http::Match match = router_.match(request.method, path.substr(std::min(prefix.size(), path.size())));
        if (match.outcome == http::Match::Outcome::not_found) {
            co_return http::problem(404, fmt::format("there is no {} in this API; see the OpenAPI document", request.path),
                                    request.request_id);
        }
        if (match.outcome == http::Match::Outcome::method_not_allowed) {
            auto response =
                http::problem(405, fmt::format("{} is not possible here (possible: {})", http::to_string(request.method), match.allow),
                              request.request_id);
            response.headers.set("allow", match.allow);
            co_return response;
        }
        const Endpoint& endpoint = endpoints_[match.route];
        request.route = routes_[match.route].path;
        Call call{request, match.params, {}};
        if (endpoint.access.who != Access::Who::anyone) {
            const std::string_view token = bearer_of(request);
            auto caller = co_await identity_.identify(token);
            if (!caller) co_return http::problem(caller.error(), request);
            call.caller = std::move(*caller);
            request.caller = call.caller.name;
        }
        const std::string cluster = call.param("cluster");
        const std::string name_space = call.param("namespace");
        if (endpoint.access.who == Access::Who::permitted && !allowed(endpoint.access, *call.caller.rights, cluster, name_space)) {
            const Error error = denied(endpoint.access, *call.caller.rights, cluster, name_space);
            if (endpoint.audit.audited) {
                AuditEntry entry = audit_entry_of(call, endpoint.audit.what, "denied");
                entry.message = fmt::format("{} lacks {}", call.caller.name, to_string(endpoint.access.permission));
                co_await audit_.record(std::move(entry));
            }
            co_return http::problem(error, request);
        }
        auto result = co_await endpoint.handle(call);
        if (result) co_return std::move(*result);
        if (endpoint.audit.audited && result.error().code == ErrorCode::forbidden) {
            AuditEntry entry = audit_entry_of(call, endpoint.audit.what, "denied");
            entry.message = result.error().message;
            co_await audit_.record(std::move(entry));
        }
        co_return http::problem(result.error(), request);
    }

private:
    const Endpoints endpoints_;
    const std::vector<http::Route> routes_;  ///< As the whole server sees them.
    const http::Router router_;
    Identity& identity_;
    AuditSink& audit_;
};

}  // namespace

std::string_view bearer_of(const http::Request& request) {
    const std::string_view value = request.headers.get("authorization");
    static constexpr std::string_view scheme = "bearer ";
    if (value.size() <= scheme.size()) return {};
    for (std::size_t at = 0; at < scheme.size(); ++at) {
        if ((value[at] | 0x20) != (scheme[at] | 0x20)) return {};
    }
    return value.substr(scheme.size());
}

AuditEntry audit_entry_of(const Call& call, std::string_view what, std::string_view outcome) {
    AuditEntry entry;
    entry.who = call.caller.name.empty() ? "anonymous" : call.caller.name;
    entry.what = what;
    entry.outcome = outcome;
    entry.cluster = call.param("cluster");
    entry.name_space = call.param("namespace");
    entry.name = call.param("name");
    entry.remote_address = call.request.remote_address;
    entry.request_id = call.request.request_id;
    entry.detail = "{}";
    return entry;
}

bool allowed(const Access& access, const Rights& rights, std::string_view cluster, std::string_view name_space) {
    switch (access.where) {
        case Access::Where::everywhere:
            return rights.allows_everywhere(access.permission);
        case Access::Where::anywhere:
            return rights.allows_anywhere(access.permission);
        case Access::Where::cluster:
            return rights.allows_in(access.permission, cluster);
        case Access::Where::whole_cluster:
            return rights.allows_cluster(access.permission, cluster);
        case Access::Where::name_space:
            return rights.allows(access.permission, cluster, name_space);
    }
    return false;
}

Error denied(const Access& access, const Rights& rights, std::string_view cluster, std::string_view name_space) {
    std::string place = "on the whole fleet";
    bool may_know = true;
    switch (access.where) {
        case Access::Where::everywhere:
            break;
        case Access::Where::anywhere:
            place = "anywhere";
            break;
        case Access::Where::cluster:
        case Access::Where::whole_cluster:
            place = fmt::format("on cluster {}", cluster);
            may_know = rights.allows_in(Permission::clusters_read, cluster);
            break;
        case Access::Where::name_space:
            place = fmt::format("in {} / {}", cluster, name_space);
            may_know = rights.allows(Permission::resources_read, cluster, name_space);
            break;
    }
    if (!may_know) {
        return {ErrorCode::not_found,
                "there is no such cluster, namespace or resource, or you may not see it; an administrator can bind you to it",
                {}};
    }
    return {ErrorCode::forbidden,
            fmt::format("you lack the right {} {}; someone who holds it and bindings:write can give it to you",
                        to_string(access.permission), place),
            {}};
}

std::vector<http::Route> routes_of(const Endpoints& endpoints) {
    std::vector<http::Route> routes;
    for (const auto& endpoint : endpoints) routes.push_back({endpoint.method, fmt::format("{}{}", prefix, endpoint.path)});
    return routes;
}

Result<http::Handler> make_api(Endpoints endpoints, Identity& identity, AuditSink& audit) {
    std::vector<http::Route> routes;
    for (const auto& endpoint : endpoints) routes.push_back({endpoint.method, endpoint.path});
    auto router = http::Router::make(routes);
    if (!router) return fail(router.error());
    auto api = std::make_shared<Api>(std::move(endpoints), std::move(*router), identity, audit);
    return http::Handler([api](http::Request& request) { return api->serve(request); });
}

}  // namespace nexa::control
