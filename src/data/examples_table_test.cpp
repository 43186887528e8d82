// A table of every example manifest that the operators publish: what Nexa says of it on a cluster of its own release and on others, and how
// it fares in the simulated cluster of its release.
#include <gmock/gmock.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "data/manifest.hpp"
#include "data/object.hpp"
#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

struct Set {
    const char* folder;
    const char* strimzi;
    const char* spark;
    ClusterFacts (*facts)();
};
constexpr Set sets[] = {
    {"strimzi-1.2.0", "1.2.0", "2.5.2", test::dev_eu},
    {"strimzi-0.48.0", "0.48.0", "2.2.1", test::prod_us},
    {"strimzi-0.45.2", "0.45.2", "", test::legacy_ap},
    {"spark-operator-2.5.2", "1.2.0", "2.5.2", test::dev_eu},
};

/// What examples lean on that another example brings: created first where a file does not have it itself.
constexpr const char* cluster_of_pools =
    "{kind: Kafka, apiVersion: API, metadata: {name: my-cluster, annotations: {strimzi.io/node-pools: enabled, strimzi.io/kraft: "
    "enabled}}, "
    "spec: {kafka: {authorization: {type: simple}, listeners: [{name: plain, port: 9092, type: internal, tls: false}, {name: tls, port: "
    "9093, type: internal, tls: true, authentication: {type: tls}}]}, entityOperator: {topicOperator: {}, userOperator: {}}, "
    "cruiseControl: {}}}\n---\n"
    "{kind: KafkaNodePool, apiVersion: API, metadata: {name: dual, labels: {strimzi.io/cluster: my-cluster}}, spec: {replicas: 3, roles: "
    "[controller, broker], storage: {type: ephemeral}}}\n";
constexpr const char* connect =
    "{kind: KafkaConnect, apiVersion: API, metadata: {name: my-connect-cluster, annotations: {strimzi.io/use-connector-resources: "
    "'true'}}, "
    "spec: {replicas: 1, bootstrapServers: 'my-cluster-kafka-bootstrap:9092', groupId: g, configStorageTopic: c, offsetStorageTopic: o, "
    "statusStorageTopic: s}}\n";

struct Judged {
    std::string verdict;  ///< "accepted", the violated rules, or why it can't be read.
    std::string effects;  ///< Rules that say what will happen.
    std::vector<json::object> manifests;
};

void add_word(std::string& words, std::string_view word) {
    if (words.find(word) == std::string::npos) words += (words.empty() ? "" : " ") + std::string(word);
}

Judged judge(const std::string& text, const ClusterFacts& facts) {
    Judged judged;
    const auto documents = wire::parse_yaml(text);
    if (!documents) return {"no YAML: " + documents.error().message, {}, {}};
    for (const auto& document : *documents) {
        const auto* object = document.value.if_object();
        if (object == nullptr || find_kind(text_at(*object, {"kind"})) == nullptr) continue;
        const auto manifest = check_manifest(document.value, {.facts = &facts, .default_namespace = "default"});
        if (!manifest) {
            judged.verdict = "invalid: " + manifest.error().message;
            return judged;
        }
        for (const auto& finding : contracts::evaluate({.desired = manifest->desired, .facts = facts})) {
            if (finding.type == Finding::Type::violation) add_word(judged.verdict, finding.rule);
            if (finding.type == Finding::Type::effect) add_word(judged.effects, finding.rule);
        }
        judged.manifests.push_back(manifest->desired);
    }
    if (judged.verdict.empty()) judged.verdict = "accepted";
    return judged;
}

class ExamplesTable : public sandbox::OperatorsTest {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(test::examples())) GTEST_SKIP() << "the operators' example manifests are not at " << test::examples();
    }

    static bool has(const std::vector<json::object>& manifests, std::string_view kind, std::string_view name) {
        return std::ranges::any_of(manifests, [&](const json::object& each) {
            return text_at(each, {"kind"}) == kind && (name.empty() || text_at(each, {"metadata", "name"}) == name);
        });
    }

    void lean_on(const std::vector<json::object>& manifests, const std::string& api) {
        const auto with_api = [&](std::string text) {
            for (auto at = text.find("API"); at != std::string::npos; at = text.find("API")) text.replace(at, 3, api);
            return text;
        };
        const bool own = has(manifests, "Kafka", "") || has(manifests, "SparkApplication", "") ||
                         has(manifests, "ScheduledSparkApplication", "") || has(manifests, "SparkConnect", "");
        if (!own) create(with_api(cluster_of_pools));
        if (has(manifests, "KafkaConnector", "") && !has(manifests, "KafkaConnect", "")) create(with_api(connect));
        ASSERT_TRUE(settle());
    }

    /// The worst health of what the manifests became, with the reason.
    HealthVerdict fare(const Set& set, const std::vector<json::object>& manifests) {
        cluster.reset();
        time = sandbox::SimTime::manual();
        open(set.strimzi, set.spark);
        lean_on(manifests, std::string_view(set.strimzi) == "1.2.0" ? "kafka.strimzi.io/v1" : "kafka.strimzi.io/v1beta2");
        for (const auto& manifest : manifests) create(manifest);
        EXPECT_TRUE(settle(std::chrono::hours(6)));
        HealthVerdict worst{Health::healthy, {}};
        for (const auto& manifest : manifests) {
            const auto kind = text_at(manifest, {"kind"});
            const auto live =
                store().find(kind, std::string(text_at(manifest, {"metadata", "namespace"})), text_at(manifest, {"metadata", "name"}));
            auto verdict = live ? find_kind(kind)->health(live->value()) : HealthVerdict{Health::missing, "it is gone"};
            if (verdict.health != Health::healthy) worst = std::move(verdict);
        }
        return worst;
    }
};

TEST_F(ExamplesTable, OfVerdictsEffectsAndFinalHealth) {
    std::string table = fmt::format("{:<66} {:<28} {:<12} {:<12} elsewhere\n", "example", "verdict", "effects", "in the end");
    // Those that end otherwise than Healthy, in every release that has them, and what the operator says then.
    static const std::map<std::string, std::pair<Health, std::string>> ends_otherwise{
        {"source-connector.yaml", {Health::degraded, "Failed to find any class that implements Connector"}},
        {"kafka-cruise-control-auto-rebalancing.yaml", {Health::suspended, "a template for automatic rebalances"}},
        {"kafka-rebalance-full.yaml", {Health::suspended, "waits for approval"}},
        {"kafka-rebalance-with-goals.yaml", {Health::suspended, "waits for approval"}},
        {"kafka-rebalance-remove-disks.yaml", {Health::suspended, "waits for approval"}},
        {"kafka-rebalance-add-brokers.yaml", {Health::degraded, "Some of the brokers [3,4] don't exist"}},
        {"kafka-rebalance-remove-brokers.yaml", {Health::degraded, "Some of the brokers [3,4] don't exist"}},
        // The clusters that they mirror are not there.
        {"kafka-mirror-maker-2.yaml", {Health::degraded, "to be ready"}},
        {"kafka-mirror-maker-2-tls.yaml", {Health::degraded, "to be ready"}},
        {"kafka-mirror-maker-2-sync-groups.yaml", {Health::degraded, "to be ready"}},
        {"kafka-mirror-maker-2-custom-replication-policy.yaml", {Health::degraded, "to be ready"}},
    };
    int accepted = 0;
    for (const Set& set : sets) {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(test::examples() / set.folder)) {
            if (entry.path().extension() == ".yaml" && entry.path().string().find("/metrics/") == std::string::npos)
                files.push_back(entry.path());
        }
        std::ranges::sort(files);
        for (const auto& file : files) {
            const auto name = std::filesystem::relative(file, test::examples()).string();
            const auto text = test::read_file(file);
            const auto judged = judge(text, set.facts());
            if (judged.manifests.empty() && judged.verdict == "accepted") continue;  // nothing that Nexa operates
            std::string elsewhere;
            for (const Set& other : sets) {
                if (other.facts == set.facts || std::string_view(other.folder).starts_with("spark")) continue;
                elsewhere += fmt::format("{}: {}; ", other.strimzi, judge(text, other.facts()).verdict);
            }
            std::string end = "-";
            if (judged.verdict == "accepted") {
                ++accepted;
                const auto fared = fare(set, judged.manifests);
                end = to_string(fared.health);
                const auto expected = ends_otherwise.find(file.filename().string());
                const auto& [health, reason] =
                    expected == ends_otherwise.end() ? std::pair(Health::healthy, std::string()) : expected->second;
                EXPECT_EQ(to_string(fared.health), to_string(health)) << name << ": " << fared.reason;
                EXPECT_THAT(fared.reason, testing::HasSubstr(reason)) << name;
            }
            // One file is no YAML as published.
            EXPECT_EQ(judged.verdict.starts_with("no YAML"), file.filename() == "spark-pi-prometheus.yaml")
                << name << ": " << judged.verdict;
            table += fmt::format("{:<66} {:<28} {:<12} {:<12} {}\n", name, judged.verdict.substr(0, 80), judged.effects, end, elsewhere);
        }
    }
    std::cout << table << std::flush;
    EXPECT_GT(accepted, 90);
}

}  // namespace
}  // namespace nexa
