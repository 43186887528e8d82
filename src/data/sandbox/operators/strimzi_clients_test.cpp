// Connect and its connectors, MirrorMaker and bridge: every path of their machines, in simulated time.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

constexpr auto small_kafka = R"(
kind: KafkaNodePool
metadata: {name: dual, labels: {strimzi.io/cluster: c}}
spec: {replicas: 1, roles: [controller, broker], storage: {type: ephemeral}}
---
kind: Kafka
metadata: {name: c}
spec:
  kafka:
    version: 4.3.1
    listeners: [{name: plain, port: 9092, type: internal, tls: false}]
    config: {default.replication.factor: 1, min.insync.replicas: 1}
)";

constexpr auto connect = R"(
kind: KafkaConnect
metadata: {name: n, annotations: {strimzi.io/use-connector-resources: 'true'}}
spec:
  replicas: 2
  version: 4.3.1
  bootstrapServers: c-kafka-bootstrap:9092
  groupId: g
  configStorageTopic: a
  statusStorageTopic: b
  offsetStorageTopic: o
  image: registry.example.com/connect:1
)";

std::string connector(std::string_view annotations = "{}", std::string_view more = "") {
    return fmt::format(R"(
kind: KafkaConnector
metadata: {{name: files, labels: {{strimzi.io/cluster: n}}, annotations: {}}}
spec:
  class: org.apache.kafka.connect.file.FileStreamSourceConnector
  tasksMax: 2
  config: {{file: /opt/kafka/LICENSE, topic: my-topic}}
{})",
                       annotations, more);
}

class ClientsTest : public OperatorsTest {
protected:
    void deploy(std::string_view resources) {
        open("1.2.0", "");
        create(small_kafka);
        ASSERT_TRUE(settle());
        create(resources);
        ASSERT_TRUE(settle());
    }
    std::string connector_state(std::string_view name = "files") {
        const auto object = status("KafkaConnector", name);
        auto text = text_at(object, {"connectorStatus", "connector", "state"});
        for (const auto& task : array_at(object, {"connectorStatus", "tasks"})) text += " " + text_at(task.as_object(), {"state"});
        return text;
    }
    void annotate(std::string_view kind, std::string_view name, std::string_view key, std::string_view value) {
        patch(kind, name, fmt::format("metadata: {{annotations: {{{}: '{}'}}}}", key, value));
    }
};

TEST_F(ClientsTest, ConnectComesUpWithItsChildren) {
    deploy(connect);
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("Ready=True"));
    const auto state = status("KafkaConnect", "n");
    EXPECT_EQ(text_at(state, {"url"}), "http://n-connect-api.default.svc:8083");
    EXPECT_EQ(number_at(state, {"replicas"}), 2);
    EXPECT_EQ(array_at(state, {"connectorPlugins"}).size(), 3U);
    EXPECT_THAT(names("Pod", "strimzi.io/kind=KafkaConnect"), ElementsAre("n-connect-0", "n-connect-1"));
    EXPECT_THAT(names("Service"), IsSupersetOf({"n-connect", "n-connect-api"}));
    for (const char* kind : {"ConfigMap"}) EXPECT_TRUE(exists(kind, "n-connect-config"));
    for (const char* kind : {"ServiceAccount", "PodDisruptionBudget", "NetworkPolicy", "StrimziPodSet"})
        EXPECT_TRUE(exists(kind, "n-connect"));

    patch("KafkaConnect", "n", "spec: {replicas: 0}");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(status("KafkaConnect", "n").contains("url"));
    EXPECT_THAT(names("Pod", "strimzi.io/kind=KafkaConnect"), ElementsAre());
}

TEST_F(ClientsTest, ConnectWaitsForItsKafka) {
    open("1.2.0", "");
    create(connect);
    pass(minutes(2));
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre());
    pass(minutes(5));
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("NotReady=True:StrimziTimeoutException"));
    create(small_kafka);
    pass(minutes(5));
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("Ready=True"));
}

TEST_F(ClientsTest, ConnectRollsOneWorkerAtATime) {
    deploy(connect);
    std::size_t fewest = 2;
    store().subscribe([&](const EventPtr& event) {
        if (event->resource->kind != "StrimziPodSet" || event->object->name() != "n-connect") return;
        fewest = std::min(fewest, static_cast<std::size_t>(number_at(event->object->value(), {"status", "readyPods"}, 2)));
    });
    const auto before = text_at(get("Pod", "n-connect-0"), {"metadata", "uid"});
    patch("KafkaConnect", "n", "spec: {config: {key.converter: x}}");
    ASSERT_TRUE(settle());
    EXPECT_NE(text_at(get("Pod", "n-connect-0"), {"metadata", "uid"}), before);
    EXPECT_EQ(fewest, 1U);
    EXPECT_EQ(number_at(status("KafkaConnect", "n"), {"observedGeneration"}), 2);
}

TEST_F(ClientsTest, ConnectSaysWhatStopsIt) {
    deploy(connect);
    patch("KafkaConnect", "n", "spec: {version: 3.9.0}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("NotReady=True:UnsupportedKafkaVersionException"));
    // The address stays in a failing status, and goes in a paused one.
    EXPECT_TRUE(status("KafkaConnect", "n").contains("url"));
    annotate("KafkaConnect", "n", "strimzi.io/pause-reconciliation", "true");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("ReconciliationPaused=True"));
    EXPECT_FALSE(status("KafkaConnect", "n").contains("url"));
    EXPECT_EQ(number_at(status("KafkaConnect", "n"), {"replicas"}, -1), 0);
}

constexpr auto build = R"(
kind: KafkaConnect
metadata: {name: n, annotations: {strimzi.io/use-connector-resources: 'true'}}
spec:
  replicas: 1
  bootstrapServers: c-kafka-bootstrap:9092
  groupId: g
  configStorageTopic: a
  statusStorageTopic: b
  offsetStorageTopic: o
  build:
    output: {type: docker, image: "registry.example.com/built:1"}
    plugins: [{name: file, artifacts: [{type: maven, group: org.apache.kafka, artifact: connect-file, version: 4.3.1}]}]
)";

TEST_F(ClientsTest, ConnectIsBuilt) {
    std::vector<std::string> pods;
    open("1.2.0", "");
    create(small_kafka);
    ASSERT_TRUE(settle());
    store().subscribe([&](const EventPtr& event) {
        if (event->resource->kind == "Pod" && event->type == WatchEvent::Type::added) pods.emplace_back(event->object->name());
    });
    create(build);
    ASSERT_TRUE(settle());
    EXPECT_THAT(pods, ElementsAre("n-connect-build", "n-connect-0"));
    EXPECT_FALSE(exists("Pod", "n-connect-build"));
    EXPECT_EQ(array_at(status("KafkaConnect", "n"), {"connectorPlugins"}).size(), 5U);
    EXPECT_EQ(text_at(array_at(get("Pod", "n-connect-0"), {"spec", "containers"})[0].as_object(), {"image"}),
              "registry.example.com/built:1");

    pods.clear();
    annotate("KafkaConnect", "n", "strimzi.io/force-rebuild", "true");
    ASSERT_TRUE(settle());
    EXPECT_THAT(pods, ElementsAre("n-connect-build"));
    EXPECT_EQ(annotation_of(get("KafkaConnect", "n"), "strimzi.io/force-rebuild"), "");

    patch("KafkaConnect", "n", "spec: {build: {output: {image: registry.example.com/unwritable:1}}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("NotReady=True:ConnectBuildException"));
}

TEST_F(ClientsTest, AConnectorRunsPausesAndStops) {
    deploy(std::string(connect) + "---" + connector());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("Ready=True"));
    EXPECT_EQ(connector_state(), "RUNNING RUNNING RUNNING");
    EXPECT_EQ(json::serialize(array_at(status("KafkaConnector", "files"), {"topics"})), R"(["my-topic"])");
    patch("KafkaConnector", "files", "spec: {state: paused}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(connector_state(), "PAUSED PAUSED PAUSED");
    patch("KafkaConnector", "files", "spec: {state: stopped}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(connector_state(), "STOPPED");
    patch("KafkaConnector", "files", "spec: {state: running, tasksMax: 1}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(connector_state(), "RUNNING RUNNING");
}

TEST_F(ClientsTest, AConnectorNeedsItsCluster) {
    deploy(std::string(connect) + "---" + connector());
    const auto tasks_max = [this] { return number_at(status("KafkaConnector", "files"), {"tasksMax"}, -1); };
    patch("KafkaConnect", "n", "metadata: {annotations: {strimzi.io/use-connector-resources: null}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("NotReady=True:NoSuchResourceException"));
    EXPECT_THAT(message("KafkaConnector", "files"), HasSubstr("annotation strimzi.io/use-connector-resources"));
    EXPECT_EQ(tasks_max(), 2);
    // Having no workers goes before the missing annotation.
    patch("KafkaConnect", "n", "spec: {replicas: 0}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("NotReady=True:RuntimeException"));
    remove("KafkaConnect", "n");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("NotReady=True:NoSuchResourceException"));
    EXPECT_THAT(message("KafkaConnector", "files"), HasSubstr("does not exist in namespace default"));
    EXPECT_EQ(tasks_max(), 0);
    patch("KafkaConnector", "files", "metadata: {labels: {strimzi.io/cluster: null}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("NotReady=True:InvalidResourceException"));
}

TEST_F(ClientsTest, AConnectorOfAnUnknownClassIsRefusedByConnect) {
    deploy(std::string(build) + "---" + connector());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("Ready=True"));
    patch("KafkaConnector", "files", "spec: {class: com.example.Nobody}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("NotReady=True:ConnectRestException"));
    EXPECT_THAT(message("KafkaConnector", "files"), HasSubstr("com.example.Nobody"));
}

TEST_F(ClientsTest, AFailedTaskIsRestartedByHand) {
    deploy(std::string(connect) + "---" + connector("{sandbox.nexa.dev/outcome: flaky}"));
    EXPECT_EQ(connector_state(), "RUNNING RUNNING RUNNING");
    pass(seconds(30));
    EXPECT_EQ(connector_state(), "RUNNING FAILED RUNNING");
    EXPECT_EQ(message("KafkaConnector", "files"), "The following tasks have failed: 0, see connectorStatus for more details.");
    // One failing connector says nothing of its cluster.
    EXPECT_THAT(conditions("KafkaConnect", "n"), ElementsAre("Ready=True"));
    annotate("KafkaConnector", "files", "strimzi.io/restart-task", "7");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), Contains("Warning=True:RestartConnectorTask"));
    annotate("KafkaConnector", "files", "strimzi.io/restart-task", "0");
    ASSERT_TRUE(settle());
    pass(minutes(2));
    EXPECT_EQ(connector_state(), "RUNNING RUNNING RUNNING");
    EXPECT_EQ(annotation_of(get("KafkaConnector", "files"), "strimzi.io/restart-task"), "");
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("Ready=True"));
}

TEST_F(ClientsTest, AFailedConnectorIsRestartedAutomatically) {
    deploy(std::string(connect) + "---" + connector("{sandbox.nexa.dev/outcome: fail}", "  autoRestart: {enabled: true, maxRestarts: 2}"));
    const auto restarts = [this] { return number_at(status("KafkaConnector", "files"), {"autoRestart", "count"}); };
    pass(seconds(25));
    EXPECT_EQ(restarts(), 1) << "at once the first time";
    pass(seconds(60));
    EXPECT_EQ(restarts(), 1);
    EXPECT_EQ(connector_state(), "FAILED");
    pass(seconds(90));
    EXPECT_EQ(restarts(), 2) << "two minutes after the first";
    pass(minutes(60));
    EXPECT_EQ(restarts(), 2) << "no more than were allowed";
    EXPECT_EQ(message("KafkaConnector", "files"), "Connector has failed, see connectorStatus for more details.");
    EXPECT_THAT(text_at(status("KafkaConnector", "files"), {"connectorStatus", "connector", "trace"}), HasSubstr("connection refused"));
}

TEST_F(ClientsTest, OffsetsAreListedAndChangedOnlyWhenStopped) {
    deploy(std::string(connect) + "---" +
           connector("{}", "  listOffsets: {toConfigMap: {name: files-offsets}}\n  alterOffsets: {fromConfigMap: {name: files-offsets}}"));
    annotate("KafkaConnector", "files", "strimzi.io/connector-offsets", "list");
    ASSERT_TRUE(settle());
    EXPECT_THAT(text_at(get("ConfigMap", "files-offsets"), {"data", "offsets.json"}), HasSubstr("position"));
    EXPECT_EQ(annotation_of(get("KafkaConnector", "files"), "strimzi.io/connector-offsets"), "");
    annotate("KafkaConnector", "files", "strimzi.io/connector-offsets", "reset");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), Contains("Warning=True:ResetOffsets"));
    patch("KafkaConnector", "files", "spec: {state: stopped}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(annotation_of(get("KafkaConnector", "files"), "strimzi.io/connector-offsets"), "");
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("Ready=True"));
    const auto list = [&] {
        annotate("KafkaConnector", "files", "strimzi.io/connector-offsets", "list");
        EXPECT_TRUE(settle());
        return text_at(get("ConfigMap", "files-offsets"), {"data", "offsets.json"});
    };
    EXPECT_EQ(list(), R"({"offsets":[]})") << "it was reset";
    patch("ConfigMap", "files-offsets", R"({data: {offsets.json: '{"offsets":[{"partition":{"f":1},"offset":{"p":7}}]}'}})");
    annotate("KafkaConnector", "files", "strimzi.io/connector-offsets", "alter");
    ASSERT_TRUE(settle());
    EXPECT_EQ(list(), R"({"offsets":[{"partition":{"f":1},"offset":{"p":7}}]})");
}

TEST_F(ClientsTest, APausedConnectorIsLeftAlone) {
    deploy(std::string(connect) + "---" + connector());
    patch("KafkaConnector", "files", "{metadata: {annotations: {strimzi.io/pause-reconciliation: 'true'}}, spec: {tasksMax: 5}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaConnector", "files"), ElementsAre("ReconciliationPaused=True"));
    EXPECT_EQ(number_at(status("KafkaConnector", "files"), {"observedGeneration"}), 1);
}

constexpr auto mirror = R"(
kind: KafkaMirrorMaker2
metadata: {name: m, annotations: {sandbox.nexa.dev/outcome: fail}}
spec:
  replicas: 1
  target: {alias: b, bootstrapServers: "c-kafka-bootstrap:9092", groupId: g, configStorageTopic: a, statusStorageTopic: s, offsetStorageTopic: o}
  mirrors:
    - source: {alias: a, bootstrapServers: "elsewhere.example.com:9092"}
      sourceConnector: {tasksMax: 1}
      checkpointConnector: {tasksMax: 1}
)";

TEST_F(ClientsTest, MirrorMakerRunsItsConnectors) {
    deploy(mirror);
    const auto connectors = [this] {
        std::vector<std::string> result;
        const auto state = status("KafkaMirrorMaker2", "m");
        for (const auto& each : array_at(state, {"connectors"}))
            result.push_back(text_at(each.as_object(), {"name"}) + " " + text_at(each.as_object(), {"connector", "state"}));
        return result;
    };
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), ElementsAre("Ready=True"));
    EXPECT_THAT(connectors(), ElementsAre("a->b.MirrorCheckpointConnector RUNNING", "a->b.MirrorSourceConnector RUNNING"));
    EXPECT_TRUE(exists("StrimziPodSet", "m-mirrormaker2"));
    EXPECT_EQ(text_at(status("KafkaMirrorMaker2", "m"), {"url"}), "http://m-mirrormaker2-api.default.svc:8083");
    // A failed connector makes the whole NotReady, unlike Connect.
    pass(seconds(30));
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), ElementsAre("NotReady=True:Throwable"));
    EXPECT_THAT(connectors(), Contains("a->b.MirrorSourceConnector FAILED"));
    patch("KafkaMirrorMaker2", "m",
          "metadata: {annotations: {sandbox.nexa.dev/outcome: null, strimzi.io/restart-connector: 'a->b.MirrorSourceConnector'}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), ElementsAre("Ready=True"));
    EXPECT_EQ(annotation_of(get("KafkaMirrorMaker2", "m"), "strimzi.io/restart-connector"), "");
}

TEST_F(ClientsTest, OffsetsOfAMirrorAreThoseOfTheConnectorThatIsNamed) {
    deploy(mirror);
    const auto ask = [&](std::string_view what, std::string_view connector) {
        patch("KafkaMirrorMaker2", "m",
              fmt::format("metadata: {{annotations: {{strimzi.io/connector-offsets: {}, strimzi.io/mirrormaker-connector: '{}'}}}}", what,
                          connector));
        EXPECT_TRUE(settle());
    };
    const auto asked = [&] { return annotation_of(get("KafkaMirrorMaker2", "m"), "strimzi.io/connector-offsets"); };
    constexpr auto source = "a->b.MirrorSourceConnector";
    ask("list", source);
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), Contains("Warning=True:ListOffsets"));
    EXPECT_EQ(asked(), "list") << "it is tried again";

    const auto with = [&](std::string_view state) {
        auto object = get("KafkaMirrorMaker2", "m");
        auto& spec = object["spec"].as_object()["mirrors"].as_array()[0].as_object()["sourceConnector"].as_object();
        spec["listOffsets"] = {{"toConfigMap", {{"name", "o"}}}};
        spec["alterOffsets"] = {{"fromConfigMap", {{"name", "o"}}}};
        spec["state"] = state;
        patch("KafkaMirrorMaker2", "m", json::serialize(json::object{{"spec", {{"mirrors", object["spec"].at("mirrors")}}}}));
        EXPECT_TRUE(settle());
    };
    with("running");
    EXPECT_EQ(asked(), "");
    EXPECT_EQ(annotation_of(get("KafkaMirrorMaker2", "m"), "strimzi.io/mirrormaker-connector"), "");
    const auto listed = [&] { return text_at(get("ConfigMap", "o"), {"data", "a--b.MirrorSourceConnector.json"}); };
    EXPECT_THAT(listed(), HasSubstr(R"("partition":{"cluster":"a","partition":0,"topic":)"));

    ask("reset", source);
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), Contains("Warning=True:ResetOffsets"));
    with("stopped");
    EXPECT_EQ(asked(), "") << "it is stopped by now";
    ask("list", source);
    EXPECT_EQ(listed(), R"({"offsets":[]})");
    patch("ConfigMap", "o", R"({data: {a--b.MirrorSourceConnector.json: '{"offsets":[{"partition":{"p":0},"offset":{"offset":7}}]}'}})");
    ask("alter", source);
    ask("list", source);
    EXPECT_EQ(listed(), R"({"offsets":[{"partition":{"p":0},"offset":{"offset":7}}]})");
    patch("ConfigMap", "o", "{data: {a--b.MirrorSourceConnector.json: nonsense}}");
    ask("alter", source);
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), Contains("Warning=True:AlterOffsets"));
    ask("list", "nobody");
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), Contains("Warning=True:ManageOffsets"));
    patch("KafkaMirrorMaker2", "m", "metadata: {annotations: {strimzi.io/mirrormaker-connector: null}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), Contains("Warning=True:ManageOffsets")) << "which one?";
}

TEST_F(ClientsTest, MirrorMakerOfTheOldApiNeedsItsTargetInTheList) {
    open("0.48.0", "");
    create(R"(
kind: KafkaMirrorMaker2
metadata: {name: m}
spec:
  replicas: 1
  connectCluster: b
  clusters: [{alias: a, bootstrapServers: "a.example.com:9092"}]
  mirrors: [{sourceCluster: a, targetCluster: b, sourceConnector: {tasksMax: 1}, heartbeatConnector: {}}]
)");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), ElementsAre("NotReady=True:InvalidResourceException"));
    patch("KafkaMirrorMaker2", "m",
          "spec: {clusters: [{alias: a, bootstrapServers: 'a.example.com:9092'}, {alias: b, bootstrapServers: 'b.example.com:9092'}]}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaMirrorMaker2", "m"), ElementsAre("Ready=True"));
    EXPECT_EQ(array_at(status("KafkaMirrorMaker2", "m"), {"connectors"}).size(), 2U);
}

TEST_F(ClientsTest, TheBridgeIsADeployment) {
    deploy(
        "{kind: KafkaBridge, metadata: {name: web}, spec: {replicas: 1, bootstrapServers: 'c-kafka-bootstrap:9092', http: {port: 8080}}}");
    EXPECT_THAT(conditions("KafkaBridge", "web"), ElementsAre("Ready=True"));
    EXPECT_EQ(text_at(status("KafkaBridge", "web"), {"url"}), "http://web-bridge-service.default.svc:8080");
    EXPECT_TRUE(exists("Deployment", "web-bridge"));
    patch("KafkaBridge", "web", "metadata: {annotations: {strimzi.io/pause-reconciliation: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaBridge", "web"), ElementsAre("ReconciliationPaused=True"));
}

TEST_F(ClientsTest, MirrorMakerOneRunsOnTheZooKeeperLine) {
    open("0.45.2", "");
    create(
        "{kind: KafkaMirrorMaker, metadata: {name: old}, spec: {replicas: 1, include: '.*', consumer: {bootstrapServers: 'a:9092', "
        "groupId: g}, producer: {bootstrapServers: 'b:9092'}}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaMirrorMaker", "old"), ElementsAre("Ready=True"));
    EXPECT_TRUE(exists("Deployment", "old-mirror-maker"));
}

}  // namespace
}  // namespace nexa::sandbox
