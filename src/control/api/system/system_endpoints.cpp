#include "control/api/system/system_endpoints.hpp"

#include "control/api/clusters/cluster_endpoints.hpp"
#include "control/api/system/attention.hpp"
#include "control/intents/change_wire.hpp"
#include "control/rbac/scope.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"

namespace nexa::control {

struct Overview {
    std::vector<ClusterItem> clusters;
    std::vector<AttentionItem> attention;
    std::vector<RunItem> runs;
    std::vector<IntentItem> changes;
    std::map<std::string, std::int64_t> counts;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::Overview> =
    nexa::wire::describe_reply("Overview", nexa::wire::field("clusters", &nexa::control::Overview::clusters, ""),
                               nexa::wire::field("attention", &nexa::control::Overview::attention,
                                                 "What needs somebody, the worst first: what has failed, then what waits for a decision."),
                               nexa::wire::field("runs", &nexa::control::Overview::runs, "Under way."),
                               nexa::wire::field("changes", &nexa::control::Overview::changes, "The newest intents."),
                               nexa::wire::field("counts", &nexa::control::Overview::counts, "Resources by health."));

namespace nexa::control {
namespace {

struct Activity {
    std::vector<Run> runs;
    std::vector<Intent> changes;
    std::map<std::string, std::int64_t> under_way;
};

}  // namespace

Endpoints system_endpoints(ClusterRegistry& clusters, ResourceIndex& index, store::Database& database, const Clock& clock) {
    auto overview = [&clusters, &index, &database, &clock](Call& call) -> Task<Result<http::Response>> {
        const Rights& rights = *call.caller.rights;
        Overview page;
        auto needy = co_await attention(clusters, index, database, rights);
        if (!needy) co_return fail(needy.error());
        page.attention = std::move(needy->items);
        for (const auto& [health, count] : needy->counts) page.counts[std::string(to_string(health))] = static_cast<std::int64_t>(count);

        store::RunFilter under_way;
        under_way.scope = scope_of(rights, Permission::runs_read);
        under_way.states = {"queued", "awaiting_approval", "running", "waiting"};
        under_way.limit = 20;
        auto read = [under_way, scope = scope_of(rights, Permission::resources_read)](store::Tx& tx) -> Result<Activity> {
            return Activity{store::runs::list(tx, under_way).runs, store::intents::newest(tx, scope, 10),
                            store::runs::under_way_by_cluster(tx)};
        };
        const auto activity = co_await database.read(std::move(read));
        if (!activity) co_return fail(activity.error());
        for (const auto& run : activity->runs) page.runs.push_back(to_item(run));
        for (const auto& intent : activity->changes) {
            IntentItem item = to_item(intent);
            item.manifest.reset();  // an overview needs who and what, not the whole text
            item.source_text.clear();
            page.changes.push_back(std::move(item));
        }
        for (const auto& handle : clusters.all()) {
            if (!rights.allows_in(Permission::clusters_read, handle.cluster.name)) continue;
            const auto count = activity->under_way.find(handle.cluster.name);
            page.clusters.push_back(to_item(handle, index, rights, count == activity->under_way.end() ? 0 : count->second, clock.now()));
        }
        co_return reply(200, page);
    };
    using http::Method;
    return {
        {Method::get,
         "/overview",
         permitted(Permission::clusters_read, Access::Where::anywhere),
         not_audited,
         "getOverview",
         "What is wrong, what is being done about it, what changed",
         std::move(overview),
         {},
         {},
         200,
         shape<Overview>()},
    };
}

}  // namespace nexa::control
