#include "control/api/resources/resource_endpoints.hpp"

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/api/nothing_there.hpp"
#include "control/api/resources/apply_document.hpp"
#include "control/api/resources/document.hpp"
#include "control/api/resources/manifest_problem.hpp"
#include "control/api/resources/relation_tree.hpp"
#include "control/api/resources/resource_query.hpp"
#include "control/api/resources/resource_wire.hpp"
#include "data/contracts/contract.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view resource_path = "/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}";
constexpr std::size_t revisions_shown = 100;

class Resources {
public:
    Resources(store::Database& database, ResourceIndex& index, ClusterRegistry& clusters, ChangeService& changes)
        : database_(database),
          index_(index),
          clusters_(clusters),
          changes_(changes) {}

    Task<Result<http::Response>> list(Call& call) {
        const auto query = resource_query_of(call);
        if (!query) co_return fail(query.error());
        const auto page = index_.list(*query, *call.caller.rights);
        if (!page) co_return fail(page.error());
        std::string counts = R"(,"counts":{)";
        for (const auto& [health, count] : page->counts)
            counts += fmt::format("{}\"{}\":{}", counts.back() == '{' ? "" : ",", to_string(health), count);
        counts += '}';
        co_return reply_list(page->items, page->next_cursor, page->total, counts);
    }

    Task<Result<http::Response>> show(Call& call) {
        const auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        struct Stored {
            std::optional<Intent> intent;
            std::optional<Snapshot> snapshot;
            std::vector<Run> runs;
            std::int64_t revision = 0;
        };
        auto read = [key = *key](store::Tx& tx) -> Result<Stored> {
            Stored stored{store::intents::latest(tx, key), store::snapshots::find(tx, key), store::runs::of_key(tx, key, 10), 0};
            stored.revision = stored.intent ? stored.intent->revision : 0;
            return stored;
        };
        const auto stored = co_await database_.read(std::move(read));
        if (!stored) co_return fail(stored.error());
        const auto item = index_.find(*key);
        if (!item && !stored->snapshot && !(stored->intent && stored->intent->manifest)) co_return nothing_there();

        const auto desired = stored->intent && stored->intent->manifest ? parse_object(*stored->intent->manifest) : std::nullopt;
        const auto observed = stored->snapshot ? parse_object(stored->snapshot->object) : std::nullopt;
        if (wants_yaml(call)) {
            // The manifest that one would send again: as it was sent, or what would make the live object.
            if (stored->intent && stored->intent->source_type == "application/yaml" && stored->intent->manifest) {
                co_return http::Response::text(200, stored->intent->source_text, "application/yaml");
            }
            json::value manifest;
            if (desired) {
                manifest = *desired;
            } else if (observed) {
                manifest = manifest_of(*observed);
            }
            co_return http::Response::text(200, wire::to_yaml(manifest), "application/yaml");
        }
        ResourceDetail detail;
        if (item) detail.item = *item;
        if (desired) detail.desired = wire::RawObject{*stored->intent->manifest};
        if (stored->intent && stored->intent->manifest) detail.desired_text = stored->intent->source_text;
        if (observed) detail.observed = wire::RawObject{stored->snapshot->object};
        fill_from_live(*key, desired, observed, detail);
        detail.etag = std::to_string(stored->revision);
        for (const auto& run : stored->runs) detail.runs.push_back(to_item(run));
        auto response = reply(200, detail);
        response.headers.set("etag", fmt::format("\"{}\"", stored->revision));
        co_return response;
    }

    Task<Result<http::Response>> put(Call& call) {
        auto request = change_of(call);
        if (!request) co_return fail(request.error());
        auto document = parse_single_document(call.request);
        if (!document) co_return fail(document.error());
        request->document = std::move(document->value);
        request->source_text = call.request.body;
        request->source_type = document->content_type;
        co_return co_await carry(call, std::move(*request));
    }

    Task<Result<http::Response>> remove(Call& call) {
        auto request = change_of(call);
        if (!request) co_return fail(request.error());
        request->action = ChangeRequest::Action::remove;
        co_return co_await carry(call, std::move(*request));
    }

    Task<Result<http::Response>> rollback(Call& call) {
        auto request = change_of(call);
        if (!request) co_return fail(request.error());
        const auto body = call.body<RollbackRequest>();
        if (!body) co_return fail(body.error());
        request->action = ChangeRequest::Action::rollback;
        request->to_revision = body->revision;
        if (body->reason) request->reason = *body->reason;
        co_return co_await carry(call, std::move(*request));
    }

    Task<Result<http::Response>> adopt(Call& call) {
        auto request = change_of(call);
        if (!request) co_return fail(request.error());
        request->action = ChangeRequest::Action::adopt;
        co_return co_await carry(call, std::move(*request));
    }

    Task<Result<http::Response>> detach(Call& call) {
        auto request = change_of(call);
        if (!request) co_return fail(request.error());
        request->action = ChangeRequest::Action::detach;
        co_return co_await carry(call, std::move(*request));
    }

    Task<Result<http::Response>> revisions(Call& call) {
        const auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        auto read = [key = *key](store::Tx& tx) -> Result<std::vector<Intent>> {
            return store::intents::revisions(tx, key, revisions_shown);
        };
        const auto intents = co_await database_.read(std::move(read));
        if (!intents) co_return fail(intents.error());
        std::vector<std::shared_ptr<const std::string>> items;
        for (const auto& intent : *intents) items.push_back(std::make_shared<const std::string>(wire::encode(to_item(intent))));
        co_return reply_list(items, {}, items.size());
    }

    Task<Result<http::Response>> relations(Call& call) {
        const auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        auto read = [key = *key](store::Tx& tx) -> Result<std::optional<RelationTree>> { return relation_tree(tx, key); };
        const auto tree = co_await database_.read(std::move(read));
        if (!tree) co_return fail(tree.error());
        if (!*tree) co_return nothing_there();
        co_return reply(200, **tree);
    }

    Task<Result<http::Response>> events(Call& call) {
        const auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        const auto cluster = clusters_.find(key->cluster);
        if (!cluster) co_return nothing_there();
        const kube::ObjectName name{key->name_space, key->name};
        const auto events = co_await cluster->session->api().events(key->kind, name);
        if (!events) co_return fail(events.error().error);
        EventList list;
        for (const auto& event : *events) {
            list.items.push_back({event.type, event.reason, event.message, event.count, event.first_seen, event.last_seen, event.source});
        }
        co_return reply(200, list);
    }

    Task<Result<http::Response>> apply(Call& call) {
        const auto dry_run = call.query_flag("dry_run");
        if (!dry_run) co_return fail(dry_run.error());
        auto documents = parse_documents(call.request);
        if (!documents) co_return fail(documents.error());
        ApplyResult result;
        for (std::size_t at = 0; at < documents->size(); ++at) {
            auto applied = co_await apply_document(call, std::move((*documents)[at]), *dry_run, clusters_, changes_);
            applied.index = static_cast<std::int64_t>(at);
            result.items.push_back(std::move(applied));
        }
        co_return reply(200, result);
    }

private:
    static bool wants_yaml(const Call& call) { return call.request.headers.get("accept").starts_with("application/yaml"); }

    /// What path, query and headers say of a change. Errors: not_found, invalid.
    static Result<ChangeRequest> change_of(const Call& call) {
        auto key = call.resource_key();
        if (!key) return fail(key.error());
        ChangeRequest request;
        request.key = std::move(*key);
        request.reason = call.query("reason").substr(0, 4000);
        for (const auto& [name, flag] : {std::pair{"take_over", &request.take_over}, std::pair{"override", &request.override_contracts}}) {
            const auto value = call.query_flag(name);
            if (!value) return fail(value.error());
            *flag = *value;
        }
        const auto match = call.if_match("the resource's ETag: its newest revision in quotes");
        if (!match) return fail(match.error());
        request.expected_revision = *match;
        auto repeatable = call.repeatable();
        if (!repeatable) return fail(repeatable.error());
        request.idempotency_key = std::move(repeatable->key);
        request.request_hash = std::move(repeatable->hash);
        return request;
    }

    Task<Result<http::Response>> carry(Call& call, ChangeRequest request) {
        const auto dry_run = call.query_flag("dry_run");
        if (!dry_run) co_return fail(dry_run.error());
        if (*dry_run) {
            const auto preview = co_await changes_.preview(request);
            if (!preview) co_return refusal(call, request, preview.error());
            co_return reply(200, *preview);
        }
        auto accepted = co_await changes_.accept(call, std::move(request));
        if (!accepted) co_return fail(accepted.error());
        auto response = http::Response::json(accepted->status, std::move(accepted->body));
        if (accepted->revision > 0) response.headers.set("etag", fmt::format("\"{}\"", accepted->revision));
        if (accepted->repeated) response.headers.set("idempotency-replayed", "true");
        co_return response;
    }

    /// Of a preview: what is wrong with the form of a manifest comes with what would mend it.
    http::Response refusal(const Call& call, const ChangeRequest& request, const Error& error) const {
        const auto cluster = clusters_.find(request.key.cluster);
        ManifestTarget target;
        target.facts = cluster ? cluster->status.facts.get() : nullptr;
        target.default_namespace = request.key.name_space;
        return manifest_problem(error, call.request, request.document, target);
    }

    void fill_from_live(const ResourceKey& key, const std::optional<json::object>& desired, const std::optional<json::object>& observed,
                        ResourceDetail& detail) const {
        const Kind* kind = find_kind(key.kind);
        if (!kind) return;
        const auto& shown = observed ? observed : desired;
        if (shown) detail.api_version = text_at(*shown, {"apiVersion"});
        if (!observed) return;
        const json::object& live = *observed;
        if (desired) detail.drift = drift_of(*kind, *desired, live);
        for (auto& condition : conditions(live)) {
            detail.conditions.push_back({std::move(condition.type), std::move(condition.status), std::move(condition.reason),
                                         std::move(condition.message), condition.last_transition_time});
        }
        detail.uid = text_at(live, {"metadata", "uid"});
        detail.generation = generation(live);
        detail.observed_generation = observed_generation(live);
        if (const auto cluster = clusters_.find(key.cluster); cluster && cluster->status.facts) {
            const json::object manifest = manifest_of(live);
            detail.findings = contracts::evaluate({manifest, &manifest, &live, *cluster->status.facts, {}});
            forget_remedies(detail.findings);
        }
    }

    store::Database& database_;
    ResourceIndex& index_;
    ClusterRegistry& clusters_;
    ChangeService& changes_;
};

}  // namespace

Endpoints resource_endpoints(store::Database& database, ResourceIndex& index, ClusterRegistry& clusters, ChangeService& changes) {
    const auto resources = std::make_shared<Resources>(database, index, clusters, changes);
    const auto bind = [&](Task<Result<http::Response>> (Resources::*method)(Call&)) {
        return Handle([resources, method](Call& call) { return ((*resources).*method)(call); });
    };
    const std::string one(resource_path);
    const auto in_namespace = [](Permission permission) { return permitted(permission, Access::Where::name_space); };
    const std::vector<QueryParam> change_params{
        {"dry_run", "Only tell what it would do.", "boolean"},
        {"reason", "Why, for the trail."},
        {"take_over", "Fields of other field managers become Nexa's.", "boolean"},
        {"override", "Go on in spite of violated contracts (needs contracts:override and a reason).", "boolean"}};
    const std::vector<QueryParam> change_headers{
        {"If-Match", "The ETag that the change is based on: refused (412) when it is another by now."},
        {"Idempotency-Key", "Makes the request repeatable for 24 hours."}};
    using http::Method;
    return {
        {Method::get,
         "/resources",
         permitted(Permission::resources_read, Access::Where::anywhere),
         not_audited,
         "listResources",
         "The resources of the whole fleet",
         bind(&Resources::list),
         {{"kind", "Kinds or plurals, comma separated."},
          {"cluster", "Names, comma separated."},
          {"namespace", "Names, comma separated."},
          {"health", "Healthy, Progressing, Degraded, Suspended, Missing, Unknown."},
          {"sync", "InSync, OutOfSync, Unmanaged, Unknown."},
          {"label", "name=value, comma separated: all must match."},
          {"q", "Part of the name."},
          {"sort", "name, namespace, cluster, kind, health, age, sync; with - in front: descending."},
          {"limit", "1 to 500; 50 when absent.", "integer"},
          {"cursor", "As next_cursor of the page before."}},
         {},
         200,
         list_shape<ResourceItem>({{"counts", wire::schema<std::map<std::string, std::int64_t>>()}})},
        {Method::get,
         one,
         in_namespace(Permission::resources_read),
         not_audited,
         "getResource",
         "One resource: desired, observed and what differs",
         bind(&Resources::show),
         {},
         {},
         200,
         shape<ResourceDetail>()},
        {Method::put, one, in_namespace(Permission::resources_write), audited("intent.apply"), "putResource",
         "Make it so: a manifest in YAML or JSON", bind(&Resources::put), change_params, raw_shape("application/yaml"), 202,
         shape<ChangeResult>(), change_headers, shape<Preview>()},
        {Method::del,
         one,
         in_namespace(Permission::resources_delete),
         audited("intent.delete"),
         "deleteResource",
         "Delete it",
         bind(&Resources::remove),
         change_params,
         {},
         202,
         shape<ChangeResult>(),
         change_headers,
         shape<Preview>()},
        {Method::get,
         one + "/revisions",
         in_namespace(Permission::resources_read),
         not_audited,
         "listRevisions",
         "Its intents, newest first",
         bind(&Resources::revisions),
         {},
         {},
         200,
         list_shape<IntentItem>()},
        {Method::post, one + "/actions/rollback", in_namespace(Permission::resources_write), audited("intent.rollback"), "rollbackResource",
         "Make an older revision the newest", bind(&Resources::rollback), change_params, shape<RollbackRequest>(), 202,
         shape<ChangeResult>(), change_headers, shape<Preview>()},
        {Method::post,
         one + "/actions/adopt",
         in_namespace(Permission::resources_write),
         audited("intent.adopt"),
         "adoptResource",
         "Take a resource under management that Nexa did not make",
         bind(&Resources::adopt),
         change_params,
         {},
         202,
         shape<ChangeResult>(),
         change_headers,
         shape<Preview>()},
        {Method::post,
         one + "/actions/detach",
         in_namespace(Permission::resources_write),
         audited("intent.detach"),
         "detachResource",
         "Let go of a resource: it stays as it is, and Nexa does not manage it any more",
         bind(&Resources::detach),
         change_params,
         {},
         202,
         shape<ChangeResult>(),
         change_headers,
         shape<Preview>()},
        {Method::get,
         one + "/events",
         in_namespace(Permission::resources_read),
         not_audited,
         "listResourceEvents",
         "Its Kubernetes events",
         bind(&Resources::events),
         {},
         {},
         200,
         shape<EventList>()},
        {Method::get,
         one + "/relations",
         in_namespace(Permission::resources_read),
         not_audited,
         "getResourceRelations",
         "What belongs to a resource, and what it belongs to, with their health",
         bind(&Resources::relations),
         {},
         {},
         200,
         shape<RelationTree>()},
        {Method::post,
         "/clusters/{cluster}/apply",
         permitted(Permission::resources_read, Access::Where::cluster),
         audited("intent.apply"),
         "applyDocuments",
         "Apply several documents; each is judged by itself",
         bind(&Resources::apply),
         {{"dry_run", "Only tell what they would do.", "boolean"},
          {"namespace", "For documents that name none; default when absent."},
          {"reason", "Why, for the trail."},
          {"take_over", "Fields of other field managers become Nexa's.", "boolean"},
          {"override", "Go on in spite of violated contracts.", "boolean"}},
         raw_shape("application/yaml"),
         200,
         shape<ApplyResult>()},
    };
}

}  // namespace nexa::control
