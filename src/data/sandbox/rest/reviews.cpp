#include "data/sandbox/rest/call.hpp"

/// Questions about oneself: who am I, what may I do.
namespace nexa::sandbox::rest {

namespace {

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object& inner(const json::object& from, std::string_view key) {
    static const json::object none;
    const auto* value = from.if_contains(key);
    return value && value->is_object() ? value->get_object() : none;
}

/// One of a resource and a URL is to be asked for.
std::optional<StatusError> access_objection(const json::object& spec, const Release& release) {
    const bool resource = spec.contains("resourceAttributes"), url = spec.contains("nonResourceAttributes");
    if (resource != url) return std::nullopt;
    static constexpr std::string_view rule = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    const bool whole = release.access_review_as_whole;
    StatusCause cause{"FieldValueInvalid", fmt::format("Invalid value: null: {}", rule), whole ? "spec" : "spec.resourceAttributes"};
    if (resource) {
        const auto& asked = inner(spec, "nonResourceAttributes");
        const json::object shown{{"Path", text(asked, "path")}, {"Verb", text(asked, "verb")}};
        cause = whole ? status::invalid_value("spec", shown, rule)
                      : status::invalid_value("spec.nonResourceAttributes", shown,
                                              "cannot be specified in combination with resourceAttributes");
    }
    StatusError error{.code = 422,
                      .reason = "Invalid",
                      .message = fmt::format(".authorization.k8s.io \"\" is invalid: {}: {}", cause.field, cause.message),
                      .group = "authorization.k8s.io"};
    error.causes.push_back(std::move(cause));
    return error;
}

json::object access_status(const SandboxUser& user, const json::object& spec) {
    AccessRequest asked;
    if (const auto& resource = inner(spec, "resourceAttributes"); !resource.empty()) {
        asked.verb = text(resource, "verb");
        asked.group = text(resource, "group");
        asked.resource = text(resource, "resource");
        if (const auto sub = text(resource, "subresource"); !sub.empty()) asked.resource += "/" + sub;
        asked.name_space = text(resource, "namespace");
    } else {
        const auto& url = inner(spec, "nonResourceAttributes");
        asked.verb = text(url, "verb");
        asked.url = text(url, "path");
    }
    const bool allowed = Access::allows(user, asked);
    json::object out{{"allowed", allowed}};
    if (allowed) out["reason"] = "RBAC: allowed by the sandbox's rules";
    return out;
}

}  // namespace

bool is_review(const RequestInfo& info) {
    return (info.group == "authorization.k8s.io" && info.version == "v1" &&
            (info.plural == "selfsubjectaccessreviews" || info.plural == "selfsubjectrulesreviews")) ||
           (info.group == "authentication.k8s.io" && info.version == "v1" && info.plural == "selfsubjectreviews");
}

http::Response review(Call& call) {
    if (call.info.verb != "create") return page_not_found();
    const std::string kind = call.info.plural == "selfsubjectaccessreviews"  ? "SelfSubjectAccessReview"
                             : call.info.plural == "selfsubjectrulesreviews" ? "SelfSubjectRulesReview"
                                                                             : "SelfSubjectReview";
    auto body = read_body(call, kind);
    if (!body) return error_reply(body.error());
    auto out = std::move(*body);
    if (!out.contains("metadata")) out["metadata"] = json::object();
    if (call.info.plural == "selfsubjectaccessreviews") {
        if (auto wrong = access_objection(inner(out, "spec"), call.cluster.types().release())) return error_reply(*wrong);
        out["status"] = access_status(call.user, inner(out, "spec"));
    } else if (call.info.plural == "selfsubjectrulesreviews") {
        const auto name_space = text(inner(out, "spec"), "namespace");
        if (name_space.empty()) return error_reply(status::bad_request("no namespace on request"));
        out["status"] = Access::rules_in(call.user, name_space);
    } else {
        out["status"] = {{"userInfo",
                          {{"username", call.user.name},
                           {"uid", call.user.name},
                           {"groups", json::array(call.user.groups.begin(), call.user.groups.end())}}}};
    }
    out["kind"] = kind;
    out["apiVersion"] = call.info.group + "/" + call.info.version;
    return object_reply(201, out, call.form.yaml);
}

}  // namespace nexa::sandbox::rest
