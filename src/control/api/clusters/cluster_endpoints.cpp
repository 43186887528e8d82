#include "control/api/clusters/cluster_endpoints.hpp"

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/api/clusters/check_wire.hpp"
#include "store/database.hpp"
#include "store/runs.hpp"

namespace nexa::control {
namespace {

using Counts = std::map<std::string, std::int64_t>;

class Clusters {
public:
    Clusters(ClusterRegistry& clusters, ResourceIndex& index, store::Database& database, const Clock& clock)
        : clusters_(clusters),
          index_(index),
          database_(database),
          clock_(clock) {}

    Task<Result<http::Response>> list(Call& call) {
        const auto under_way = co_await runs_under_way();
        if (!under_way) co_return fail(under_way.error());
        std::vector<std::shared_ptr<const std::string>> items;
        for (const auto& handle : clusters_.all()) {
            if (!call.caller.rights->allows_in(Permission::clusters_read, handle.cluster.name)) continue;
            items.push_back(std::make_shared<const std::string>(wire::encode(item_of(handle, call, *under_way))));
        }
        co_return reply_list(items, {}, items.size());
    }

    Task<Result<http::Response>> show(Call& call) {
        const auto handle = clusters_.find(call.param("cluster"));
        if (!handle) co_return fail(ErrorCode::not_found, "there is no such cluster, or you may not see it");
        const auto under_way = co_await runs_under_way();
        if (!under_way) co_return fail(under_way.error());
        co_return answer(200, item_of(*handle, call, *under_way));
    }

    Task<Result<http::Response>> add(Call& call) {
        auto body = call.body<NewCluster>();
        if (!body) co_return fail(body.error());
        Cluster cluster;
        cluster.name = body->name;
        if (body->labels) cluster.labels = *body->labels;
        if (body->colour) cluster.colour = *body->colour;
        auto entry = audit_entry_of(call, "cluster.create", "accepted");
        entry.cluster = cluster.name;
        entry.message = fmt::format("cluster {} was added", cluster.name);
        const std::string name = cluster.name;
        auto added = co_await clusters_.add(std::move(cluster), std::move(body->kubeconfig), body->context.value_or(""), std::move(entry));
        if (!added) co_return fail(added.error());
        const auto handle = clusters_.find(name);
        if (!handle) co_return fail(ErrorCode::conflict, fmt::format("cluster {} was removed again meanwhile", name));
        auto response = answer(201, item_of(*handle, call, {}));
        response.headers.set("location", "/api/v1/clusters/" + name);
        co_return response;
    }

    Task<Result<http::Response>> change(Call& call) {
        const auto body = call.body<ClusterChange>();
        if (!body) co_return fail(body.error());
        const auto handle = clusters_.find(call.param("cluster"));
        if (!handle) co_return fail(ErrorCode::not_found, "there is no such cluster, or you may not see it");
        const auto match = call.if_match("the cluster's ETag");
        if (!match) co_return fail(match.error());
        const std::int64_t expected = match->value_or(handle->cluster.version);
        Cluster cluster = handle->cluster;
        if (body->labels) cluster.labels = *body->labels;
        if (body->colour) cluster.colour = *body->colour;
        auto entry = audit_entry_of(call, "cluster.change", "accepted");
        entry.message = fmt::format("labels or colour of cluster {}", cluster.name);
        const auto changed = co_await clusters_.change(std::move(cluster), expected, std::move(entry));
        if (!changed) co_return fail(changed.error());
        const auto fresh = clusters_.find(changed->name);
        if (!fresh) co_return fail(ErrorCode::not_found, "the cluster was removed meanwhile");
        co_return answer(200, item_of(*fresh, call, {}));
    }

    Task<Result<http::Response>> replace_kubeconfig(Call& call) {
        auto body = call.body<CheckRequest>();
        if (!body) co_return fail(body.error());
        const auto expected = call.if_match("the cluster's ETag");
        if (!expected) co_return fail(expected.error());
        auto entry = audit_entry_of(call, "cluster.kubeconfig", "accepted");
        const std::string name = call.param("cluster");
        const auto changed = co_await clusters_.replace_kubeconfig(name, std::move(body->kubeconfig), body->context.value_or(""), *expected,
                                                                   std::move(entry));
        if (!changed) co_return fail(changed.error());
        const auto fresh = clusters_.find(name);
        if (!fresh) co_return fail(ErrorCode::not_found, "the cluster was removed meanwhile");
        co_return answer(200, item_of(*fresh, call, {}));
    }

    Task<Result<http::Response>> remove(Call& call) {
        auto entry = audit_entry_of(call, "cluster.delete", "accepted");
        entry.message = fmt::format("cluster {} was removed; what runs on it goes on", call.param("cluster"));
        const auto removed = co_await clusters_.remove(call.param("cluster"), std::move(entry));
        if (!removed) co_return fail(removed.error());
        co_return http::Response::empty(204);
    }

    Task<Result<http::Response>> check(Call& call) {
        auto body = call.body<CheckRequest>();
        if (!body) co_return fail(body.error());
        const auto report = co_await clusters_.check(std::move(body->kubeconfig), body->context.value_or(""));
        co_return reply(200, report);
    }

    Task<Result<http::Response>> check_registered(Call& call) {
        const auto report = co_await clusters_.check_registered(call.param("cluster"));
        if (!report) co_return fail(report.error());
        co_return reply(200, *report);
    }

private:
    Task<Result<Counts>> runs_under_way() {
        auto read = [](store::Tx& tx) -> Result<Counts> { return store::runs::under_way_by_cluster(tx); };
        co_return co_await database_.read(std::move(read));
    }

    ClusterItem item_of(const ClusterHandle& handle, const Call& call, const Counts& under_way) const {
        const auto found = under_way.find(handle.cluster.name);
        return to_item(handle, index_, *call.caller.rights, found == under_way.end() ? 0 : found->second, clock_.now());
    }

    static http::Response answer(int status, const ClusterItem& item) {
        auto response = reply(status, item);
        response.headers.set("etag", fmt::format("\"{}\"", item.version));
        return response;
    }

    ClusterRegistry& clusters_;
    ResourceIndex& index_;
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace

ClusterItem to_item(const ClusterHandle& handle, const ResourceIndex& index, const Rights& rights, std::int64_t runs_under_way, Time now) {
    ClusterItem item;
    item.name = handle.cluster.name;
    item.labels = handle.cluster.labels;
    item.colour = handle.cluster.colour;
    item.server = handle.cluster.server;
    item.context = handle.cluster.context;
    item.version = handle.cluster.version;
    item.created_at = handle.cluster.created_at;
    item.state = handle.status.state;
    item.message = handle.status.message;
    item.last_contact = handle.status.last_contact;
    item.runs_under_way = runs_under_way;
    item.certificates = certificates_of(handle, index.certificates(item.name, rights), now);
    item.certificates_unknown = unknown_certificates_of(handle);
    if (handle.status.facts) {
        item.kubernetes_version = handle.status.facts->kubernetes_version;
        item.operators = handle.status.facts->operators;
        item.served = handle.status.facts->served;
        for (const auto& name_space : handle.status.facts->namespaces) {
            if (rights.allows(Permission::resources_read, item.name, name_space)) item.namespaces.push_back(name_space);
        }
    }
    for (const auto& [kind, healths] : index.counts(item.name, rights)) {
        for (const auto& [health, count] : healths) {
            item.counts[std::string(to_string(health))] += static_cast<std::int64_t>(count);
            item.counts_by_kind[kind][std::string(to_string(health))] = static_cast<std::int64_t>(count);
        }
    }
    return item;
}

Endpoints cluster_endpoints(ClusterRegistry& registry, ResourceIndex& index, store::Database& database, const Clock& clock) {
    const auto clusters = std::make_shared<Clusters>(registry, index, database, clock);
    const auto bind = [&](Task<Result<http::Response>> (Clusters::*method)(Call&)) {
        return Handle([clusters, method](Call& call) { return ((*clusters).*method)(call); });
    };
    using http::Method;
    const Access read = permitted(Permission::clusters_read, Access::Where::cluster);
    const Access write = permitted(Permission::clusters_write, Access::Where::whole_cluster);
    const Access write_all = permitted(Permission::clusters_write, Access::Where::everywhere);
    return {
        {Method::get,
         "/clusters",
         permitted(Permission::clusters_read, Access::Where::anywhere),
         not_audited,
         "listClusters",
         "The registered clusters",
         bind(&Clusters::list),
         {},
         {},
         200,
         list_shape<ClusterItem>()},
        {Method::post,
         "/clusters",
         write_all,
         audited("cluster.create"),
         "addCluster",
         "Register a cluster by its kubeconfig",
         bind(&Clusters::add),
         {},
         shape<NewCluster>(),
         201,
         shape<ClusterItem>()},
        {Method::post,
         "/clusters/check",
         write_all,
         not_audited,
         "checkKubeconfig",
         "Try a kubeconfig out before it is saved",
         bind(&Clusters::check),
         {},
         shape<CheckRequest>(),
         200,
         shape<kube::CheckReport>()},
        {Method::get,
         "/clusters/{cluster}",
         read,
         not_audited,
         "getCluster",
         "One cluster",
         bind(&Clusters::show),
         {},
         {},
         200,
         shape<ClusterItem>()},
        {Method::patch,
         "/clusters/{cluster}",
         write,
         audited("cluster.change"),
         "changeCluster",
         "Change labels or colour",
         bind(&Clusters::change),
         {},
         shape<ClusterChange>(),
         200,
         shape<ClusterItem>(),
         {{"If-Match", "The ETag that the change is based on."}}},
        {Method::put,
         "/clusters/{cluster}/kubeconfig",
         write_all,
         audited("cluster.kubeconfig"),
         "replaceKubeconfig",
         "Another kubeconfig for the cluster, such as one with a new token; saved when its connection check passes",
         bind(&Clusters::replace_kubeconfig),
         {},
         shape<CheckRequest>(),
         200,
         shape<ClusterItem>(),
         {{"If-Match", "The ETag that the change is based on."}}},
        {Method::del,
         "/clusters/{cluster}",
         write_all,
         audited("cluster.delete"),
         "removeCluster",
         "Forget a cluster; what runs on it goes on",
         bind(&Clusters::remove),
         {},
         {},
         204,
         {}},
        {Method::post,
         "/clusters/{cluster}/check",
         read,
         not_audited,
         "checkCluster",
         "Try a registered cluster's connection out",
         bind(&Clusters::check_registered),
         {},
         {},
         200,
         shape<kube::CheckReport>()},
    };
}

}  // namespace nexa::control
