#include "store/clusters.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "store/counters.hpp"
#include "store/leases.hpp"
#include "store/tx.hpp"

namespace nexa::store::clusters {
namespace {

using Labels = std::map<std::string, std::string>;

json::object to_json(const Labels& labels) {
    json::object object;
    for (const auto& [name, value] : labels) object[name] = value;
    return object;
}

Labels labels_of(const json::value& value) {
    Labels labels;
    for (const auto& [name, text] : value.as_object()) labels.emplace(name, text.as_string());
    return labels;
}

json::array to_json(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

std::vector<std::string> texts_of(const json::value& value) {
    std::vector<std::string> texts;
    for (const auto& each : value.as_array()) texts.emplace_back(each.as_string());
    return texts;
}

std::string facts_text(const ClusterFacts& facts) {
    json::array operators;
    for (const auto& each : facts.operators) {
        operators.push_back(json::object{{"name", each.name},
                                         {"version", each.version},
                                         {"namespace", each.name_space},
                                         {"watched_namespaces", to_json(each.watched_namespaces)},
                                         {"kafka_versions", to_json(each.kafka_versions)}});
    }
    json::object served;
    for (const auto& [kind, versions] : facts.served) served[kind] = to_json(versions);
    json::object stored;
    for (const auto& [kind, versions] : facts.stored) stored[kind] = to_json(versions);
    json::object namespace_labels;
    for (const auto& [name, labels] : facts.namespace_labels) namespace_labels[name] = to_json(labels);
    return json::serialize(json::object{{"kubernetes_version", facts.kubernetes_version},
                                        {"operators", std::move(operators)},
                                        {"served", std::move(served)},
                                        {"stored", std::move(stored)},
                                        {"namespaces", to_json(facts.namespaces)},
                                        {"namespace_labels", std::move(namespace_labels)}});
}

ClusterFacts facts_of(std::string cluster, const std::string& text, Time seen_at) {
    const json::value value = json::parse(text);
    ClusterFacts facts;
    facts.cluster = std::move(cluster);
    facts.seen_at = seen_at;
    facts.kubernetes_version = value.at("kubernetes_version").as_string();
    for (const auto& each : value.at("operators").as_array()) {
        facts.operators.push_back({std::string(each.at("name").as_string()), std::string(each.at("version").as_string()),
                                   std::string(each.at("namespace").as_string()), texts_of(each.at("watched_namespaces")),
                                   texts_of(each.at("kafka_versions"))});
    }
    for (const auto& [kind, versions] : value.at("served").as_object()) facts.served.emplace(kind, texts_of(versions));
    if (const auto* stored = value.as_object().if_contains("stored")) {  // not in what earlier versions wrote
        for (const auto& [kind, versions] : stored->as_object()) facts.stored.emplace(kind, texts_of(versions));
    }
    facts.namespaces = texts_of(value.at("namespaces"));
    for (const auto& [name, labels] : value.at("namespace_labels").as_object()) facts.namespace_labels.emplace(name, labels_of(labels));
    return facts;
}

std::vector<Cluster> select(Tx& tx, const std::string& where, const std::optional<std::string>& value) {
    Cluster cluster;
    std::string labels;
    Sql sql(tx, "SELECT id, name, labels, colour, server, context, created_at, version FROM clusters " + where + " ORDER BY name");
    if (value) sql.in(*value);
    sql.out(cluster.id)
        .out(cluster.name)
        .out(labels)
        .out(cluster.colour)
        .out(cluster.server)
        .out(cluster.context)
        .out(cluster.created_at)
        .out(cluster.version);
    std::vector<Cluster> found;
    while (sql.next()) {
        cluster.labels = labels_of(json::parse(labels));
        found.push_back(cluster);
    }
    return found;
}

}  // namespace

void insert(Tx& tx, const Cluster& cluster, const std::string& sealed_kubeconfig, Time now) {
    counters::bump(tx, "clusters");
    Sql(tx, "INSERT INTO clusters (id, name, labels, colour, server, context, created_at, version) VALUES (:a, :b, :c, :d, :e, :f, :g, :h)")
        .in(cluster.id)
        .in(cluster.name)
        .in(json::serialize(to_json(cluster.labels)))
        .in(cluster.colour)
        .in(cluster.server)
        .in(cluster.context)
        .in(cluster.created_at)
        .in(cluster.version)
        .run();
    Sql(tx, "INSERT INTO cluster_credentials (cluster_id, sealed_kubeconfig, updated_at) VALUES (:a, :b, :c)")
        .in(cluster.id)
        .in(sealed_kubeconfig)
        .in(now)
        .run();
}

std::vector<Cluster> all(Tx& tx) {
    return select(tx, "", std::nullopt);
}

std::optional<Cluster> find(Tx& tx, const std::string& name) {
    auto found = select(tx, "WHERE name = :a", name);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool update(Tx& tx, const Cluster& cluster, std::int64_t expected) {
    counters::bump(tx, "clusters");
    return Sql(tx, "UPDATE clusters SET labels = :a, colour = :b, version = version + 1 WHERE name = :c AND version = :d")
               .in(json::serialize(to_json(cluster.labels)))
               .in(cluster.colour)
               .in(cluster.name)
               .in(expected)
               .run() == 1;
}

bool remove(Tx& tx, const Cluster& cluster) {
    counters::bump(tx, "clusters");
    Sql(tx, "DELETE FROM cluster_credentials WHERE cluster_id = :a").in(cluster.id).run();
    leases::remove(tx, watch_lease(cluster.name));
    Sql(tx, "DELETE FROM cluster_facts WHERE cluster = :a").in(cluster.name).run();
    Sql(tx, "DELETE FROM observed_snapshots WHERE cluster = :a").in(cluster.name).run();
    return Sql(tx, "DELETE FROM clusters WHERE id = :a").in(cluster.id).run() > 0;
}

std::string watch_lease(std::string_view cluster) {
    return fmt::format("watch/{}", cluster);
}

std::optional<Credentials> credentials(Tx& tx, Id<Cluster> id) {
    Credentials found;
    Sql sql(tx, "SELECT sealed_kubeconfig, updated_at FROM cluster_credentials WHERE cluster_id = :a");
    sql.in(id).out(found.sealed).out(found.updated_at);
    return sql.next() ? std::optional(found) : std::nullopt;
}

std::optional<std::string> sealed_kubeconfig(Tx& tx, Id<Cluster> id) {
    auto found = credentials(tx, id);
    return found ? std::optional(std::move(found->sealed)) : std::nullopt;
}

bool replace_kubeconfig(Tx& tx, const Cluster& cluster, std::int64_t expected, const std::string& sealed, Time now) {
    const auto changed = Sql(tx, "UPDATE clusters SET server = :a, context = :b, version = version + 1 WHERE id = :c AND version = :d")
                             .in(cluster.server)
                             .in(cluster.context)
                             .in(cluster.id)
                             .in(expected)
                             .run();
    if (changed != 1) return false;
    replace_kubeconfig(tx, cluster.id, sealed, now);
    return true;
}

void replace_kubeconfig(Tx& tx, Id<Cluster> id, const std::string& sealed, Time now) {
    counters::bump(tx, "clusters");
    Sql(tx, "UPDATE cluster_credentials SET sealed_kubeconfig = :a, updated_at = :b WHERE cluster_id = :c").in(sealed).in(now).in(id).run();
}

bool reseal(Tx& tx, Id<Cluster> id, const std::string& before, const std::string& after) {
    return Sql(tx, "UPDATE cluster_credentials SET sealed_kubeconfig = :a WHERE cluster_id = :b AND sealed_kubeconfig = :c")
               .in(after)
               .in(id)
               .in(before)
               .run() == 1;
}

void put_facts(Tx& tx, const ClusterFacts& facts) {
    Sql(tx, "DELETE FROM cluster_facts WHERE cluster = :a").in(facts.cluster).run();
    Sql(tx, "INSERT INTO cluster_facts (cluster, facts, seen_at) VALUES (:a, :b, :c)")
        .in(facts.cluster)
        .in(facts_text(facts))
        .in(facts.seen_at)
        .run();
}

std::optional<ClusterFacts> facts(Tx& tx, const std::string& cluster) {
    std::string text;
    Time seen_at;
    Sql sql(tx, "SELECT facts, seen_at FROM cluster_facts WHERE cluster = :a");
    sql.in(cluster).out(text).out(seen_at);
    if (!sql.next()) return std::nullopt;
    return facts_of(cluster, text, seen_at);
}

}  // namespace nexa::store::clusters
