#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/api/call.hpp"
#include "wire/schema.hpp"

namespace nexa::control {

/// Who may call an endpoint. There is no default: each row says it.
struct Access {
    enum class Who { anyone, signed_in, permitted };
    /// What the permission must be held on. The path's {cluster} and {namespace} say where.
    enum class Where {
        everywhere,     ///< The whole fleet.
        anywhere,       ///< Some place at all; the handler shows only what lies within the caller's scope.
        cluster,        ///< Some namespace of {cluster}.
        whole_cluster,  ///< All of {cluster}.
        name_space,     ///< {namespace} of {cluster}.
    };
    Who who = Who::permitted;
    Permission permission = Permission::clusters_read;
    Where where = Where::everywhere;
};
inline constexpr Access anyone{Access::Who::anyone, {}, {}};
inline constexpr Access signed_in{Access::Who::signed_in, {}, {}};
constexpr Access permitted(Permission permission, Access::Where where) {
    return {Access::Who::permitted, permission, where};
}

/// Whether calls are recorded. `by_handler`: the handler writes the record in the transaction of its change, and the framework records
/// the calls that were denied, under `what`. There is no default either.
struct Audited {
    bool audited = false;
    std::string_view what;  ///< "intent.apply"
};
inline constexpr Audited not_audited{};
constexpr Audited audited(std::string_view what) {
    return {true, what};
}

/// A body's shape for OpenAPI: its reference, and how its definition gets into the components.
struct Shape {
    std::string_view content_type;
    std::function<json::object()> schema;
    std::function<void(json::object& components)> collect;
};
template <class T>
Shape shape() {
    return {"application/json", [] { return wire::schema<T>(); }, [](json::object& components) { wire::collect_schemas<T>(components); }};
}
/// {items, next_cursor, total} of Ts, and what `more` adds: a component of its own, "RunPage" for RunItems.
template <class T>
Shape list_shape(const json::object& more = {}) {
    std::string name(wire::record<T>.name);
    if (name.ends_with("Item")) name.resize(name.size() - 4);
    name += "Page";
    auto collect = [name, more](json::object& components) {
        wire::collect_schemas<T>(components);
        json::object properties{{"items", wire::list_schema(wire::schema<T>(), {}, false)},
                                {"next_cursor", wire::nullable({{"type", "string"}})},
                                {"total", json::object{{"type", "integer"}}}};
        json::array required{"items", "next_cursor", "total"};
        for (const auto& [member, schema] : more) {
            properties[member] = schema;
            required.emplace_back(member);
        }
        components[name] = json::object{{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
    };
    return {"application/json", [name] { return wire::reference(name); }, std::move(collect)};
}
/// Something that is not JSON of ours: a manifest, a log, an event stream.
Shape raw_shape(std::string_view content_type);

struct QueryParam {
    std::string_view name;
    std::string_view about;
    std::string_view type = "string";  ///< "string", "integer" or "boolean"
};

using Handle = std::function<Task<Result<http::Response>>(Call&)>;

/// One row declares one endpoint: routing, rights, audit, validation and OpenAPI follow from it.
struct Endpoint {
    http::Method method;
    std::string path;  ///< Under /api/v1 ("/clusters/{cluster}").
    Access access;
    Audited audit;
    std::string_view operation;  ///< OpenAPI's operationId: "listClusters".
    std::string_view summary;
    Handle handle;
    std::vector<QueryParam> query = {};
    std::optional<Shape> request = {};
    int status = 200;  ///< Of success.
    std::optional<Shape> response = {};
    std::vector<QueryParam> headers = {};
    std::optional<Shape> dry_run = {};  ///< What ?dry_run=true answers with (200).
};

using Endpoints = std::vector<Endpoint>;

/// The OpenAPI 3.1 document of those endpoints. Pure.
json::object openapi(const Endpoints& endpoints);

}  // namespace nexa::control
