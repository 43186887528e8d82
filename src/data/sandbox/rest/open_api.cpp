#include "base/encoding.hpp"
#include "data/sandbox/rest/discovery.hpp"
#include "data/sandbox/schema/schema.hpp"

namespace nexa::sandbox::rest {

namespace {

/// "io.strimzi.kafka.v1.Kafka": as the API server names CRD schemas.
std::string component_name(const ResourceType& type, const std::string& version) {
    std::string reversed;
    std::string_view rest = type.group.empty() ? std::string_view("core.api.k8s.io") : std::string_view(type.group);
    while (!rest.empty()) {
        const auto dot = rest.rfind('.');
        reversed += fmt::format("{}{}", reversed.empty() ? "" : ".", dot == std::string_view::npos ? rest : rest.substr(dot + 1));
        rest = dot == std::string_view::npos ? std::string_view() : rest.substr(0, dot);
    }
    return fmt::format("{}.{}.{}", reversed, version, type.kind);
}

json::object parameter(std::string_view name, std::string_view type = "string") {
    return {{"name", name}, {"in", "query"}, {"schema", {{"type", type}, {"uniqueItems", true}}}};
}

/// What clients look up: which kind an operation is about, and that it takes fieldValidation.
json::object operation(const ResourceType& type, const std::string& version, std::string_view action) {
    json::array parameters;
    for (const auto name : {"dryRun", "fieldManager", "fieldValidation"}) parameters.push_back(parameter(name));
    if (action == "patch") parameters.push_back(parameter("force", "boolean"));
    return {{"x-kubernetes-action", action},
            {"x-kubernetes-group-version-kind", {{"group", type.group}, {"version", version}, {"kind", type.kind}}},
            {"parameters", std::move(parameters)},
            {"responses",
             {{"200",
               {{"description", "OK"},
                {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/" + component_name(type, version)}}}}}}}}}}}};
}

json::object document(const TypeRegistry::Snapshot& types, std::string_view group, const std::string& version) {
    json::object paths, schemas;
    const auto root = group.empty() ? "/api/" + version : fmt::format("/apis/{}/{}", group, version);
    for (const auto& type : *types) {
        const auto* served = type->version(version);
        if (type->group != group || !served || !served->served) continue;
        const auto base = root + (type->namespaced ? "/namespaces/{namespace}/" : "/") + type->plural;
        paths[base] = {{"post", operation(*type, version, "post")}, {"get", operation(*type, version, "list")}};
        paths[base + "/{name}"] = {{"get", operation(*type, version, "get")},
                                   {"put", operation(*type, version, "put")},
                                   {"patch", operation(*type, version, "patch")},
                                   {"delete", operation(*type, version, "delete")}};
        auto schema = served->schema->to_openapi();
        schema["x-kubernetes-group-version-kind"] =
            json::array{json::object{{"group", type->group}, {"version", version}, {"kind", type->kind}}};
        schemas[component_name(*type, version)] = std::move(schema);
    }
    return {{"openapi", "3.0.0"},
            {"info", {{"title", "Kubernetes (simulated)"}, {"version", "sandbox"}}},
            {"paths", std::move(paths)},
            {"components", {{"schemas", std::move(schemas)}}}};
}

}  // namespace

std::optional<http::Response> open_api(const TypeRegistry& registry, const http::Request& request) {
    std::string_view path = request.path;
    if (path == "/openapi/v2") {
        // kubectl reads the protobuf form only, and only when /openapi/v3 does not know a kind: a document without paths lets it go on
        // and say so. {1: "2.0", 2: {1: "Kubernetes", 2: "1"}, 8: {}} of openapi.v2.Document.
        if (request.headers.get("Accept").find("openapi.spec.v2") != std::string_view::npos) {
            static constexpr std::string_view empty_document(
                "\x0a\x03"
                "2.0"
                "\x12\x0f"
                "\x0a\x0aKubernetes"
                "\x12\x01"
                "1"
                "\x42\x00",
                24);
            return http::Response::text(200, std::string(empty_document), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        }
        return object_reply(200, {{"swagger", "2.0"},
                                  {"info", {{"title", "Kubernetes (simulated)"}, {"version", "sandbox"}}},
                                  {"paths", json::object()},
                                  {"definitions", json::object()}});
    }
    if (path != "/openapi/v3" && !path.starts_with("/openapi/v3/")) return std::nullopt;
    const auto types = registry.all();
    std::set<std::pair<std::string, std::string>> versions;
    for (const auto& type : *types) {
        for (const auto& version : type->versions) {
            if (version.served) versions.emplace(type->group, version.name);
        }
    }
    if (path == "/openapi/v3") {
        json::object list;
        for (const auto& [group, version] : versions) {
            const auto name = group.empty() ? "api/" + version : fmt::format("apis/{}/{}", group, version);
            const auto hash = to_hex(sha256(fmt::format("{} {}", name, registry.revision())));
            list[name] = {{"serverRelativeURL", fmt::format("/openapi/v3/{}?hash={}", name, hash)}};
        }
        return object_reply(200, {{"paths", std::move(list)}});
    }
    const auto name = path.substr(std::string_view("/openapi/v3/").size());
    for (const auto& [group, version] : versions) {
        if (name == (group.empty() ? "api/" + version : fmt::format("apis/{}/{}", group, version)))
            return object_reply(200, document(types, group, version));
    }
    return page_not_found();
}

}  // namespace nexa::sandbox::rest
