// Manifests in the other API version: what is moved, what may go, and what stands in the way.
#include "data/manifest_versions.hpp"

#include <gmock/gmock.h>

#include "data/manifest.hpp"
#include "data/object.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Result<Translation> translated(const char* kind, const char* from, const char* to, const char* release, const std::string& spec) {
    json::object document{{"apiVersion", std::string("kafka.strimzi.io/") + from}, {"kind", kind}, {"metadata", {{"name", "x"}}}};
    document["spec"] = test::object(spec);
    return translate(document, *find_kind(kind), to, release);
}

struct MoveCase {
    const char* kind;
    const char* from;
    const char* to;
    const char* release;  ///< Of the operator that gets it.
    const char* spec;
    const char* becomes;
    std::size_t notes;
};

TEST(Translate, MovesWhatHasAnotherPlace) {
    const MoveCase cases[] = {
        {"KafkaTopic", "v1beta2", "v1", "1.2.0", "{partitions: 3, config: {retention.ms: 1}}", "{partitions: 3, config: {retention.ms: 1}}",
         0},
        {"KafkaTopic", "v1", "v1beta2", "0.45.2", "{partitions: 3}", "{partitions: 3}", 0},
        {"KafkaRebalance", "v1", "v1beta2", "0.48.0", "{mode: full}", "{mode: full}", 0},
        {"KafkaUser", "v1beta2", "v1", "1.2.0",
         "{authorization: {type: simple, acls: [{resource: {type: topic, name: t}, operation: Read}, {resource: {type: cluster}, "
         "operations: "
         "[Alter]}]}}",
         "{authorization: {type: simple, acls: [{resource: {type: topic, name: t}, operations: [Read]}, {resource: {type: cluster}, "
         "operations: [Alter]}]}}",
         1},
        {"KafkaConnector", "v1beta2", "v1", "1.2.0", "{class: a, pause: true}", "{class: a, state: paused}", 1},
        {"KafkaConnector", "v1beta2", "v1", "1.2.0", "{class: a, pause: false}", "{class: a}", 1},
        {"KafkaConnector", "v1beta2", "v1", "1.2.0", "{class: a, pause: true, state: stopped}", "{class: a, state: stopped}", 1},
        {"KafkaConnect", "v1beta2", "v1", "1.2.0",
         "{replicas: 1, bootstrapServers: b, config: {group.id: g, offset.storage.topic: o, config.storage.topic: c, status.storage.topic: "
         "s, "
         "a: 1}}",
         "{replicas: 1, bootstrapServers: b, config: {a: 1}, groupId: g, configStorageTopic: c, statusStorageTopic: s, offsetStorageTopic: "
         "o}",
         4},
        // The defaults of the old API are said aloud.
        {"KafkaConnect", "v1beta2", "v1", "1.2.0", "{bootstrapServers: b}",
         "{bootstrapServers: b, groupId: connect-cluster, configStorageTopic: connect-cluster-configs, statusStorageTopic: "
         "connect-cluster-status, offsetStorageTopic: connect-cluster-offsets, replicas: 3}",
         5},
        {"KafkaConnect", "v1", "v1beta2", "0.48.0",
         "{replicas: 1, bootstrapServers: b, groupId: g, configStorageTopic: c, statusStorageTopic: s, offsetStorageTopic: o}",
         "{replicas: 1, bootstrapServers: b, config: {group.id: g, config.storage.topic: c, status.storage.topic: s, offset.storage.topic: "
         "o}}",
         4},
        // From 0.49 on the old version has the new fields, too.
        {"KafkaConnect", "v1", "v1beta2", "0.49.1",
         "{replicas: 1, bootstrapServers: b, groupId: g, configStorageTopic: c, statusStorageTopic: s, offsetStorageTopic: o}",
         "{replicas: 1, bootstrapServers: b, groupId: g, configStorageTopic: c, statusStorageTopic: s, offsetStorageTopic: o}", 0},
        {"KafkaBridge", "v1beta2", "v1", "1.2.0", "{bootstrapServers: b, enableMetrics: false}", "{bootstrapServers: b, replicas: 1}", 2},
        {"KafkaMirrorMaker2", "v1beta2", "v1", "1.2.0",
         "{replicas: 1, connectCluster: b, clusters: [{alias: a, bootstrapServers: x}, {alias: b, bootstrapServers: y, config: {group.id: "
         "g}}], "
         "mirrors: [{sourceCluster: a, targetCluster: b, topicsBlacklistPattern: z, sourceConnector: {pause: true}}]}",
         "{replicas: 1, mirrors: [{source: {alias: a, bootstrapServers: x}, sourceConnector: {state: paused}, topicsExcludePattern: z}], "
         "target: {alias: b, bootstrapServers: y, groupId: g, configStorageTopic: mirrormaker2-cluster-configs, statusStorageTopic: "
         "mirrormaker2-cluster-status, offsetStorageTopic: mirrormaker2-cluster-offsets}}",
         8},
        {"KafkaMirrorMaker2", "v1", "v1beta2", "0.48.0",
         "{replicas: 1, target: {alias: b, bootstrapServers: y, groupId: g, configStorageTopic: c, statusStorageTopic: s, "
         "offsetStorageTopic: "
         "o}, mirrors: [{source: {alias: a, bootstrapServers: x}, topicsPattern: t}]}",
         "{replicas: 1, connectCluster: b, clusters: [{alias: b, bootstrapServers: y, config: {group.id: g, config.storage.topic: c, "
         "status.storage.topic: s, offset.storage.topic: o}}, {alias: a, bootstrapServers: x}], mirrors: [{sourceCluster: a, "
         "targetCluster: b, "
         "topicsPattern: t}]}",
         5},
        {"Kafka", "v1beta2", "v1", "1.2.0",
         "{kafka: {version: 4.3.1, replicas: 3, storage: {type: ephemeral}, listeners: [{name: plain, port: 9092, type: internal, tls: "
         "false}]}, "
         "entityOperator: {topicOperator: {reconciliationIntervalSeconds: 90}}}",
         "{kafka: {version: 4.3.1, listeners: [{name: plain, port: 9092, type: internal, tls: false}]}, entityOperator: {topicOperator: "
         "{reconciliationIntervalMs: 90000}}}",
         3},
    };
    for (const auto& each : cases) {
        const auto result = translated(each.kind, each.from, each.to, each.release, each.spec);
        ASSERT_TRUE(result) << each.kind << " " << each.spec << "\n" << result.error().message;
        EXPECT_EQ(result->document.at("spec"), json::value(test::object(each.becomes))) << json::serialize(result->document);
        EXPECT_EQ(text_at(result->document, {"apiVersion"}), std::string("kafka.strimzi.io/") + each.to);
        EXPECT_THAT(result->notes, SizeIs(each.notes)) << each.kind << each.spec;
    }
}

TEST(Translate, RefusesWhatWouldBeLost) {
    struct Case {
        const char* kind;
        const char* from;
        const char* to;
        const char* release;
        const char* spec;
        const char* pointer;
        const char* message;
    };
    const Case cases[] = {
        {"Kafka", "v1beta2", "v1", "1.2.0", "{zookeeper: {replicas: 3, storage: {type: ephemeral}}, kafka: {version: 3.8.1, replicas: 3}}",
         "/spec/zookeeper", "KRaft"},
        {"Kafka", "v1beta2", "v1", "1.2.0", "{kafka: {authorization: {type: keycloak, clientId: k}}}", "/spec/kafka/authorization/clientId",
         "type custom"},
        {"Kafka", "v1beta2", "v1", "1.2.0",
         "{kafka: {listeners: [{name: a, port: 9092, type: internal, tls: true, authentication: {type: oauth}}]}}",
         "/spec/kafka/listeners/0/authentication/type", "type custom"},
        {"Kafka", "v1", "v1beta2", "0.48.0", "{kafka: {listeners: [{name: a, port: 9094, type: tlsroute, tls: true}]}}",
         "/spec/kafka/listeners/0/type", "does not have it yet"},
        {"KafkaUser", "v1beta2", "v1", "1.2.0",
         "{authorization: {type: simple, acls: [{resource: {type: topic, name: t}, operation: Read, operations: [Write]}]}}",
         "/spec/authorization/acls/0/operation", "keep operations"},
        {"KafkaNodePool", "v1beta2", "v1", "1.2.0",
         "{replicas: 1, roles: [broker], storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 1Gi, overrides: [{broker: "
         "0, "
         "class: a}]}]}}",
         "/spec/storage/volumes/0/overrides", "node pool for each"},
        {"KafkaBridge", "v1beta2", "v1", "1.2.0", "{replicas: 1, bootstrapServers: b, enableMetrics: true}", "/spec/enableMetrics",
         "metricsConfig"},
        {"KafkaBridge", "v1", "v1beta2", "0.48.0",
         "{replicas: 1, bootstrapServers: b, http: {tls: {certificateAndKey: {secretName: s, certificate: c, key: k}}}}", "/spec/http/tls",
         "does not have it yet"},
        {"KafkaConnect", "v1beta2", "v1", "1.2.0", "{replicas: 1, bootstrapServers: b, externalConfiguration: {env: []}}",
         "/spec/externalConfiguration", "spec.template"},
        {"KafkaMirrorMaker2", "v1beta2", "v1", "1.2.0",
         "{replicas: 1, connectCluster: b, clusters: [{alias: a, bootstrapServers: x}, {alias: b, bootstrapServers: y}], mirrors: "
         "[{sourceCluster: a, targetCluster: b, heartbeatConnector: {tasksMax: 1}}]}",
         "/spec/mirrors/0/heartbeatConnector", "KafkaConnector"},
        {"KafkaMirrorMaker2", "v1beta2", "v1", "1.2.0",
         "{replicas: 1, connectCluster: b, clusters: [{alias: a, bootstrapServers: x}, {alias: b, bootstrapServers: y}, {alias: c, "
         "bootstrapServers: z}], mirrors: [{sourceCluster: a, targetCluster: b}]}",
         "/spec/clusters/2", "used by no mirror"},
        {"KafkaMirrorMaker2", "v1beta2", "v1", "1.2.0",
         "{replicas: 1, connectCluster: b, clusters: [{alias: a, bootstrapServers: x}, {alias: b, bootstrapServers: y}], mirrors: "
         "[{sourceCluster: b, targetCluster: a}]}",
         "/spec/mirrors/0/targetCluster", "one target"},
    };
    for (const auto& each : cases) {
        const auto result = translated(each.kind, each.from, each.to, each.release, each.spec);
        ASSERT_FALSE(result) << each.kind << " " << each.spec << json::serialize(result->document);
        EXPECT_THAT(result.error().issues, Contains(testing::AllOf(testing::Field(&Issue::pointer, each.pointer),
                                                                   testing::Field(&Issue::message, HasSubstr(each.message)))))
            << result.error().message;
    }
}

TEST(Translate, LeavesOldMistakesToTheCheck) {
    const auto result = translated("KafkaTopic", "v1beta2", "v1", "1.2.0", "{partions: 3}");
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_THAT(result->notes, IsEmpty());
}

TEST(Translate, GoesThereAndBackForTheOperatorsOwnExamples) {
    if (!std::filesystem::exists(test::examples())) GTEST_SKIP() << "the operators' example manifests are not at " << test::examples();
    int documents = 0;
    for (const auto& [folder, to, release, back, home] : {std::tuple("strimzi-1.2.0", "v1beta2", "0.49.1", "v1", "1.2.0"),
                                                          std::tuple("strimzi-0.48.0", "v1", "1.2.0", "v1beta2", "0.49.1")}) {
        for (const char* part : {"connect", "user", "bridge", "mirror-maker", "cruise-control", "kafka", "topic", "security"}) {
            for (const auto& entry : std::filesystem::recursive_directory_iterator(test::examples() / folder / part)) {
                if (entry.path().extension() != ".yaml" || entry.path().filename() == "kafka-bridge-tls.yaml") continue;
                const auto parsed = wire::parse_yaml(test::read_file(entry.path()));
                ASSERT_TRUE(parsed) << entry.path();
                for (const auto& document : *parsed) {
                    const auto& object = document.value.get_object();
                    const auto* kind = find_kind(text_at(object, {"kind"}));
                    if (kind == nullptr) continue;
                    ++documents;
                    const auto there = translate(object, *kind, to, release);
                    ASSERT_TRUE(there) << entry.path() << there.error().message;
                    const auto again = translate(there->document, *kind, back, home);
                    ASSERT_TRUE(again) << entry.path() << again.error().message;
                    if (std::string_view(back) == "v1")
                        EXPECT_EQ(canonical(again->document), canonical(object)) << entry.path() << json::serialize(again->document);
                }
            }
        }
    }
    EXPECT_GT(documents, 60);
}

TEST(CheckManifest, TranslatesForTheCluster) {
    const auto topic = test::object(
        "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: t, namespace: n, labels: {strimzi.io/cluster: c}}, spec: "
        "{partitions: 3}}");
    const auto facts = test::prod_us();
    const auto manifest = check_manifest(topic, {.facts = &facts});
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(text_at(manifest->desired, {"apiVersion"}), "kafka.strimzi.io/v1beta2");
    EXPECT_EQ(manifest->version, "v1beta2");
    EXPECT_THAT(manifest->notes, ElementsAre("apiVersion was translated from v1 to v1beta2, which cluster prod-us serves"));

    const auto dev = test::dev_eu();
    const auto kafka = test::object(
        "{apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, metadata: {name: k, namespace: n}, spec: {zookeeper: {replicas: 1, storage: "
        "{type: ephemeral}}, kafka: {version: 3.8.1, replicas: 1, storage: {type: ephemeral}, listeners: [{name: a, port: 9092, type: "
        "internal, "
        "tls: false}]}}}");
    const auto refused = check_manifest(kafka, {.facts = &dev});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("cluster dev-eu serves v1 only"));
    EXPECT_EQ(refused.error().issues.front().rule, "api-version-served");
    EXPECT_EQ(refused.error().issues.front().pointer, "/spec/zookeeper");
}

TEST(CheckManifest, RefusesWhatStrimziMakesItself) {
    const auto set =
        test::object("{apiVersion: core.strimzi.io/v1, kind: StrimziPodSet, metadata: {name: c-broker, namespace: n}, spec: {}}");
    const auto refused = check_manifest(set, {});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("change the Kafka, KafkaNodePool"));
}

}  // namespace
}  // namespace nexa
