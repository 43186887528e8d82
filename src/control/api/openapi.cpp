#include <fmt/format.h>

#include "control/api/endpoint.hpp"
#include "control/api/problem_wire.hpp"

namespace nexa::control {
namespace {

std::string lower(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](char each) { return each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each; });
    return made;
}

/// The first segment of the path: the noun that groups operations.
std::string tag_of(const std::string& path) {
    return path.substr(1, path.find('/', 1) - 1);
}

json::array parameters_of(const Endpoint& endpoint) {
    json::array parameters;
    for (std::size_t at = endpoint.path.find('{'); at != std::string::npos; at = endpoint.path.find('{', at + 1)) {
        const auto name = endpoint.path.substr(at + 1, endpoint.path.find('}', at) - at - 1);
        parameters.push_back(
            json::object{{"name", name}, {"in", "path"}, {"required", true}, {"schema", json::object{{"type", "string"}}}});
    }
    for (const auto& param : endpoint.query) {
        parameters.push_back(json::object{
            {"name", param.name}, {"in", "query"}, {"description", param.about}, {"schema", json::object{{"type", param.type}}}});
    }
    for (const auto& header : endpoint.headers) {
        parameters.push_back(json::object{
            {"name", header.name}, {"in", "header"}, {"description", header.about}, {"schema", json::object{{"type", header.type}}}});
    }
    return parameters;
}

std::string access_of(const Access& access) {
    if (access.who == Access::Who::anyone) return "Anyone may call it.";
    if (access.who == Access::Who::signed_in) return "Any signed-in user may call it.";
    static constexpr std::array where{"on the whole fleet", "somewhere; the reply holds what lies within the caller's scope",
                                      "in some namespace of the cluster", "on the whole cluster", "in the namespace"};
    return fmt::format("Needs {} {}.", to_string(access.permission), where[static_cast<std::size_t>(access.where)]);
}

json::object content(const Shape& shape) {
    return {{"content", json::object{{shape.content_type, json::object{{"schema", shape.schema()}}}}}};
}

json::object operation_of(const Endpoint& endpoint) {
    json::object operation{{"operationId", endpoint.operation},
                           {"summary", endpoint.summary},
                           {"description", access_of(endpoint.access)},
                           {"tags", json::array{tag_of(endpoint.path)}}};
    if (auto parameters = parameters_of(endpoint); !parameters.empty()) operation["parameters"] = std::move(parameters);
    if (endpoint.request) {
        json::object body = content(*endpoint.request);
        body["required"] = true;
        if (endpoint.request->content_type == "application/yaml") {
            // What is sent as YAML may be sent as JSON too.
            body["content"].as_object()["application/json"] = json::object{{"schema", json::object{{"type", "object"}}}};
        }
        operation["requestBody"] = std::move(body);
    }
    json::object success{{"description", "Done"}};
    if (endpoint.response) success["content"] = content(*endpoint.response)["content"];
    json::object responses{
        {std::to_string(endpoint.status), std::move(success)},
        {"default",
         json::object{{"description", "A problem (RFC 9457)"},
                      {"content", json::object{{"application/problem+json", json::object{{"schema", wire::schema<ProblemDocument>()}}}}}}}};
    if (endpoint.dry_run) {
        // Nothing was to be done, or it was a dry run.
        const json::array either{endpoint.response->schema(), endpoint.dry_run->schema()};
        responses["200"] =
            json::object{{"description", "Unchanged, or what it would do"},
                         {"content", json::object{{"application/json", json::object{{"schema", json::object{{"anyOf", either}}}}}}}};
    }
    operation["responses"] = std::move(responses);
    if (endpoint.access.who == Access::Who::anyone) operation["security"] = json::array{};
    return operation;
}

}  // namespace

Shape raw_shape(std::string_view content_type) {
    return {content_type, [] { return json::object{{"type", "string"}}; }, [](json::object&) {}};
}

json::object openapi(const Endpoints& endpoints) {
    json::object paths;
    json::object components;
    wire::collect_schemas<ProblemDocument>(components);
    for (const auto& endpoint : endpoints) {
        auto& item = paths["/api/v1" + endpoint.path];
        if (!item.is_object()) item = json::object{};
        item.get_object()[lower(http::to_string(endpoint.method))] = operation_of(endpoint);
        if (endpoint.request) endpoint.request->collect(components);
        if (endpoint.response) endpoint.response->collect(components);
        if (endpoint.dry_run) endpoint.dry_run->collect(components);
    }
    return {{"openapi", "3.1.0"},
            {"info", json::object{{"title", "Nexa Control Plane"},
                                  {"version", NEXA_VERSION},
                                  {"description", "Operates Apache Spark and Apache Kafka on many Kubernetes clusters."}}},
            {"security", json::array{json::object{{"bearer", json::array{}}}}},
            {"paths", std::move(paths)},
            {"components",
             json::object{{"securitySchemes",
                           json::object{{"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}}},
                          {"schemas", std::move(components)}}}};
}

}  // namespace nexa::control
