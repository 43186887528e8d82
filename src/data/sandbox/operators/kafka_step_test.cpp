#include "data/sandbox/operators/kafka_step.hpp"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr auto pools = R"(
kind: KafkaNodePool
metadata: {name: controller, labels: {strimzi.io/cluster: c}}
spec: {replicas: 3, roles: [controller], storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 10Gi, kraftMetadata: shared}]}}
---
kind: KafkaNodePool
metadata: {name: broker, labels: {strimzi.io/cluster: c}}
spec: {replicas: 3, roles: [broker], storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 100Gi, kraftMetadata: shared}]}}
---
)";

std::string kafka(std::string_view version, std::string_view annotations = "{}") {
    return fmt::format(R"(
kind: Kafka
metadata: {{name: c, annotations: {}}}
spec:
  kafka:
    version: {}
    listeners:
      - {{name: plain, port: 9092, type: internal, tls: false}}
      - {{name: tls, port: 9093, type: internal, tls: true}}
    config: {{default.replication.factor: 3, min.insync.replicas: 2, offsets.topic.replication.factor: 3}}
  entityOperator: {{topicOperator: {{}}, userOperator: {{}}}}
)",
                       annotations, version);
}

constexpr auto topic = R"(
kind: KafkaTopic
metadata: {name: orders, labels: {strimzi.io/cluster: c}}
spec: {partitions: 12, replicas: 3}
)";

class KafkaTest : public OperatorsTest {
protected:
    void deploy(const std::string& strimzi = "1.2.0", std::string_view version = "4.3.1", std::string_view annotations = "{}") {
        open(strimzi, "");
        create(std::string(pools) + kafka(version, annotations));
        ASSERT_TRUE(settle());
    }
    std::vector<std::string> ready_and_generations(const Recording& recording) {
        std::vector<std::string> result;
        for (const auto& object : recording.states) {
            const auto all = conditions_in(object_at(object, {"status"}));
            auto text = fmt::format("{}/{} {}", number_at(object, {"status", "observedGeneration"}, -1), generation_of(object),
                                    fmt::join(all, ","));
            if (result.empty() || result.back() != text) result.push_back(std::move(text));
        }
        return result;
    }
    json::array node_ids(std::string_view pool) { return array_at(status("KafkaNodePool", pool), {"nodeIds"}); }
};

TEST_F(KafkaTest, DeploysInTheOperatorsOrder) {
    open("1.2.0", "");
    std::vector<std::string> order;
    store().subscribe([&order](const EventPtr& event) {
        const auto& kind = event->resource->kind;
        if (event->object->name_space() != "default" || kind == "Event" || kind == "ReplicaSet") return;
        if (event->type == WatchEvent::Type::added) order.push_back(kind);
    });
    const auto recording = record("Kafka", "c");
    create(std::string(pools) + kafka("4.3.1"));
    ASSERT_TRUE(settle());
    order.erase(std::unique(order.begin(), order.end()), order.end());
    EXPECT_THAT(order, ElementsAre("KafkaNodePool", "Kafka", "Secret", "NetworkPolicy", "ServiceAccount", "Role", "RoleBinding",
                                   "PersistentVolumeClaim", "Service", "Secret", "ConfigMap", "Secret", "ConfigMap", "Secret", "ConfigMap",
                                   "Secret", "ConfigMap", "Secret", "ConfigMap", "Secret", "ConfigMap", "PodDisruptionBudget",
                                   "StrimziPodSet", "Pod", "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Secret", "RoleBinding",
                                   "ConfigMap", "Secret", "Deployment", "Pod"));
    EXPECT_THAT(ready_and_generations(*recording), ElementsAre("-1/1 ", "0/1 NotReady=True:Creating", "1/1 Ready=True"));

    const auto state = status("Kafka", "c");
    EXPECT_EQ(text_at(state, {"kafkaVersion"}), "4.3.1");
    EXPECT_EQ(text_at(state, {"kafkaMetadataVersion"}), "4.3-IV0");
    EXPECT_EQ(text_at(state, {"operatorLastSuccessfulVersion"}), "1.2.0");
    EXPECT_EQ(text_at(state, {"clusterId"}).size(), 22U);
    EXPECT_EQ(text_at(array_at(state, {"listeners"}).at(0).as_object(), {"bootstrapServers"}), "c-kafka-bootstrap.default.svc:9092");
    EXPECT_EQ(json::serialize(array_at(state, {"kafkaNodePools"})), R"([{"name":"broker"},{"name":"controller"}])");
    // Ids go by the pools' names, not by their age.
    EXPECT_EQ(json::serialize(node_ids("broker")), "[0,1,2]");
    EXPECT_EQ(json::serialize(node_ids("controller")), "[3,4,5]");
    EXPECT_THAT(names("Pod", "strimzi.io/name=c-kafka"),
                ElementsAre("c-broker-0", "c-broker-1", "c-broker-2", "c-controller-3", "c-controller-4", "c-controller-5"));
    EXPECT_EQ(number_at(status("StrimziPodSet", "c-broker"), {"readyPods"}), 3);
    EXPECT_THAT(names("PersistentVolumeClaim"), Contains("data-0-c-broker-2"));
    EXPECT_EQ(text_at(status("PersistentVolumeClaim", "data-0-c-broker-2"), {"phase"}), "Bound");
    EXPECT_TRUE(exists("Secret", "c-cluster-ca-cert"));
    EXPECT_TRUE(exists("Secret", "c-trustbundle"));
}

TEST_F(KafkaTest, DeletingLeavesPoolsAndPods) {
    deploy();
    remove("Kafka", "c");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(exists("Kafka", "c"));
    EXPECT_FALSE(exists("Service", "c-kafka-bootstrap"));
    EXPECT_TRUE(exists("Pod", "c-broker-0"));
    remove("KafkaNodePool", "broker");
    remove("KafkaNodePool", "controller");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("Pod"), IsEmpty());
    EXPECT_THAT(names("PersistentVolumeClaim"), Not(IsEmpty())) << "claims stay unless deleteClaim";
}

struct ObjectionCase {
    const char* name;
    const char* strimzi;
    const char* manifest;
    const char* reason;
    const char* message;
};

class KafkaObjectionTest : public KafkaTest, public ::testing::WithParamInterface<ObjectionCase> {};

TEST_P(KafkaObjectionTest, IsNotReady) {
    const auto& expected = GetParam();
    open(expected.strimzi, "");
    create(expected.manifest);
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre(std::string("NotReady=True:") + expected.reason));
    EXPECT_THAT(message("Kafka", "c"), HasSubstr(expected.message));
    EXPECT_EQ(number_at(status("Kafka", "c"), {"observedGeneration"}), 1);
    EXPECT_TRUE(exists("Secret", "c-cluster-ca")) << "made before anything is checked";
    EXPECT_THAT(names("StrimziPodSet"), IsEmpty());
}

const std::string unsupported = std::string(pools) + kafka("3.9.0");
const std::string no_pools = kafka("4.3.1");
const std::string only_controllers = R"(
kind: KafkaNodePool
metadata: {name: controller, labels: {strimzi.io/cluster: c}}
spec: {replicas: 1, roles: [controller], storage: {type: ephemeral}}
---
)" + kafka("4.3.1");
const std::string empty_pools = R"(
kind: KafkaNodePool
metadata: {name: dual, labels: {strimzi.io/cluster: c}}
spec: {replicas: 0, roles: [controller, broker], storage: {type: ephemeral}}
---
)" + kafka("4.3.1");
const std::string too_few_brokers = R"(
kind: KafkaNodePool
metadata: {name: dual, labels: {strimzi.io/cluster: c}}
spec: {replicas: 1, roles: [controller, broker], storage: {type: ephemeral}}
---
)" + kafka("4.3.1");
const std::string bad_port = std::string(pools) + R"(
kind: Kafka
metadata: {name: c}
spec: {kafka: {listeners: [{name: plain, port: 9404, type: internal, tls: false}]}}
)";
const std::string bad_label = std::string(pools) + R"(
kind: Kafka
metadata: {name: c, labels: {strimzi.io/foo: bar}}
spec: {kafka: {listeners: [{name: plain, port: 9092, type: internal, tls: false}]}}
)";

INSTANTIATE_TEST_SUITE_P(
    Objections, KafkaObjectionTest,
    ::testing::Values(
        ObjectionCase{"unsupported_version", "1.2.0", unsupported.c_str(), "UnsupportedKafkaVersionException",
                      "Unsupported Kafka.spec.kafka.version: 3.9.0. Supported versions are: [4.2.0, 4.2.1, 4.3.0, 4.3.1]"},
        ObjectionCase{"unsupported_version_048", "0.48.0", unsupported.c_str(), "UnsupportedKafkaVersionException",
                      "Supported versions are: [4.0.0, 4.1.0]"},
        ObjectionCase{"no_pools", "1.2.0", no_pools.c_str(), "InvalidConfigurationException",
                      "No KafkaNodePools found for Kafka cluster c"},
        ObjectionCase{"no_brokers", "1.2.0", only_controllers.c_str(), "InvalidResourceException", "broker role"},
        ObjectionCase{"empty_pools", "1.2.0", empty_pools.c_str(), "InvalidResourceException", "KafkaNodePools are enabled, but"},
        ObjectionCase{
            "replication_factor", "1.2.0", too_few_brokers.c_str(), "InvalidResourceException",
            "Kafka configuration option 'default.replication.factor' should be set to 1 because this cluster has only 1 Kafka broker(s)."},
        ObjectionCase{"listener_port", "1.2.0", bad_port.c_str(), "InvalidResourceException", "port 9404 is forbidden"},
        ObjectionCase{"label", "1.2.0", bad_label.c_str(), "CompletionException", "Labels starting with strimzi.io/ are not allowed"}),
    [](const auto& info) { return info.param.name; });

TEST_F(KafkaTest, RecoversFromAnObjection) {
    open("1.2.0", "");
    create(unsupported);
    ASSERT_TRUE(settle());
    patch("Kafka", "c", "spec: {kafka: {version: 4.2.1}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
}

TEST_F(KafkaTest, OldReleasesNeedTheKraftAnnotations) {
    open("0.46.1", "");
    create(std::string(pools) + kafka("4.0.0"));
    ASSERT_TRUE(settle());
    EXPECT_TRUE(status("Kafka", "c").empty()) << "the exception comes before any status";
    patch("Kafka", "c", "metadata: {annotations: {strimzi.io/kraft: enabled, strimzi.io/node-pools: enabled}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaMetadataState"}), "KRaft");
}

TEST_F(KafkaTest, PauseKeepsTheOldGeneration) {
    deploy();
    patch("Kafka", "c", "metadata: {annotations: {strimzi.io/pause-reconciliation: 'true'}}");
    ASSERT_TRUE(settle());
    patch("Kafka", "c", "spec: {kafka: {config: {auto.create.topics.enable: false}}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("ReconciliationPaused=True"));
    const auto state = status("Kafka", "c");
    EXPECT_EQ(number_at(state, {"observedGeneration"}), 1);
    EXPECT_TRUE(state.contains("clusterId"));
    EXPECT_FALSE(state.contains("kafkaVersion"));
    EXPECT_FALSE(state.contains("listeners"));
    patch("Kafka", "c", "metadata: {annotations: {strimzi.io/pause-reconciliation: null}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_THAT(events("c"), SizeIs(6)) << "every node was rolled";
}

TEST_F(KafkaTest, ChangedOptionRollsOnePodAtATime) {
    deploy();
    const auto recording = record("Kafka", "c");
    std::int64_t most_down = 0;
    store().subscribe([&](const EventPtr& event) {
        if (event->resource->kind != "Pod") return;
        std::int64_t down = 6;
        for (const auto& pod : store().list("Pod", "default", LabelSelector::equals("strimzi.io/name", "c-kafka")))
            down -= is_ready(pod->value()) && !pod->deleting() ? 1 : 0;
        most_down = std::max(most_down, down);
    });
    patch("Kafka", "c", "spec: {kafka: {config: {auto.create.topics.enable: false}}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(most_down, 1);
    EXPECT_THAT(ready_and_generations(*recording), ElementsAre("1/2 Ready=True", "2/2 Ready=True"))
        << "Ready throughout, with the old generation";
    EXPECT_THAT(events("c"), AllOf(SizeIs(6), Contains("ConfigChangeRequiresRestart").Times(6)));
    std::vector<std::string> order;
    for (const auto& event : store().list("Event", "default")) {
        if (text_at(event->value(), {"involvedObject", "name"}) == "c") order.push_back(text_at(event->value(), {"message"}));
    }
    EXPECT_THAT(order.front(), AllOf(StartsWith("Rolling Pod c-controller-"), HasSubstr(" due to Pod needs to be restarted")))
        << "controllers first";
}

TEST_F(KafkaTest, DynamicOptionRollsNothing) {
    deploy();
    patch("Kafka", "c", "spec: {kafka: {config: {log.retention.ms: 1000000}}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(events("c"), IsEmpty());
    EXPECT_EQ(number_at(status("Kafka", "c"), {"observedGeneration"}), 2);
}

TEST_F(KafkaTest, NewListenerRolls) {
    deploy();
    patch("Kafka", "c",
          "spec: {kafka: {listeners: [{name: plain, port: 9092, type: internal, tls: false}, {name: ext, port: 9094, type: loadbalancer, "
          "tls: true}]}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(events("c"), AllOf(SizeIs(6), Contains("PodHasOldRevision").Times(6)));
    EXPECT_THAT(names("Service"), AllOf(Contains("c-kafka-ext-bootstrap"), Contains("c-broker-ext-0")));
    EXPECT_EQ(array_at(status("Kafka", "c"), {"listeners"}).size(), 2U);
}

TEST_F(KafkaTest, UpgradeRaisesTheMetadataInASecondRun) {
    deploy("1.2.0", "4.2.1");
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaMetadataVersion"}), "4.2-IV1");
    const auto recording = record("Kafka", "c");
    patch("Kafka", "c", "spec: {kafka: {version: 4.3.1}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(ready_and_generations(*recording),
                ElementsAre("1/2 Ready=True", "2/2 Warning=True:KafkaMetadataVersion,Ready=True", "2/2 Ready=True"));
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaVersion"}), "4.3.1");
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaMetadataVersion"}), "4.3-IV0");
    EXPECT_THAT(events("c"), AllOf(SizeIs(6), Contains("PodHasOldRevision").Times(6)));
}

TEST_F(KafkaTest, ChosenMetadataVersionStays) {
    deploy("1.2.0", "4.2.1");
    patch("Kafka", "c", "spec: {kafka: {version: 4.3.1, metadataVersion: '4.2-IV1'}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Warning=True:KafkaMetadataVersion", "Ready=True"));
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaMetadataVersion"}), "4.2-IV1");
}

TEST_F(KafkaTest, DowngradeBelowTheMetadataIsRefused) {
    deploy("1.2.0", "4.3.1");
    patch("Kafka", "c", "spec: {kafka: {version: 4.2.1}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("NotReady=True:KafkaUpgradeException"));
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaVersion"}), "4.3.1") << "kept from the old status";
    EXPECT_FALSE(status("Kafka", "c").contains("listeners"));
}

TEST_F(KafkaTest, ScaleUpTakesTheLowestFreeIdAndScaleDownTheHighest) {
    deploy();
    patch("KafkaNodePool", "broker", "spec: {replicas: 4}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(json::serialize(node_ids("broker")), "[0,1,2,6]");
    EXPECT_TRUE(exists("Pod", "c-broker-6"));
    patch("KafkaNodePool", "broker", "metadata: {annotations: {strimzi.io/remove-node-ids: '[1]'}}\nspec: {replicas: 3}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(json::serialize(node_ids("broker")), "[0,2,6]");
    EXPECT_FALSE(exists("Pod", "c-broker-1"));
    EXPECT_FALSE(exists("ConfigMap", "c-broker-1"));
    EXPECT_FALSE(exists("Secret", "c-broker-1"));
    patch("KafkaNodePool", "broker", "metadata: {annotations: {strimzi.io/next-node-ids: '[100-199]'}}\nspec: {replicas: 5}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(json::serialize(node_ids("broker")), "[0,2,6,100,101]");
    patch("KafkaNodePool", "broker", "metadata: {annotations: {strimzi.io/remove-node-ids: null}}\nspec: {replicas: 4}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(json::serialize(node_ids("broker")), "[0,2,6,100]");
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_EQ(generation_of(get("Kafka", "c")), 1) << "a pool's change is none of the Kafka's";
}

TEST_F(KafkaTest, BrokersWithPartitionsAreNotScaledAway) {
    deploy();
    patch("KafkaNodePool", "broker", "spec: {replicas: 4}");
    ASSERT_TRUE(settle());
    create(topic);
    ASSERT_TRUE(settle());
    patch("KafkaNodePool", "broker", "spec: {replicas: 3}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Warning=True:ScaleDownPreventionCheck", "Ready=True"));
    EXPECT_EQ(message("Kafka", "c"), "Reverting scale-down of KafkaNodePool broker by changing number of replicas to 4");
    EXPECT_EQ(number_at(status("KafkaNodePool", "broker"), {"replicas"}), 4);
    patch("Kafka", "c", "metadata: {annotations: {strimzi.io/skip-broker-scaledown-check: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_EQ(number_at(status("KafkaNodePool", "broker"), {"replicas"}), 3);
}

TEST_F(KafkaTest, FewerBrokersThanReplicasAreRefused) {
    deploy();
    patch("KafkaNodePool", "broker", "spec: {replicas: 2}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("NotReady=True:InvalidResourceException"));
    EXPECT_THAT(message("Kafka", "c"), HasSubstr("should be set to 2 or less because this cluster has only 2 Kafka broker(s)."));
    EXPECT_THAT(names("Pod", "strimzi.io/name=c-kafka"), SizeIs(6)) << "the pods keep running";
}

TEST_F(KafkaTest, ForbiddenStorageChangeIsIgnored) {
    deploy();
    patch("KafkaNodePool", "broker", "spec: {storage: {type: ephemeral, volumes: null}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Warning=True:KafkaStorage", "Ready=True"));
    EXPECT_THAT(conditions("KafkaNodePool", "broker"), ElementsAre("Warning=True:KafkaStorage"));
    EXPECT_THAT(message("Kafka", "c"), HasSubstr("resource default/broker contains changes which are not allowed"));
    EXPECT_THAT(events("c"), IsEmpty());
}

TEST_F(KafkaTest, StorageGrowsAndGainsVolumes) {
    deploy();
    patch("KafkaNodePool", "broker",
          "spec: {storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 200Gi, kraftMetadata: shared}, {id: 1, type: "
          "persistent-claim, size: 50Gi}]}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_EQ(text_at(status("PersistentVolumeClaim", "data-0-c-broker-0"), {"capacity", "storage"}), "200Gi");
    EXPECT_TRUE(exists("PersistentVolumeClaim", "data-1-c-broker-0"));
    EXPECT_THAT(events("c"), AllOf(SizeIs(3), Contains("PodHasOldRevision").Times(3)));
}

TEST_F(KafkaTest, ManualRollingUpdate) {
    deploy();
    patch("StrimziPodSet", "c-broker", "metadata: {annotations: {strimzi.io/manual-rolling-update: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(events("c"), AllOf(SizeIs(3), Contains("ManualRollingUpdate").Times(3)));
    EXPECT_EQ(annotation_of(get("StrimziPodSet", "c-broker"), "strimzi.io/manual-rolling-update"), "");
    const auto before = uid_of(get("Pod", "c-broker-1"));
    patch("Pod", "c-broker-1", "metadata: {annotations: {strimzi.io/manual-rolling-update: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_NE(uid_of(get("Pod", "c-broker-1")), before);
}

TEST_F(KafkaTest, RenewsACertificateAuthorityOnRequest) {
    deploy();
    const auto certificate = object_at(get("Secret", "c-cluster-ca-cert"), {"data"});
    patch("Secret", "c-cluster-ca-cert", "metadata: {annotations: {strimzi.io/force-renew: 'true'}}");
    ASSERT_TRUE(settle());
    const auto renewed = get("Secret", "c-cluster-ca-cert");
    EXPECT_EQ(annotation_of(renewed, "strimzi.io/force-renew"), "");
    EXPECT_EQ(annotation_of(renewed, "strimzi.io/ca-cert-generation"), "1");
    EXPECT_NE(object_at(renewed, {"data"}), certificate);
    EXPECT_EQ(annotation_of(get("Pod", "c-broker-0"), "strimzi.io/cluster-ca-cert-generation"), "1");
    EXPECT_THAT(events("c"), Contains("CaCertRenewed"));
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    patch("Secret", "c-clients-ca", "metadata: {annotations: {strimzi.io/force-replace: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(annotation_of(get("Secret", "c-clients-ca"), "strimzi.io/ca-key-generation"), "1");
    EXPECT_EQ(annotation_of(get("Secret", "c-clients-ca-cert"), "strimzi.io/ca-cert-generation"), "1") << "a new key has a new certificate";
}

TEST_F(KafkaTest, DeletesAPodWithItsClaimsOnRequest) {
    deploy();
    const auto claim = uid_of(get("PersistentVolumeClaim", "data-0-c-broker-1"));
    const auto pod = uid_of(get("Pod", "c-broker-1"));
    const auto other = uid_of(get("PersistentVolumeClaim", "data-0-c-broker-0"));
    patch("Pod", "c-broker-1", "metadata: {annotations: {strimzi.io/delete-pod-and-pvc: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_NE(uid_of(get("PersistentVolumeClaim", "data-0-c-broker-1")), claim);
    EXPECT_NE(uid_of(get("Pod", "c-broker-1")), pod);
    EXPECT_TRUE(is_ready(get("Pod", "c-broker-1")));
    EXPECT_EQ(uid_of(get("PersistentVolumeClaim", "data-0-c-broker-0")), other);
}

TEST_F(KafkaTest, DeletedPodComesBackWithoutAnEvent) {
    deploy();
    const auto before = uid_of(get("Pod", "c-broker-0"));
    remove("Pod", "c-broker-0");
    ASSERT_TRUE(settle());
    EXPECT_TRUE(is_ready(get("Pod", "c-broker-0")));
    EXPECT_NE(uid_of(get("Pod", "c-broker-0")), before);
    EXPECT_THAT(events("c"), IsEmpty());
}

TEST_F(KafkaTest, GivesUpOnPodsThatNeverStart) {
    open("1.2.0", "");
    create(std::string(pools) + kafka("4.3.1"));
    pass(std::chrono::milliseconds(200));
    patch("Kafka", "c", "spec: {kafka: {image: example.com/missing-kafka:1}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("NotReady=True:StrimziTimeoutException"));
    EXPECT_THAT(message("Kafka", "c"), StartsWith("Exceeded timeout of 300000ms while waiting for"));
}

TEST_F(KafkaTest, EvenControllersAreWarnedAbout) {
    open("1.2.0", "");
    auto text = std::string(pools);
    text.replace(text.find("replicas: 3"), 11, "replicas: 2");
    create(text + kafka("4.3.1"));
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Warning=True:KafkaKRaftControllerNodeCount", "Ready=True"));
}

TEST_F(KafkaTest, ZooKeeperBasedOn045) {
    open("0.45.2", "");
    create(R"(
kind: Kafka
metadata: {name: c}
spec:
  kafka:
    version: 3.8.1
    replicas: 3
    listeners: [{name: plain, port: 9092, type: internal, tls: false}]
    config: {default.replication.factor: 3, min.insync.replicas: 2}
    storage: {type: persistent-claim, size: 10Gi}
  zookeeper: {replicas: 3, storage: {type: persistent-claim, size: 1Gi}}
  entityOperator: {topicOperator: {}}
)");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Warning=True:ZooKeeperRemoval", "Ready=True"));
    EXPECT_EQ(text_at(status("Kafka", "c"), {"kafkaMetadataState"}), "ZooKeeper");
    EXPECT_FALSE(status("Kafka", "c").contains("kafkaMetadataVersion"));
    EXPECT_THAT(names("Pod", "strimzi.io/name=c-zookeeper"), SizeIs(3));
    EXPECT_THAT(names("Pod", "strimzi.io/name=c-kafka"), ElementsAre("c-kafka-0", "c-kafka-1", "c-kafka-2"));
    EXPECT_TRUE(exists("StrimziPodSet", "c-kafka"));
    EXPECT_TRUE(exists("Secret", "c-kafka-brokers"));
    patch("Kafka", "c", "spec: {kafka: {replicas: 4}}");
    ASSERT_TRUE(settle());
    EXPECT_TRUE(exists("Pod", "c-kafka-3"));
    remove("Kafka", "c");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("Pod"), IsEmpty()) << "without pools everything belongs to the Kafka";
}

TEST_F(KafkaTest, PublishedExamplesBecomeReady) {
    const std::pair<const char*, std::vector<const char*>> releases[] = {
        {"1.2.0",
         {"kafka/kafka-ephemeral.yaml", "kafka/kafka-jbod.yaml", "kafka/kafka-persistent.yaml", "kafka/kafka-single-node.yaml",
          "kafka/kafka-with-dual-role-nodes.yaml"}},
        {"0.48.0",
         {"kafka/kafka-ephemeral.yaml", "kafka/kafka-jbod.yaml", "kafka/kafka-persistent.yaml", "kafka/kafka-single-node.yaml",
          "kafka/kafka-with-dual-role-nodes.yaml"}},
        {"0.45.2",
         {"kafka/kafka-ephemeral.yaml", "kafka/kafka-ephemeral-single.yaml", "kafka/kafka-jbod.yaml", "kafka/kafka-persistent.yaml",
          "kafka/kafka-with-node-pools.yaml", "kafka/kraft/kafka.yaml", "kafka/kraft/kafka-single-node.yaml",
          "kafka/kraft/kafka-with-dual-role-nodes.yaml"}}};
    for (const auto& [release, files] : releases) {
        const auto folder = test::shared() / "examples" / (std::string("strimzi-") + release);
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is missing";
        for (const auto* file : files) {
            open(release, "");
            create(read(folder / file));
            create(read(folder / "topic/kafka-topic.yaml"));
            ASSERT_TRUE(settle()) << release << " " << file;
            EXPECT_THAT(conditions("Kafka", "my-cluster"), Contains("Ready=True"))
                << release << " " << file << ": " << message("Kafka", "my-cluster");
            EXPECT_THAT(conditions("KafkaTopic", "my-topic"), ElementsAre("Ready=True")) << release << " " << file;
            cluster.reset();
            time = SimTime::manual();
        }
    }
}

TEST(NodeIds, AreParsed) {
    EXPECT_EQ(parse_node_ids("[0,1,10-12]"), (std::vector<int>{0, 1, 10, 11, 12}));
    EXPECT_EQ(parse_node_ids("[12-10, 3]"), (std::vector<int>{12, 11, 10, 3}));
    EXPECT_EQ(parse_node_ids("[]"), std::vector<int>{});
    for (const auto* bad : {"", "1,2", "[a]", "[1-]", "[-1]", "[1 2]"}) EXPECT_EQ(parse_node_ids(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace nexa::sandbox
