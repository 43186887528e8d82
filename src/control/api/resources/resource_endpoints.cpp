#include "control/api/resources/resource_endpoints.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "control/api/api.hpp"
#include "control/api/resources/document.hpp"
#include "control/api/resources/resource_query.hpp"
#include "control/api/resources/resource_wire.hpp"
#include "data/contracts/contract.hpp"
#include "data/manifest.hpp"
#include "http/problem.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view resource_path = "/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}";
constexpr std::size_t revisions_shown = 100;

auto nothing_there() {
    return fail(ErrorCode::not_found, "there is no such cluster, namespace or resource, or you may not see it");
}

json::value parse_or_null(const std::string& text) {
    boost::system::error_code failure;
    json::value value = json::parse(text, failure);
    return failure ? json::value() : value;
}

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
        const auto key = key_of(call);
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

        const json::value desired = stored->intent && stored->intent->manifest ? parse_or_null(*stored->intent->manifest) : json::value();
        const json::value observed = stored->snapshot ? parse_or_null(stored->snapshot->object) : json::value();
        if (wants_yaml(call)) {
            // The manifest that one would send again: as it was sent, or what would make the live object.
            if (stored->intent && stored->intent->source_type == "application/yaml" && stored->intent->manifest) {
                co_return http::Response::text(200, stored->intent->source_text, "application/yaml");
            }
            const json::value manifest =
                desired.is_object() ? desired : (observed.is_object() ? json::value(manifest_of(observed.get_object())) : json::value());
            co_return http::Response::text(200, wire::to_yaml(manifest), "application/yaml");
        }
        ResourceDetail detail;
        if (item) detail.item = *item;
        if (desired.is_object()) detail.desired = wire::RawObject{*stored->intent->manifest};
        if (stored->intent && stored->intent->manifest) detail.desired_text = stored->intent->source_text;
        if (observed.is_object()) detail.observed = wire::RawObject{stored->snapshot->object};
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
        request->take_over = true;
        co_return co_await carry(call, std::move(*request));
    }

    Task<Result<http::Response>> revisions(Call& call) {
        const auto key = key_of(call);
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

    Task<Result<http::Response>> events(Call& call) {
        const auto key = key_of(call);
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

    Task<Result<http::Response>> logs(Call& call) {
        const auto key = key_of(call);
        if (!key) co_return fail(key.error());
        const auto cluster = clusters_.find(key->cluster);
        if (!cluster) co_return nothing_there();
        if (key->kind != "SparkApplication") {
            co_return fail(ErrorCode::invalid, fmt::format("{} has no log of its own; a SparkApplication's driver has", key->kind));
        }
        const auto follow = call.query_flag("follow");
        if (!follow) co_return fail(follow.error());
        auto read = [key = *key](store::Tx& tx) -> Result<std::optional<Snapshot>> { return store::snapshots::find(tx, key); };
        const auto snapshot = co_await database_.read(std::move(read));
        if (!snapshot) co_return fail(snapshot.error());
        if (!*snapshot) co_return nothing_there();
        const json::value object = parse_or_null((*snapshot)->object);
        boost::system::error_code missing;
        const auto* pod = object.find_pointer("/status/driverInfo/podName", missing);
        if (!pod || !pod->is_string() || pod->get_string().empty()) {
            co_return fail(
                ErrorCode::not_found,
                fmt::format("{} has no driver pod yet, so there is no log; it is there once the application was submitted", key->name));
        }
        const kube::ObjectName name{key->name_space, std::string(pod->get_string())};
        kube::LogOptions options;
        options.container = call.query("container");
        if (const auto tail = call.query("tail"); !tail.empty()) {
            std::int64_t lines = 0;
            const auto [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), lines);
            if (error != std::errc{} || end != tail.data() + tail.size() || lines < 0) {
                co_return fail(ErrorCode::invalid,
                               fmt::format("the query parameter tail is \"{}\"; it must be a number of lines", tail.substr(0, 40)));
            }
            options.tail_lines = lines;
        }
        if (!*follow) {
            auto text = co_await cluster->session->api().logs(name, options);
            if (!text) co_return fail(text.error().error);
            co_return http::Response::text(200, std::move(*text));
        }
        co_return follow_logs(cluster->session, name, std::move(options));
    }

    Task<Result<http::Response>> apply(Call& call) {
        const auto dry_run = call.query_flag("dry_run");
        if (!dry_run) co_return fail(dry_run.error());
        auto documents = parse_documents(call.request);
        if (!documents) co_return fail(documents.error());
        ApplyResult result;
        for (std::size_t at = 0; at < documents->size(); ++at) {
            auto applied = co_await apply_one(call, std::move((*documents)[at]), *dry_run);
            applied.index = static_cast<std::int64_t>(at);
            result.items.push_back(std::move(applied));
        }
        co_return reply(200, result);
    }

private:
    /// The resource that the path names. Errors: not_found (an unknown plural).
    static Result<ResourceKey> key_of(const Call& call) {
        const std::string plural = call.param("plural");
        const Kind* kind = find_kind(plural);
        if (!kind || kind->ref.plural != plural) {
            return fail(ErrorCode::not_found, fmt::format("Nexa does not operate a kind \"{}\"; see /api/v1/kinds", plural.substr(0, 80)));
        }
        return ResourceKey{call.param("cluster"), call.param("namespace"), std::string(kind->ref.kind), call.param("name")};
    }

    static bool wants_yaml(const Call& call) { return call.request.headers.get("accept").starts_with("application/yaml"); }

    /// What path, query and headers say of a change. Errors: not_found, invalid.
    static Result<ChangeRequest> change_of(const Call& call) {
        auto key = key_of(call);
        if (!key) return fail(key.error());
        ChangeRequest request;
        request.key = std::move(*key);
        request.reason = call.query("reason").substr(0, 4000);
        for (const auto& [name, flag] : {std::pair{"take_over", &request.take_over}, std::pair{"override", &request.override_contracts}}) {
            const auto value = call.query_flag(name);
            if (!value) return fail(value.error());
            *flag = *value;
        }
        if (std::string_view match = call.request.headers.get("if-match"); !match.empty()) {
            if (match.size() >= 2 && match.front() == '"' && match.back() == '"') match = match.substr(1, match.size() - 2);
            std::int64_t revision = 0;
            const auto [end, error] = std::from_chars(match.data(), match.data() + match.size(), revision);
            if (error != std::errc{} || end != match.data() + match.size()) {
                return fail(ErrorCode::invalid, "If-Match must be the resource's ETag: its newest revision in quotes");
            }
            request.expected_revision = revision;
        }
        request.idempotency_key = call.request.headers.get("idempotency-key");
        if (request.idempotency_key.size() > 128) return fail(ErrorCode::invalid, "the Idempotency-Key is longer than 128 characters");
        request.request_hash =
            to_hex(sha256(fmt::format("{} {}\n{}", http::to_string(call.request.method), call.request.target, call.request.body)));
        return request;
    }

    Task<Result<http::Response>> carry(Call& call, ChangeRequest request) {
        const auto dry_run = call.query_flag("dry_run");
        if (!dry_run) co_return fail(dry_run.error());
        if (*dry_run) {
            const auto preview = co_await changes_.preview(std::move(request));
            if (!preview) co_return fail(preview.error());
            co_return reply(200, *preview);
        }
        auto accepted = co_await changes_.accept(call, std::move(request));
        if (!accepted) co_return fail(accepted.error());
        auto response = http::Response::json(accepted->status, std::move(accepted->body));
        if (accepted->revision > 0) response.headers.set("etag", fmt::format("\"{}\"", accepted->revision));
        if (accepted->repeated) response.headers.set("idempotency-replayed", "true");
        co_return response;
    }

    void fill_from_live(const ResourceKey& key, const json::value& desired, const json::value& observed, ResourceDetail& detail) const {
        const Kind* kind = find_kind(key.kind);
        if (!kind) return;
        const json::value& shown = observed.is_object() ? observed : desired;
        if (const auto* object = shown.if_object()) {
            if (const auto* version = object->if_contains("apiVersion"); version && version->is_string())
                detail.api_version = version->get_string();
        }
        if (!observed.is_object()) return;
        const json::object& live = observed.get_object();
        if (desired.is_object()) detail.drift = drift_of(*kind, desired.get_object(), live);
        for (auto& condition : conditions(live)) {
            detail.conditions.push_back({std::move(condition.type), std::move(condition.status), std::move(condition.reason),
                                         std::move(condition.message), condition.last_transition_time});
        }
        boost::system::error_code missing;
        if (const auto* uid = observed.find_pointer("/metadata/uid", missing); uid && uid->is_string()) detail.uid = uid->get_string();
        detail.generation = generation(live);
        detail.observed_generation = observed_generation(live);
        if (const auto cluster = clusters_.find(key.cluster); cluster && cluster->status.facts) {
            const json::object manifest = manifest_of(live);
            detail.findings = contracts::evaluate({manifest, &manifest, &live, *cluster->status.facts, {}});
        }
    }

    static http::Response follow_logs(std::shared_ptr<kube::ClusterSession> session, kube::ObjectName pod, kube::LogOptions options) {
        return http::Response::stream(200, "text/plain; charset=utf-8", [session, pod, options](http::StreamWriter& writer) -> Task<> {
            // Chunks come on the cluster's executor, and go out on the connection's: between them lies a small queue.
            struct Pipe {
                explicit Pipe(Executor executor) : wakeup(std::move(executor)) {}
                std::mutex mutex;
                std::string waiting;
                bool ended = false;
                std::atomic<bool> abandoned{false};
                Wakeup wakeup;
            };
            const Executor executor = co_await asio::this_coro::executor;
            const auto pipe = std::make_shared<Pipe>(executor);
            TaskGroup feeding(session->api().executor());
            auto feed = [](std::shared_ptr<kube::ClusterSession> from, kube::ObjectName name, kube::LogOptions how,
                           std::shared_ptr<Pipe> to) -> Task<> {
                auto on_chunk = [to](std::string_view chunk) {
                    const std::lock_guard lock(to->mutex);
                    to->waiting += chunk;
                    to->wakeup.notify();
                    return !to->abandoned && to->waiting.size() < 16 * 1024 * 1024;
                };
                const auto followed = co_await from->api().follow_logs(name, how, std::move(on_chunk));
                const std::lock_guard lock(to->mutex);
                if (!followed) to->waiting += fmt::format("\n[the log ended: {}]\n", followed.error().error.message);
                to->ended = true;
                to->wakeup.notify();
            };
            feeding.spawn("follow log", feed(session, pod, options, pipe));
            while (true) {
                std::string chunk;
                bool ended = false;
                {
                    const std::lock_guard lock(pipe->mutex);
                    chunk.swap(pipe->waiting);
                    ended = pipe->ended;
                }
                if (!chunk.empty()) {
                    const auto sent = co_await writer.write(chunk);
                    if (!sent) break;
                    continue;
                }
                if (ended) break;
                const bool woken = co_await pipe->wakeup.wait_for(std::chrono::seconds(30));
                const auto state = co_await asio::this_coro::cancellation_state;
                if (!woken && state.cancelled() != asio::cancellation_type::none) break;
            }
            pipe->abandoned = true;
            feeding.stop();
        });
    }

    Task<AppliedDocument> apply_one(Call& call, Document document, bool dry_run) {
        AppliedDocument applied;
        const auto refuse = [&](const Error& error) {
            applied.status = error.code == ErrorCode::internal || error.code == ErrorCode::unavailable ? "error" : "refused";
            const auto response = http::problem(error, call.request);
            if (const auto* text = std::get_if<std::string>(&response.body)) applied.problem = wire::RawObject{*text};
        };
        const auto cluster = clusters_.find(call.param("cluster"));
        if (!cluster) {
            refuse(Error{ErrorCode::not_found, "there is no such cluster, or you may not see it", {}});
            co_return applied;
        }
        const std::string fallback = call.query("namespace");
        describe(document.value, fallback, applied);
        ManifestTarget target;
        target.facts = cluster->status.facts ? &*cluster->status.facts : nullptr;
        target.default_namespace = fallback.empty() ? std::string_view("default") : std::string_view(fallback);
        const auto manifest = check_manifest(document.value, target);
        if (!manifest) {
            refuse(manifest.error());
            co_return applied;
        }
        applied.kind = manifest->kind->ref.kind;
        applied.name_space = manifest->name_space;
        applied.name = manifest->name;
        const Access access = permitted(Permission::resources_write, Access::Where::name_space);
        if (!allowed(access, *call.caller.rights, cluster->cluster.name, manifest->name_space)) {
            refuse(denied(access, *call.caller.rights, cluster->cluster.name, manifest->name_space));
            co_return applied;
        }
        ChangeRequest request;
        request.key = {cluster->cluster.name, manifest->name_space, applied.kind, manifest->name};
        request.document = std::move(document.value);
        request.source_text = std::move(document.text);
        request.source_type = document.content_type;
        request.reason = call.query("reason").substr(0, 4000);
        request.take_over = call.query_flag("take_over").value_or(false);
        request.override_contracts = call.query_flag("override").value_or(false);
        if (dry_run) {
            const auto preview = co_await changes_.preview(std::move(request));
            if (!preview) {
                refuse(preview.error());
                co_return applied;
            }
            applied.status = preview->violations > 0 ? "refused" : "previewed";
            applied.result = wire::RawObject{wire::encode(*preview)};
            co_return applied;
        }
        auto accepted = co_await changes_.accept(call, std::move(request));
        if (!accepted) {
            refuse(accepted.error());
            co_return applied;
        }
        applied.status = accepted->status == 202 ? "accepted" : "unchanged";
        applied.result = wire::RawObject{std::move(accepted->body)};
        co_return applied;
    }

    /// What a document says it is, for the reply, before it is known to be right.
    static void describe(const json::value& document, const std::string& fallback, AppliedDocument& applied) {
        boost::system::error_code missing;
        const auto text = [&](std::string_view pointer) {
            const auto* value = document.find_pointer(pointer, missing);
            return value && value->is_string() ? std::string(value->get_string()) : std::string();
        };
        if (!document.is_object()) return;
        applied.kind = text("/kind");
        applied.name = text("/metadata/name");
        applied.name_space = text("/metadata/namespace");
        if (applied.name_space.empty()) applied.name_space = fallback.empty() ? "default" : fallback;
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
         one + "/logs",
         in_namespace(Permission::resources_logs),
         not_audited,
         "getResourceLogs",
         "The driver's log of a SparkApplication",
         bind(&Resources::logs),
         {{"tail", "Only the last lines.", "integer"}, {"container", "Of the pod."}, {"follow", "Stay and send what comes.", "boolean"}},
         {},
         200,
         raw_shape("text/plain")},
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
