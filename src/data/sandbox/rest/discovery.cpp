#include "data/sandbox/rest/discovery.hpp"

#include "base/encoding.hpp"

namespace nexa::sandbox::rest {

namespace {

/// Kinds that are only ever asked about, never stored.
struct Virtual {
    std::string_view group;
    std::string_view kind;
    std::string_view plural;
};
constexpr Virtual virtuals[] = {{"authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"},
                                {"authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"},
                                {"authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"}};

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

/// group -> its versions, preferred first; the core group under "".
std::map<std::string, std::vector<std::string>> groups_of(const TypeRegistry::Snapshot& types) {
    std::map<std::string, std::vector<std::string>> out;
    const auto add = [&](const std::string& group, const std::string& version) {
        auto& list = out[group];
        if (std::ranges::find(list, version) == list.end()) list.push_back(version);
    };
    for (const auto& type : *types) {
        for (const auto& version : type->versions) {
            if (version.served) add(type->group, version.name);
        }
    }
    for (const auto& entry : virtuals) add(std::string(entry.group), "v1");
    return out;
}

json::object group_json(const std::string& name, const std::vector<std::string>& versions) {
    json::array list;
    for (const auto& version : versions) list.push_back({{"groupVersion", name + "/" + version}, {"version", version}});
    return {{"name", name}, {"versions", list}, {"preferredVersion", list.front()}};
}

/// The subresources of a type: name, kind of the answer, verbs.
struct Sub {
    std::string name;
    std::string group;
    std::string version;
    std::string kind;
    std::vector<std::string> verbs;
};

std::vector<Sub> subresources(const ResourceType& type, const TypeVersion& version) {
    std::vector<Sub> out;
    if (version.status) out.push_back({"status", "", "", type.kind, {"get", "patch", "update"}});
    if (version.scale) out.push_back({"scale", "autoscaling", "v1", "Scale", {"get", "patch", "update"}});
    if (type.plural == "pods" && !type.custom) out.push_back({"log", "", "", type.kind, {"get"}});
    return out;
}

/// The types of a group that are served in that version, by name.
std::vector<TypePtr> served_types(const TypeRegistry::Snapshot& types, std::string_view group, std::string_view version_name) {
    std::vector<TypePtr> out;
    for (const auto& type : *types) {
        const auto* version = type->version(version_name);
        if (type->group == group && version && version->served) out.push_back(type);
    }
    std::ranges::sort(out, {}, [](const TypePtr& type) { return type->plural; });
    return out;
}

/// Tells clients of a storage migration when the stored version changes.
std::string storage_version_hash(const ResourceType& type) {
    return to_base64(sha256(fmt::format("{}/{}/{}", type.group, type.stored_version().name, type.kind)).substr(0, 8));
}

json::array resource_list(const TypeRegistry::Snapshot& types, std::string_view group, std::string_view version_name) {
    json::array out;
    for (const auto& type : served_types(types, group, version_name)) {
        const auto* version = type->version(version_name);
        json::object entry{{"name", type->plural},
                           {"singularName", type->singular},
                           {"namespaced", type->namespaced},
                           {"kind", type->kind},
                           {"verbs", texts(type->verbs)}};
        if (!type->short_names.empty()) entry["shortNames"] = texts(type->short_names);
        if (!type->categories.empty()) entry["categories"] = texts(type->categories);
        entry["storageVersionHash"] = storage_version_hash(*type);
        out.push_back(std::move(entry));
        for (const auto& sub : subresources(*type, *version)) {
            json::object below{{"name", type->plural + "/" + sub.name},
                               {"singularName", ""},
                               {"namespaced", type->namespaced},
                               {"kind", sub.kind},
                               {"verbs", texts(sub.verbs)}};
            if (!sub.group.empty()) below["group"] = sub.group;
            if (!sub.version.empty()) below["version"] = sub.version;
            out.push_back(std::move(below));
        }
    }
    for (const auto& entry : virtuals) {
        if (entry.group == group && version_name == "v1") {
            out.push_back(
                {{"name", entry.plural}, {"singularName", ""}, {"namespaced", false}, {"kind", entry.kind}, {"verbs", {"create"}}});
            out.back().as_object()["verbs"] = json::array{"create"};
        }
    }
    return out;
}

json::array aggregated_resources(const TypeRegistry::Snapshot& types, const std::string& group, const std::string& version_name) {
    json::array out;
    for (const auto& type : served_types(types, group, version_name)) {
        const auto* version = type->version(version_name);
        const auto response = [&](const Sub* sub) {
            return json::object{{"group", sub && !sub->group.empty() ? sub->group : type->group},
                                {"version", sub && !sub->version.empty() ? sub->version : version_name},
                                {"kind", sub ? sub->kind : type->kind}};
        };
        json::object entry{{"resource", type->plural},
                           {"responseKind", response(nullptr)},
                           {"scope", type->namespaced ? "Namespaced" : "Cluster"},
                           {"singularResource", type->singular},
                           {"verbs", texts(type->verbs)}};
        if (!type->short_names.empty()) entry["shortNames"] = texts(type->short_names);
        if (!type->categories.empty()) entry["categories"] = texts(type->categories);
        json::array below;
        for (const auto& sub : subresources(*type, *version))
            below.push_back({{"subresource", sub.name}, {"responseKind", response(&sub)}, {"verbs", texts(sub.verbs)}});
        if (!below.empty()) entry["subresources"] = std::move(below);
        out.push_back(std::move(entry));
    }
    for (const auto& entry : virtuals) {
        if (entry.group != group || version_name != "v1") continue;
        json::object shown{{"resource", entry.plural},
                           {"responseKind", {{"group", entry.group}, {"version", "v1"}, {"kind", entry.kind}}},
                           {"scope", "Cluster"},
                           {"singularResource", ""}};
        shown["verbs"] = json::array{"create"};
        out.push_back(std::move(shown));
    }
    return out;
}

http::Response aggregated(const TypeRegistry::Snapshot& types, bool core) {
    json::array items;
    for (const auto& [group, versions] : groups_of(types)) {
        if (group.empty() != core) continue;
        json::array list;
        for (const auto& version : versions)
            list.push_back({{"version", version}, {"resources", aggregated_resources(types, group, version)}, {"freshness", "Current"}});
        items.push_back({{"metadata", {{"name", group}}}, {"versions", std::move(list)}});
    }
    auto response = object_reply(200, {{"kind", "APIGroupDiscoveryList"},
                                       {"apiVersion", "apidiscovery.k8s.io/v2"},
                                       {"metadata", json::object()},
                                       {"items", std::move(items)}});
    response.headers.set("Content-Type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    return response;
}

json::object version_info(std::string_view version) {
    const auto dot = version.find('.');
    const auto rest = version.substr(dot + 1);
    return {{"major", version.substr(0, dot)},
            {"minor", rest.substr(0, rest.find('.'))},
            {"minCompatibilityMajor", version.substr(0, dot)},
            {"minCompatibilityMinor", std::to_string(std::atoi(std::string(rest).c_str()) - 1)},
            {"emulationMajor", version.substr(0, dot)},
            {"emulationMinor", rest.substr(0, rest.find('.'))},
            {"gitVersion", fmt::format("v{}", version)},
            {"gitCommit", "0000000000000000000000000000000000000000"},
            {"gitTreeState", "clean"},
            {"buildDate", "2026-01-01T00:00:00Z"},
            {"goVersion", "none"},
            {"compiler", "nexa-sandbox"},
            {"platform", "linux/amd64"}};
}

}  // namespace

std::optional<http::Response> discover(const TypeRegistry& registry, const http::Request& request, std::string_view kubernetes_version,
                                       std::string_view server) {
    std::string_view path = request.path;
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (path == "/version") return object_reply(200, version_info(kubernetes_version));
    if (path != "/api" && path != "/apis" && path != "/api/v1" && !path.starts_with("/apis/")) return std::nullopt;
    const auto form = negotiate(request.headers.get("Accept"));
    if (!form) return error_reply(form.error());
    const auto types = registry.all();
    if (path == "/api") {
        if (form->aggregated_discovery) return aggregated(types, true);
        json::object out{{"kind", "APIVersions"},
                         {"serverAddressByClientCIDRs", {{{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", server}}}}};
        out["versions"] = json::array{"v1"};
        out["serverAddressByClientCIDRs"] = json::array{json::object{{"clientCIDR", "0.0.0.0/0"}, {"serverAddress", server}}};
        return object_reply(200, out, form->yaml);
    }
    if (path == "/apis") {
        if (form->aggregated_discovery) return aggregated(types, false);
        json::array list;
        for (const auto& [group, versions] : groups_of(types)) {
            if (!group.empty()) list.push_back(group_json(group, versions));
        }
        return object_reply(200, {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(list)}}, form->yaml);
    }
    if (path == "/api/v1") {
        return object_reply(200, {{"kind", "APIResourceList"}, {"groupVersion", "v1"}, {"resources", resource_list(types, "", "v1")}},
                            form->yaml);
    }
    auto rest = path.substr(std::string_view("/apis/").size());
    const std::string group(rest.substr(0, rest.find('/')));
    const auto groups = groups_of(types);
    const auto known = groups.find(group);
    if (known == groups.end())
        return rest.find('/') == std::string_view::npos || std::ranges::count(rest, '/') == 1 ? std::optional(page_not_found())
                                                                                              : std::nullopt;
    if (rest == group) {
        auto out = group_json(group, known->second);
        out["kind"] = "APIGroup";
        out["apiVersion"] = "v1";
        return object_reply(200, out, form->yaml);
    }
    const std::string version(rest.substr(group.size() + 1));
    if (version.find('/') != std::string::npos) return std::nullopt;
    if (std::ranges::find(known->second, version) == known->second.end()) return page_not_found();
    return object_reply(200,
                        {{"kind", "APIResourceList"},
                         {"apiVersion", "v1"},
                         {"groupVersion", group + "/" + version},
                         {"resources", resource_list(types, group, version)}},
                        form->yaml);
}

}  // namespace nexa::sandbox::rest
