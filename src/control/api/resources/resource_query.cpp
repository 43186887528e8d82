#include "control/api/resources/resource_query.hpp"

#include <fmt/format.h>

#include "data/kinds.hpp"

namespace nexa::control {
namespace {

auto bad(std::string_view parameter, std::string_view value, std::string_view possible) {
    return fail(ErrorCode::invalid,
                fmt::format("the query parameter {} is \"{}\"; possible: {}", parameter, value.substr(0, 60), possible));
}

}  // namespace

Result<ResourceQuery> resource_query_of(const Call& call) {
    ResourceQuery query;
    for (const auto& name : call.query_set("kind")) {
        const Kind* kind = find_kind(name);
        if (!kind) return bad("kind", name, "see /api/v1/kinds");
        query.kinds.emplace(kind->ref.kind);
    }
    query.clusters = call.query_set("cluster");
    query.namespaces = call.query_set("namespace");
    for (const auto& name : call.query_set("health")) {
        const auto health = parse_health(name);
        if (!health) return bad("health", name, "Healthy, Progressing, Degraded, Suspended, Missing, Unknown");
        query.health.insert(*health);
    }
    for (const auto& name : call.query_set("sync")) {
        const auto sync = parse_sync(name);
        if (!sync) return bad("sync", name, "InSync, OutOfSync, Unmanaged, Unknown");
        query.sync.insert(*sync);
    }
    for (const auto& pair : call.query_set("label")) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos) return bad("label", pair, "name=value, several with commas");
        query.labels.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    query.text = call.query("q");
    if (std::string sort = call.query("sort"); !sort.empty()) {
        query.descending = sort.starts_with('-');
        const auto order = parse_order(std::string_view(sort).substr(query.descending ? 1 : 0));
        if (!order) return bad("sort", sort, "name, namespace, cluster, kind, health, age, sync; with - in front: descending");
        query.order = *order;
    }
    const auto limit = call.query_limit();
    if (!limit) return fail(limit.error());
    query.limit = *limit;
    query.cursor = call.query("cursor");
    return query;
}

}  // namespace nexa::control
