#include "data/kube/discovery.hpp"

#include <fmt/format.h>

#include "data/kube/operators.hpp"
#include "data/object.hpp"
#include "data/version.hpp"

namespace nexa::kube {
namespace {

constexpr Lane lane = Lane::background;

const Resource namespaces_resource{"", "v1", "namespaces", "Namespace", false};
const Resource deployments_resource{"apps", "v1", "deployments", "Deployment", true};
const Resource pods_resource{"", "v1", "pods", "Pod", true};

/// Group -> version -> plurals.
using Served = std::map<std::string, std::map<std::string, std::set<std::string>>, std::less<>>;

constexpr std::string_view aggregated_types =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

Answer<json::object> json_of(const Api& api, const std::string& what, const std::string& body) {
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    if (error || !value.is_object()) return kube::fail(describe_unreadable(api.cluster(), what));
    return std::move(value.as_object());
}

Task<Answer<json::object>> get_json(Api& api, std::string target, std::string what, std::string accept = "application/json") {
    Call call;
    call.target = std::move(target);
    call.what = what;
    call.lane = lane;
    call.headers.set("Accept", std::move(accept));
    auto response = co_await api.send(std::move(call));
    if (!response) co_return kube::fail(std::move(response.error()));
    co_return json_of(api, what, response->body);
}

/// The version, and with it how long the apiserver's certificate holds.
Task<Answer<>> find_version(Api& api, Discovered& result) {
    Call call;
    call.target = "/version";
    call.what = "its version";
    call.lane = lane;
    call.asks_certificate = true;
    const auto response = co_await api.send(std::move(call));
    if (!response && response.error().status == 403) {
        result.limits.push_back("the credential may not read /version, so the Kubernetes version is not known");
        co_return Answer<>();
    }
    if (!response) co_return kube::fail(response.error());
    result.certificate_expires = response->certificate_expires;
    const auto version = json_of(api, "its version", response->body);
    if (!version) co_return kube::fail(version.error());
    result.facts.kubernetes_version = plain_version(text_at(*version, {"gitVersion"}));
    co_return Answer<>();
}

void add_aggregated(const json::object& list, Served& served) {
    const json::array* groups = list_at(list, {"items"});
    if (groups == nullptr) return;
    for (const json::value& group : *groups) {
        const json::array* versions = group.is_object() ? list_at(group.get_object(), {"versions"}) : nullptr;
        if (versions == nullptr) continue;
        auto& group_versions = served[std::string(text_at(group.get_object(), {"metadata", "name"}))];
        for (const json::value& version : *versions) {
            const json::array* resources = version.is_object() ? list_at(version.get_object(), {"resources"}) : nullptr;
            if (resources == nullptr) continue;
            auto& plurals = group_versions[std::string(text_at(version.get_object(), {"version"}))];
            for (const json::value& resource : *resources) {
                if (resource.is_object()) plurals.emplace(text_at(resource.get_object(), {"resource"}));
            }
        }
    }
}

/// For apiservers before 1.27, and whatever else answers as they do: a request for each group, and one for each of its versions.
Task<Answer<>> add_group(Api& api, std::string group, Served& served) {
    const auto listed = co_await get_json(api, "/apis/" + escape(group), "the API group " + group);
    if (!listed) {
        if (listed.error().status == 404) co_return Answer<>();
        co_return kube::fail(listed.error());
    }
    const json::array* versions = list_at(*listed, {"versions"});
    if (versions == nullptr) co_return Answer<>();
    for (const json::value& entry : *versions) {
        if (!entry.is_object()) continue;
        const std::string version(text_at(entry.get_object(), {"version"}));
        const auto resources = co_await get_json(api, "/apis/" + escape(group) + "/" + escape(version), "the API group " + group);
        if (!resources) {
            if (resources.error().status == 404) continue;
            co_return kube::fail(resources.error());
        }
        auto& plurals = served[group][version];
        const json::array* list = list_at(*resources, {"resources"});
        if (list == nullptr) continue;
        for (const json::value& resource : *list) {
            if (resource.is_object()) plurals.emplace(text_at(resource.get_object(), {"name"}));
        }
    }
    co_return Answer<>();
}

Task<Answer<Served>> find_served(Api& api, std::span<const KindRef> kinds) {
    Served served;
    const auto aggregated = co_await get_json(api, "/apis", "its API groups", std::string(aggregated_types));
    if (!aggregated) co_return kube::fail(aggregated.error());
    if (text_at(*aggregated, {"kind"}) == "APIGroupDiscoveryList") {
        add_aggregated(*aggregated, served);
        co_return served;
    }
    std::set<std::string> groups;
    for (const KindRef& kind : kinds) {
        if (!kind.group.empty()) groups.emplace(kind.group);
    }
    for (const std::string& group : groups) {
        auto added = co_await add_group(api, group, served);
        if (!added) co_return kube::fail(std::move(added.error()));
    }
    co_return served;
}

std::vector<std::string> versions_of(const KindRef& kind, const Served& served) {
    if (kind.group.empty()) return {kind.versions.empty() ? "v1" : std::string(kind.versions.front())};  // the core group is always there
    std::vector<std::string> found;
    const auto group = served.find(kind.group);
    if (group == served.end()) return found;
    const auto serves = [&](const std::string& version) {
        const auto plurals = group->second.find(version);
        return plurals != group->second.end() && plurals->second.contains(std::string(kind.plural));
    };
    for (const std::string_view version : kind.versions) {
        if (serves(std::string(version))) found.emplace_back(version);
    }
    for (const auto& [version, plurals] : group->second) {
        if (serves(version) && std::ranges::find(found, version) == found.end()) found.push_back(version);
    }
    return found;
}

/// What is stored of Strimzi's kinds decides whether a release without v1beta2 may come. Where one version is served, it is the one.
Task<Answer<>> find_stored(Api& api, std::span<const KindRef> kinds, const ClusterFacts* earlier, Discovered& result) {
    for (const KindRef& kind : kinds) {
        const auto served = result.facts.served.find(std::string(kind.kind));
        if (kind.group != "kafka.strimzi.io" || served == result.facts.served.end()) continue;
        if (served->second.size() == 1) {
            result.facts.stored[served->first] = served->second;
            continue;
        }
        if (earlier != nullptr) {
            if (const auto known = earlier->stored.find(served->first); known != earlier->stored.end()) result.facts.stored.insert(*known);
            continue;
        }
        const auto definition =
            co_await get_json(api, fmt::format("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{}.{}", kind.plural, kind.group),
                              "a type of Strimzi");
        if (!definition && (definition.error().status == 403 || definition.error().status == 404)) continue;
        if (!definition) co_return kube::fail(definition.error());
        const auto* versions = list_at(*definition, {"status", "storedVersions"});
        if (versions == nullptr) continue;
        for (const json::value& version : *versions) {
            if (version.is_string()) result.facts.stored[served->first].emplace_back(version.get_string());
        }
    }
    co_return Answer<>();
}

void take_namespace(const json::object& item, ClusterFacts& facts) {
    const std::string name(text_at(item, {"metadata", "name"}));
    if (name.empty()) return;
    facts.namespaces.push_back(name);
    const json::object* labels = object_at(item, {"metadata", "labels"});
    if (labels == nullptr) return;
    for (const auto& [key, value] : *labels) {
        if (value.is_string()) facts.namespace_labels[name][std::string(key)] = std::string(value.get_string());
    }
}

Task<Answer<>> find_namespaces(Api& api, const std::vector<std::string>& given, Discovered& result) {
    ListOptions options;
    options.lane = lane;
    const PageSink sink = [&](json::array& items) {
        for (const json::value& item : items) {
            if (item.is_object()) take_namespace(item.get_object(), result.facts);
        }
        return true;
    };
    const auto listed = co_await api.list(namespaces_resource, options, sink);
    if (listed) {
        result.lists_namespaces = true;
        // A list that began anew shows some twice.
        std::ranges::sort(result.facts.namespaces);
        const auto repeated = std::ranges::unique(result.facts.namespaces);
        result.facts.namespaces.erase(repeated.begin(), repeated.end());
        co_return Answer<>();
    }
    if (listed.error().status != 403) co_return kube::fail(listed.error());
    result.facts.namespaces = given;
    std::ranges::sort(result.facts.namespaces);
    result.limits.push_back(
        "the credential may not list namespaces, so only those that are named are watched; allow it to list namespaces, or name all that "
        "it "
        "may use");
    co_return Answer<>();
}

/// Items of one labelled list, everywhere or, where that is forbidden, in each of `namespaces`. The bool: everything could be seen.
Task<Answer<bool>> collect(Api& api, const Resource& resource, std::string selector, const std::vector<std::string>& namespaces,
                           std::vector<json::value>& found) {
    ListOptions options;
    options.lane = lane;
    options.label_selector = std::move(selector);
    const PageSink sink = [&](json::array& items) {
        for (json::value& item : items) found.push_back(std::move(item));
        return true;
    };
    const auto everywhere = co_await api.list(resource, options, sink);
    if (everywhere) co_return true;
    if (everywhere.error().status != 403) co_return kube::fail(everywhere.error());
    for (const std::string& name : namespaces) {
        options.name_space = name;
        const auto listed = co_await api.list(resource, options, sink);
        if (!listed && listed.error().status != 403 && listed.error().status != 404) co_return kube::fail(listed.error());
    }
    co_return false;
}

bool has_operator(const ClusterFacts& facts, std::string_view name) {
    return std::ranges::any_of(facts.operators, [&](const OperatorInfo& info) { return info.name == name; });
}

/// What Kafka resources say of the operator that last reconciled them, for when its Deployment may not be seen.
Task<> guess_strimzi(Api& api, std::span<const KindRef> kinds, Discovered& result) {
    const auto kind =
        std::ranges::find_if(kinds, [](const KindRef& ref) { return ref.kind == "Kafka" && ref.group == "kafka.strimzi.io"; });
    if (kind == kinds.end()) co_return;
    const auto resource = served_resource(result.facts, *kind);
    if (!resource) co_return;
    std::vector<json::value> found;
    const auto seen = co_await collect(api, *resource, {}, result.facts.namespaces, found);
    if (!seen) co_return;
    OperatorInfo info{"strimzi", {}, {}, {}, {}};
    for (const json::value& item : found) {
        if (!item.is_object()) continue;
        const std::string_view version = text_at(item.get_object(), {"status", "operatorLastSuccessfulVersion"});
        if (is_version(version) && (info.version.empty() || compare_versions(version, info.version) > 0)) info.version = version;
    }
    if (!info.version.empty()) result.facts.operators.push_back(std::move(info));
}

Task<Answer<>> find_operators(Api& api, std::span<const KindRef> kinds, Discovered& result) {
    std::vector<json::value> found;
    auto strimzi = co_await collect(api, deployments_resource, "app=strimzi", result.facts.namespaces, found);
    if (!strimzi) co_return kube::fail(std::move(strimzi.error()));
    auto spark = co_await collect(api, deployments_resource, "app.kubernetes.io/name=spark-operator", result.facts.namespaces, found);
    if (!spark) co_return kube::fail(std::move(spark.error()));
    result.facts.operators = operators_of(found);

    if (!has_operator(result.facts, "strimzi") && result.facts.served.contains("Kafka")) {
        // Installed by the Operator Lifecycle Manager its Deployment lacks the label; its pods have theirs.
        std::vector<json::value> pods;
        auto seen = co_await collect(api, pods_resource, "strimzi.io/kind=cluster-operator", result.facts.namespaces, pods);
        if (!seen && seen.error().status != 403) co_return kube::fail(std::move(seen.error()));
        for (OperatorInfo& info : operators_of(pods)) result.facts.operators.push_back(std::move(info));
        if (!has_operator(result.facts, "strimzi")) co_await guess_strimzi(api, kinds, result);
    }
    if (!*strimzi || !*spark) {
        result.limits.push_back(
            "the credential may not list Deployments of the whole cluster, so operators that run in other namespaces are not found and "
            "some "
            "rules can't be checked; allow it to list deployments.apps");
    }
    co_return Answer<>();
}

}  // namespace

std::string plain_version(std::string_view git_version) {
    if (git_version.starts_with('v')) git_version.remove_prefix(1);
    const std::size_t end = git_version.find_first_not_of("0123456789.");
    return std::string(git_version.substr(0, end));
}

std::optional<Resource> served_resource(const ClusterFacts& facts, const KindRef& kind) {
    const auto versions = facts.served.find(std::string(kind.kind));
    if (versions == facts.served.end()) return std::nullopt;
    for (const std::string_view version : kind.versions) {
        if (std::ranges::find(versions->second, version) != versions->second.end()) return resource_of(kind, version);
    }
    return std::nullopt;
}

Task<Answer<Discovered>> discover(Api& api, std::span<const KindRef> kinds, std::vector<std::string> namespaces, Time now,
                                  const ClusterFacts* earlier) {
    Discovered result;
    result.facts.cluster = api.cluster();
    result.facts.seen_at = now;

    auto version = co_await find_version(api, result);
    if (!version) co_return kube::fail(std::move(version.error()));
    auto served = co_await find_served(api, kinds);
    if (!served) co_return kube::fail(std::move(served.error()));
    for (const KindRef& kind : kinds) {
        auto versions = versions_of(kind, *served);
        if (!versions.empty()) result.facts.served[std::string(kind.kind)] = std::move(versions);
    }
    auto stored = co_await find_stored(api, kinds, earlier, result);
    if (!stored) co_return kube::fail(std::move(stored.error()));
    auto named = co_await find_namespaces(api, namespaces, result);
    if (!named) co_return kube::fail(std::move(named.error()));
    auto operated = co_await find_operators(api, kinds, result);
    if (!operated) co_return kube::fail(std::move(operated.error()));
    co_return result;
}

}  // namespace nexa::kube
