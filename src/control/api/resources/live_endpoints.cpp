#include "control/api/resources/live_endpoints.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/api/nothing_there.hpp"
#include "control/api/resources/live_wire.hpp"
#include "control/rbac/scope.hpp"
#include "data/kafka/credentials.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "data/reasons.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/snapshots.hpp"
#include "store/state_changes.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t most_pods = 2000;
constexpr std::size_t most_changes = 500;

const kube::Resource pods_resource{"", "v1", "pods", "Pod", true};
const kube::Resource config_maps_resource{"", "v1", "configmaps", "ConfigMap", true};
const kube::Resource secrets_resource{"", "v1", "secrets", "Secret", true};

/// A resource as it was last observed, on a cluster that can be asked.
struct Observed {
    ResourceKey key;
    ClusterHandle cluster;
    json::object object;
};

int rank_of(const PodStanding& pod) {
    return pod.node_id ? 0 : pod.role == "driver" ? 1 : 2;
}

class Live {
public:
    Live(store::Database& database, ClusterRegistry& clusters, const Clock& clock)
        : database_(database),
          clusters_(clusters),
          clock_(clock) {}

    Task<Result<http::Response>> pods(Call& call) {
        auto observed = co_await observed_of(call);
        if (!observed) co_return fail(observed.error());
        const auto selector = pod_selector(observed->key.kind, observed->key.name, observed->object);
        if (selector.empty()) co_return fail(ErrorCode::invalid, fmt::format("a {} has no pods of its own", observed->key.kind));
        kube::ListOptions options;
        options.name_space = observed->key.name_space;
        options.label_selector = selector;
        PodList list;
        const kube::PageSink sink = [&list](json::array& items) {
            for (const auto& item : items) {
                if (const auto* pod = item.if_object()) list.items.push_back(pod_standing(*pod));
            }
            return list.items.size() < most_pods;
        };
        const auto listed = co_await observed->cluster.session->api().list(pods_resource, options, sink);
        if (!listed) co_return fail(listed.error().error);
        std::ranges::sort(list.items, {}, [](const PodStanding& pod) { return std::tuple(rank_of(pod), pod.node_id, pod.name); });
        co_return reply(200, list);
    }

    Task<Result<http::Response>> load(Call& call) {
        auto observed = co_await observed_of(call);
        if (!observed) co_return fail(observed.error());
        if (observed->key.kind != "KafkaRebalance")
            co_return fail(ErrorCode::invalid, fmt::format("a {} has no proposal; a KafkaRebalance has", observed->key.kind));
        BrokerLoadList list;
        const std::string map(text_at(observed->object, {"status", "optimizationResult", "afterBeforeLoadConfigMap"}));
        if (map.empty()) co_return reply(200, list);
        const kube::ObjectName name{observed->key.name_space, map};
        const auto found = co_await observed->cluster.session->api().get(config_maps_resource, name);
        if (!found && found.error().status == 404) co_return reply(200, list);
        if (!found) co_return fail(found.error().error);
        auto loads = kafka::read_broker_load(found->is_object() ? text_at(found->get_object(), {"data", "brokerLoad.json"}) : "");
        if (!loads) co_return fail(loads.error());
        list.items = std::move(*loads);
        co_return reply(200, list);
    }

    Task<Result<http::Response>> offsets(Call& call) {
        auto observed = co_await observed_of(call);
        if (!observed) co_return fail(observed.error());
        if (observed->key.kind != "KafkaConnector" && observed->key.kind != "KafkaMirrorMaker2")
            co_return fail(ErrorCode::invalid,
                           fmt::format("a {} has no offsets; a KafkaConnector and a KafkaMirrorMaker2 have", observed->key.kind));
        ConnectorOffsetsList list;
        std::map<std::string, json::object> maps;
        for (const auto& place : kafka::offsets_places(observed->object)) {
            ConnectorOffsets offsets{.connector = place.connector, .config_map = place.listed_to, .items = {}};
            if (!place.listed_to.empty() && !maps.contains(place.listed_to)) {
                const kube::ObjectName name{observed->key.name_space, place.listed_to};
                auto found = co_await observed->cluster.session->api().get(config_maps_resource, name);
                if (!found && found.error().status != 404) co_return fail(found.error().error);
                maps[place.listed_to] = found && found->is_object() ? std::move(found->get_object()) : json::object();
            }
            if (const auto map = maps.find(place.listed_to); map != maps.end()) {
                const auto text = text_at(map->second, {"data", place.member});
                auto read = kafka::read_offsets(text);
                if (!read)
                    co_return fail(ErrorCode::invalid,
                                   fmt::format("{} of ConfigMap {}: {}", place.member, place.listed_to, read.error().message));
                offsets.listed = !text.empty();
                offsets.items = std::move(*read);
            }
            list.items.push_back(std::move(offsets));
        }
        co_return reply(200, list);
    }

    Task<Result<http::Response>> history(Call& call) {
        const auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        const Kind* kind = find_kind(key->kind);
        auto read = [key = *key](store::Tx& tx) -> Result<std::vector<StateChange>> {
            return store::state_changes::of_key(tx, key, most_changes);
        };
        const auto changes = co_await database_.read(std::move(read));
        if (!changes) co_return fail(changes.error());
        StateHistory history;
        for (const auto& each : *changes) {
            const auto reason = each.message.empty() ? each.state : fmt::format("{}: {}", each.state, each.message);
            const auto words = each.state == deleted_state ? "It was deleted." : in_words(*kind, reason);
            history.items.push_back(
                {each.uid, each.state, each.message, words, each.attempt, each.executors_running, each.executors_failed, each.at});
        }
        co_return reply(200, history);
    }

    Task<Result<http::Response>> past(Call& call) {
        store::state_changes::PastFilter filter;
        filter.scope = scope_of(*call.caller.rights, Permission::resources_read);
        filter.clusters = call.query_set("cluster");
        filter.namespaces = call.query_set("namespace");
        filter.states = call.query_set("state");
        filter.name = call.query("name");
        filter.cursor = call.query("cursor");
        const auto limit = call.query_limit();
        if (!limit) co_return fail(limit.error());
        filter.limit = *limit;
        auto read = [filter](store::Tx& tx) -> Result<store::state_changes::PastList> { return store::state_changes::past(tx, filter); };
        auto found = co_await database_.read(std::move(read));
        if (!found) co_return fail(found.error());
        PastItemList list{{}, std::move(found->next_cursor), static_cast<std::int64_t>(found->total)};
        for (const auto& each : found->items) {
            const Kind* kind = find_kind(each.key.kind);
            if (kind == nullptr) continue;
            const auto reason = each.message.empty() ? each.state : fmt::format("{}: {}", each.state, each.message);
            list.items.push_back({each.key.cluster, each.key.name_space, each.key.kind, std::string(kind->ref.plural), each.key.name,
                                  each.uid, each.state, each.message, in_words(*kind, reason), each.attempt, each.began, each.ended});
        }
        co_return reply(200, list);
    }

    Task<Result<http::Response>> credentials(Call& call) {
        auto observed = co_await observed_of(call);
        if (!observed) co_return fail(observed.error());
        if (observed->key.kind != "KafkaUser")
            co_return fail(ErrorCode::invalid, fmt::format("a {} has no credentials; a KafkaUser has", observed->key.kind));
        kube::Api& api = observed->cluster.session->api();
        const kube::ObjectName name{observed->key.name_space, kafka::secret_of(observed->object)};
        const auto secret = co_await api.get(secrets_resource, name);
        if (!secret && secret.error().status == 404)
            co_return fail(ErrorCode::not_found,
                           fmt::format("Strimzi keeps no Secret for {}: it authenticates in a way that needs none, or is "
                                       "not reconciled yet",
                                       observed->key.name));
        if (!secret) co_return fail(secret.error().error);
        if (!secret->is_object()) co_return nothing_there();
        const auto& kept = secret->get_object();
        // A Secret of that name that is somebody else's is none of the user's.
        if (label_of(kept, "strimzi.io/kind") != "KafkaUser")
            co_return fail(ErrorCode::conflict,
                           fmt::format("Secret {} is not the one that Strimzi keeps for {}", name.name, observed->key.name));
        const ResourceKey cluster{observed->key.cluster, observed->key.name_space, "Kafka",
                                  std::string(label_of(observed->object, "strimzi.io/cluster"))};
        const auto kafka = co_await find(cluster);
        if (!kafka) co_return fail(kafka.error());
        const json::object absent;
        const json::object& of = *kafka ? **kafka : absent;

        UserCredentials credentials;
        credentials.username = text_at(observed->object, {"status", "username"});
        credentials.bootstrap_servers = kafka::bootstrap_for(of, observed->object);
        credentials.password = kafka::secret_value(kept, "password");
        credentials.sasl_jaas_config = kafka::secret_value(kept, "sasl.jaas.config");
        credentials.user_certificate = kafka::secret_value(kept, "user.crt");
        credentials.user_key = kafka::secret_value(kept, "user.key");
        credentials.ca_certificate = co_await authority_of(api, cluster);
        credentials.properties = kafka::client_properties(credentials.bootstrap_servers, kafka::is_encrypted_for(of, observed->object),
                                                          credentials.sasl_jaas_config, credentials.user_certificate, credentials.user_key,
                                                          credentials.ca_certificate);
        // Who has seen them must be known, or nobody sees them.
        AuditEntry entry = audit_entry_of(call, "user.credentials", "accepted");
        entry.cluster = observed->key.cluster;
        entry.name_space = observed->key.name_space;
        entry.kind = observed->key.kind;
        entry.name = observed->key.name;
        entry.message = fmt::format("read the credentials in Secret {}", name.name);
        entry.detail = "{}";
        entry.at = clock_.now();
        auto write = [entry](store::Tx& tx) -> Result<bool> {
            store::audit::append(tx, entry);
            return true;
        };
        if (const auto recorded = co_await database_.write(std::move(write)); !recorded) co_return fail(recorded.error());
        auto response = reply(200, credentials);
        response.headers.set("cache-control", "no-store");
        co_return response;
    }

private:
    Task<Result<std::optional<json::object>>> find(ResourceKey key) {
        auto read = [key](store::Tx& tx) -> Result<std::optional<json::object>> {
            const auto snapshot = store::snapshots::find(tx, key);
            return snapshot && !snapshot->deleted ? parse_object(snapshot->object) : std::nullopt;
        };
        auto found = co_await database_.read(std::move(read));
        co_return std::move(found);
    }

    Task<Result<Observed>> observed_of(Call& call) {
        auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        const auto cluster = clusters_.find(key->cluster);
        if (!cluster) co_return nothing_there();
        auto object = co_await find(*key);
        if (!object) co_return fail(object.error());
        if (!*object) co_return nothing_there();
        co_return Observed{std::move(*key), *cluster, std::move(**object)};
    }

    /// What the cluster's listeners are signed by; "" when it can't be read.
    static Task<std::string> authority_of(kube::Api& api, ResourceKey kafka) {
        const kube::ObjectName name{kafka.name_space, kafka.name + "-cluster-ca-cert"};
        const auto secret = co_await api.get(secrets_resource, name);
        co_return secret && secret->is_object() ? kafka::secret_value(secret->get_object(), "ca.crt") : std::string();
    }

    store::Database& database_;
    ClusterRegistry& clusters_;
    const Clock& clock_;
};

}  // namespace

Endpoints live_endpoints(store::Database& database, ClusterRegistry& clusters, const Clock& clock) {
    const auto live = std::make_shared<Live>(database, clusters, clock);
    const auto bind = [&](Task<Result<http::Response>> (Live::*method)(Call&)) {
        return Handle([live, method](Call& call) { return ((*live).*method)(call); });
    };
    const std::string one = "/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}";
    using http::Method;
    return {{.method = Method::get,
             .path = one + "/pods",
             .access = permitted(Permission::resources_read, Access::Where::name_space),
             .audit = not_audited,
             .operation = "listResourcePods",
             .summary = "Its pods, asked of the cluster now",
             .handle = bind(&Live::pods),
             .response = shape<PodList>()},
            {.method = Method::get,
             .path = one + "/load",
             .access = permitted(Permission::resources_read, Access::Where::name_space),
             .audit = not_audited,
             .operation = "getRebalanceLoad",
             .summary = "What the proposal of a rebalance does to each broker",
             .handle = bind(&Live::load),
             .response = shape<BrokerLoadList>()},
            {.method = Method::get,
             .path = one + "/offsets",
             .access = permitted(Permission::resources_read, Access::Where::name_space),
             .audit = not_audited,
             .operation = "getConnectorOffsets",
             .summary = "How far the connectors of a KafkaConnector or KafkaMirrorMaker2 had come when they were listed last",
             .handle = bind(&Live::offsets),
             .response = shape<ConnectorOffsetsList>()},
            {.method = Method::get,
             .path = one + "/history",
             .access = permitted(Permission::resources_read, Access::Where::name_space),
             .audit = not_audited,
             .operation = "getResourceHistory",
             .summary = "The states that a Spark application went through, also when it is gone",
             .handle = bind(&Live::history),
             .response = shape<StateHistory>()},
            {.method = Method::get,
             .path = "/past-applications",
             .access = permitted(Permission::resources_read, Access::Where::anywhere),
             .audit = not_audited,
             .operation = "listPastApplications",
             .summary = "Spark applications whose objects have gone, the newest end first",
             .handle = bind(&Live::past),
             .query = {{"cluster", "Comma separated."},
                       {"namespace", "Comma separated."},
                       {"state", "The last one that was seen; comma separated."},
                       {"name", "A part of the name."},
                       {"limit", "1 to 500; 50 when absent.", "integer"},
                       {"cursor", "As next_cursor of the page before."}},
             .response = shape<PastItemList>()},
            {.method = Method::get,
             .path = one + "/credentials",
             .access = permitted(Permission::resources_credentials, Access::Where::name_space),
             .audit = audited("user.credentials"),
             .operation = "getUserCredentials",
             .summary = "What a client needs to come in as a KafkaUser; each look is recorded in the trail",
             .handle = bind(&Live::credentials),
             .response = shape<UserCredentials>()}};
}

}  // namespace nexa::control
