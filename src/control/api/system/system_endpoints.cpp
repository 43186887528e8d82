#include "control/api/system/system_endpoints.hpp"

#include "control/api/clusters/cluster_endpoints.hpp"
#include "control/api/system/attention.hpp"
#include "control/intents/change_wire.hpp"
#include "control/rbac/scope.hpp"
#include "data/kinds.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"

namespace nexa::control {

struct ColumnItem {
    std::string name, title, type;
};
struct KindItem {
    std::string kind, plural, group, family, display;
    std::vector<std::string> short_names;
    std::vector<ColumnItem> columns;
    std::vector<ActionBrief> actions;
};
struct KindList {
    std::vector<KindItem> items;
};
struct Overview {
    std::vector<ClusterItem> clusters;
    std::vector<AttentionItem> attention;
    std::vector<RunItem> runs;
    std::vector<IntentItem> changes;
    std::map<std::string, std::int64_t> counts;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::ColumnItem> =
    nexa::wire::describe_reply("Column", nexa::wire::field("name", &nexa::control::ColumnItem::name, "The member of a resource's summary."),
                               nexa::wire::field("title", &nexa::control::ColumnItem::title, ""),
                               nexa::wire::field("type", &nexa::control::ColumnItem::type, "text, number, bytes, state or time."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KindItem> = nexa::wire::describe_reply(
    "Kind", nexa::wire::field("kind", &nexa::control::KindItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::KindItem::plural, ""), nexa::wire::field("group", &nexa::control::KindItem::group, ""),
    nexa::wire::field("family", &nexa::control::KindItem::family, "kafka or spark."),
    nexa::wire::field("display", &nexa::control::KindItem::display, "For people."),
    nexa::wire::field("short_names", &nexa::control::KindItem::short_names, "As kubectl knows them."),
    nexa::wire::field("columns", &nexa::control::KindItem::columns, "Of its lists."),
    nexa::wire::field("actions", &nexa::control::KindItem::actions, "All that it has; which are offered depends on a resource's state."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KindList> =
    nexa::wire::describe_reply("KindList", nexa::wire::field("items", &nexa::control::KindList::items, ""));
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

KindList kind_list() {
    KindList list;
    for (const Kind& kind : kinds()) {
        KindItem item;
        item.kind = kind.ref.kind;
        item.plural = kind.ref.plural;
        item.group = kind.ref.group;
        item.family = to_string(kind.family);
        item.display = kind.display;
        for (const auto& name : kind.short_names) item.short_names.emplace_back(name);
        for (const Column& column : kind.columns)
            item.columns.push_back({std::string(column.name), std::string(column.title), std::string(to_string(column.type))});
        for (const auto* action : actions::actions_of(kind.ref.kind)) item.actions.push_back(brief_of(*action));
        list.items.push_back(std::move(item));
    }
    return list;
}

struct Activity {
    std::vector<Run> runs;
    std::vector<Intent> changes;
    std::map<std::string, std::int64_t> under_way;
};

}  // namespace

Endpoints system_endpoints(ClusterRegistry& clusters, ResourceIndex& index, store::Database& database, const Clock& clock) {
    auto kinds_of = [body = std::make_shared<const std::string>(wire::encode(kind_list()))](Call&) -> Task<Result<http::Response>> {
        http::Response response = http::Response::json(200, {});
        response.body = body;
        co_return response;
    };
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
         "/kinds",
         signed_in,
         not_audited,
         "listKinds",
         "The kinds that Nexa operates, with their columns",
         std::move(kinds_of),
         {},
         {},
         200,
         shape<KindList>()},
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
