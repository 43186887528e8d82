#include "data/sandbox/rest/api_server.hpp"

#include "base/id.hpp"
#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/control_api.hpp"
#include "data/sandbox/rest/discovery.hpp"

namespace nexa::sandbox {

namespace {

using namespace rest;

/// Thrown into the connection: the server ends it without an answer.
http::Response dropped() {
    return http::Response::stream(200, "application/json", [](http::StreamWriter&) -> Task<> {
        throw std::runtime_error("the connection is dropped on request (fault)");
        co_return;
    });
}

/// A refusal comes in the form that the client would have had its answer in.
void tell_as_asked(http::Response& response, const http::Request& request) {
    const auto form = negotiate(request.headers.get("Accept"));
    const auto* body = std::get_if<std::string>(&response.body);
    if (!form || !form->yaml || !body || response.headers.get("Content-Type") != "application/json") return;
    boost::system::error_code error;
    if (const auto told = json::parse(*body, error); !error && told.is_object()) {
        auto again = object_reply(response.status, told.get_object(), true);
        response.body = std::move(again.body);
        response.headers.set("Content-Type", std::string(again.headers.get("Content-Type")));
    }
}

bool is_write(std::string_view verb) {
    return verb == "create" || verb == "update" || verb == "patch" || verb == "delete" || verb == "deletecollection";
}

}  // namespace

struct ApiServer::Impl {
    SandboxCluster& cluster;
    RequestLog& log;
    Faults& faults;
    ApiServerOptions options;
    Access access;

    Impl(SandboxCluster& the_cluster, RequestLog& the_log, Faults& the_faults, ApiServerOptions the_options)
        : cluster(the_cluster),
          log(the_log),
          faults(the_faults),
          options(std::move(the_options)),
          access(options.users) {}

    /// Null: the token is nobody's.
    const SandboxUser* authenticate(const http::Request& request) const {
        const auto header = request.headers.get("Authorization");
        if (header.empty()) return &access.anonymous();
        if (!header.starts_with("Bearer ") && !header.starts_with("bearer ")) return nullptr;
        return access.authenticate(header.substr(7));
    }

    static StatusError forbidden(const SandboxUser& user, const RequestInfo& info, const http::Request& request) {
        if (!info.resource) {
            return {.code = 403,
                    .reason = "Forbidden",
                    .message = fmt::format("forbidden: User \"{}\" cannot {} path \"{}\"", user.name, info.verb, request.path)};
        }
        const auto place =
            info.name_space.empty() ? std::string("at the cluster scope") : fmt::format("in the namespace \"{}\"", info.name_space);
        const ResourceType type{.group = info.group,
                                .kind = {},
                                .list_kind = {},
                                .plural = info.plural,
                                .singular = {},
                                .short_names = {},
                                .categories = {},
                                .storage = {},
                                .verbs = {},
                                .versions = {}};
        return status::forbidden(type, info.name,
                                 fmt::format("User \"{}\" cannot {} resource \"{}\" in API group \"{}\" {}", user.name, info.verb,
                                             info.full_resource(), info.group, place));
    }

    /// What the router of the built-in types says, which knows no kinds.
    static StatusError no_such_method() {
        return {.code = 405, .reason = "MethodNotAllowed", .message = "the server does not allow this method on the requested resource"};
    }

    /// A built-in group has no such resource.
    static StatusError unknown_resource() {
        return {.code = 404, .reason = "NotFound", .message = "the server could not find the requested resource"};
    }

    bool is_built_in(const RequestInfo& info) const {
        const auto types = cluster.types().all();
        return std::ranges::any_of(*types, [&](const TypePtr& type) {
            return !type->custom && type->group == info.group && type->version(info.version) != nullptr;
        });
    }

    http::Response resource(Call& call) {
        const auto& info = call.info;
        if (is_review(info)) return review(call);
        call.type = cluster.types().find(info.group, info.version, info.plural);
        if (!call.type) return is_built_in(info) ? error_reply(unknown_resource()) : page_not_found();
        call.version = call.type->version(info.version);
        const bool scoped = call.type->namespaced;
        if (!scoped && !info.name_space.empty() && info.plural != "namespaces") return page_not_found();
        if (scoped && info.name_space.empty() && (!info.name.empty() || info.verb == "create" || info.verb == "deletecollection")) {
            return call.type->custom ? page_not_found() : error_reply(unknown_resource());
        }
        if (!call.version->deprecation_warning.empty()) call.warnings.push_back(call.version->deprecation_warning);
        if (call.request.body.size() > options.most_body_bytes)
            return error_reply(status::too_large(fmt::format("Request entity too large: limit is {}", options.most_body_bytes)));

        if (info.subresource == "log" && info.plural == "pods" && info.group.empty())
            return info.verb == "get" ? read_pod_log(call) : error_reply(status::method_not_allowed(*call.type, info.verb));
        auto form = negotiate(call.request.headers.get("Accept"));
        if (!form) return error_reply(form.error());
        call.form = *form;
        if (info.subresource == "scale") return scale_object(call);
        if (!info.subresource.empty() && !(info.subresource == "status" && call.version->status)) {
            return error_reply(call.type->custom ? status::not_found(*call.type, info.name) : unknown_resource());
        }
        if (info.subresource == "status" && info.verb != "get" && info.verb != "update" && info.verb != "patch")
            return error_reply(status::method_not_allowed(*call.type, info.verb));
        return verbs(call);
    }

    http::Response verbs(Call& call) {
        const auto& verb = call.info.verb;
        if (verb == "get") return get_object(call);
        if (verb == "list") return list_objects(call);
        if (verb == "watch") return watch_objects(call, options.bookmark_every);
        if (verb == "create") return call.info.name.empty() ? create_object(call) : error_reply(no_such_method());
        if (call.info.name.empty() && verb != "deletecollection") {
            return error_reply(call.type->custom ? status::bad_request("name must be provided") : no_such_method());
        }
        if (verb == "update") return update_object(call);
        if (verb == "patch") return patch_object(call);
        if (verb == "delete") return delete_object(call);
        if (verb == "deletecollection" && call.type->allows("deletecollection")) return delete_collection(call);
        return error_reply(status::method_not_allowed(*call.type, verb));
    }

    /// As the client called it.
    std::string server_address(const http::Request& request) const {
        const auto host = request.headers.get("Host");
        return host.empty() ? options.server_address : std::string(host);
    }

    http::Response urls(http::Request& request, const SandboxUser& user) {
        if (auto found = discover(cluster.types(), request, cluster.kubernetes_version(), server_address(request)))
            return std::move(*found);
        if (auto found = open_api(cluster.types(), request)) return std::move(*found);
        if (auto found = control(cluster, log, faults, request, user)) return std::move(*found);
        const auto& path = request.path;
        if (path == "/healthz" || path == "/livez" || path == "/readyz" || path.starts_with("/readyz/") || path.starts_with("/livez/") ||
            path.starts_with("/healthz/")) {
            auto response = http::Response::text(200, "ok");
            response.headers.set("Cache-Control", "no-cache, private");
            return response;
        }
        return page_not_found();
    }

    /// What a fault answers instead of the API; nothing when the request goes on.
    static std::optional<http::Response> answer(const Fault& fault) {
        switch (fault.kind) {
            case Fault::Kind::too_many_requests:
                return error_reply(status::too_many_requests(
                    "the server has received too many requests and has asked us to try again later", fault.retry_after));
            case Fault::Kind::server_error:
                return error_reply(status::internal("fault on request"));
            case Fault::Kind::unavailable:
                return error_reply(
                    {.code = 503, .reason = "ServiceUnavailable", .message = "the server is currently unable to handle the request"});
            case Fault::Kind::unauthorized:
                return error_reply(status::unauthorized());
            case Fault::Kind::gone:
                return error_reply(status::expired("The resourceVersion for the provided watch is too old."));
            case Fault::Kind::garbage:
                return json_reply(200, "<html>\x01 this is {no JSON");
            case Fault::Kind::drop:
                return dropped();
            case Fault::Kind::latency:
            case Fault::Kind::gone_event:
            case Fault::Kind::half_open:
            case Fault::Kind::commit_and_drop:
                break;
        }
        return std::nullopt;
    }

    void record(Call& call, const http::Response& response) {
        auto& record = call.record;
        record.at = to_rfc3339(system_clock().now());
        record.user = call.user.name;
        if (record.verb.empty()) record.verb = call.info.verb;
        record.path = call.request.path;
        record.status = response.status;
        if (response.status >= 400) {
            if (const auto* body = std::get_if<std::string>(&response.body)) {
                boost::system::error_code error;
                const auto value = json::parse(*body, error);
                if (!error && value.is_object()) {
                    if (const auto* reason = value.get_object().if_contains("reason"); reason && reason->is_string())
                        record.reason = reason->get_string();
                }
            }
        }
        log.add(std::move(record));
    }

    Task<http::Response> handle(http::Request& request);
};

Task<http::Response> ApiServer::Impl::handle(http::Request& request) {
    auto info = read_request_info(request);
    bool half_open = false, gone_event = false, drop_after = false;
    if (!request.path.starts_with("/sandbox/")) {
        const auto struck = faults.strike(info.verb, request.path);
        for (const auto& fault : struck) {
            if (fault.delay.count() > 0) co_await sleep_for(fault.delay);
            half_open |= fault.kind == Fault::Kind::half_open;
            gone_event |= fault.kind == Fault::Kind::gone_event;
            drop_after |= fault.kind == Fault::Kind::commit_and_drop;
            if (auto reply = answer(fault)) co_return std::move(*reply);
        }
    }
    const auto* user = authenticate(request);
    if (!user) {
        auto refused = error_reply(status::unauthorized());
        refused.headers.set("Audit-Id", Uuid::make().str());
        co_return refused;
    }
    const AccessRequest asked{.verb = info.verb,
                              .group = info.group,
                              .resource = info.full_resource(),
                              .name_space = info.name_space,
                              .url = info.resource ? std::string() : request.path};
    const bool allowed = Access::allows(*user, asked);
    Call call{.cluster = cluster, .request = request, .info = std::move(info), .user = *user, .type = nullptr, .form = {}};
    call.half_open = half_open;
    call.gone_event = gone_event;
    auto response = !allowed             ? error_reply(forbidden(*user, call.info, request))
                    : call.info.resource ? resource(call)
                                         : urls(request, *user);
    if (call.info.resource && is_write(call.info.verb) && !is_review(call.info)) record(call, response);
    if (drop_after) co_return dropped();
    for (const auto& warning : call.warnings) {
        std::string quoted;
        for (const char c : warning) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        response.headers.add("Warning", fmt::format("299 - \"{}\"", quoted));
    }
    if (response.status >= 400) tell_as_asked(response, request);
    response.headers.set("Audit-Id", Uuid::make().str());
    co_return response;
}

ApiServer::ApiServer(SandboxCluster& cluster, RequestLog& log, Faults& faults, ApiServerOptions options)
    : impl_(std::make_unique<Impl>(cluster, log, faults, std::move(options))) {}
ApiServer::~ApiServer() = default;

Task<http::Response> ApiServer::handle(http::Request& request) {
    return impl_->handle(request);
}
const Access& ApiServer::access() const {
    return impl_->access;
}

}  // namespace nexa::sandbox
