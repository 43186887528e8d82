#include "data/relations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "data/object.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The objects of a namespace, each a YAML object with a kind.
class Namespace {
public:
    explicit Namespace(std::initializer_list<const char*> texts) {
        for (const char* text : texts) objects_.push_back(test::object(text));
    }
    Relations of(std::string_view kind, std::string_view name) const {
        for (const auto& each : objects_) {
            if (text_at(each, {"kind"}) == kind && text_at(each, {"metadata", "name"}) == name)
                return relations_of(*find_kind(kind), each, [this](std::string_view wanted) { return list(wanted); });
        }
        ADD_FAILURE() << "no " << kind << " " << name;
        return {};
    }

private:
    std::vector<json::object> objects_;

    std::vector<json::object> list(std::string_view kind) const {
        std::vector<json::object> result;
        for (const auto& each : objects_) {
            if (text_at(each, {"kind"}) == kind) result.push_back(each);
        }
        return result;
    }
};

/// "Role Kind/name Health", children indented by a dot for each level.
std::vector<std::string> lines(const std::vector<Relation>& relations, const std::string& indent = "") {
    std::vector<std::string> result;
    for (const auto& each : relations) {
        result.push_back(fmt::format("{}{} {}/{} {}", indent, each.role, each.kind, each.name, to_string(each.health.health)));
        for (auto& line : lines(each.children, indent + ".")) result.push_back(std::move(line));
    }
    return result;
}

const Namespace kafka_world{
    "{kind: Kafka, metadata: {name: c, namespace: n}, status: {conditions: [{type: Ready, status: 'True'}]}}",
    "{kind: Kafka, metadata: {name: other, namespace: n}}",
    "{kind: KafkaNodePool, metadata: {name: broker, labels: {strimzi.io/cluster: c}}, status: {replicas: 1}}",
    "{kind: KafkaNodePool, metadata: {name: broker2, labels: {strimzi.io/cluster: other}}}",
    "{kind: StrimziPodSet, metadata: {name: c-broker, labels: {strimzi.io/cluster: c, strimzi.io/kind: Kafka, strimzi.io/pool-name: "
    "broker}}, "
    "spec: {pods: [{metadata: {name: c-broker-0}}]}, status: {pods: 1, readyPods: 1, currentPods: 1}}",
    "{kind: StrimziPodSet, metadata: {name: c-zookeeper, labels: {strimzi.io/cluster: c, strimzi.io/kind: Kafka}}, spec: {pods: "
    "[{metadata: "
    "{name: c-zookeeper-0}}]}, status: {pods: 1, readyPods: 0}}",
    "{kind: KafkaTopic, metadata: {name: t, labels: {strimzi.io/cluster: c}}, status: {conditions: [{type: Ready, status: 'True'}]}}",
    "{kind: KafkaUser, metadata: {name: u, labels: {strimzi.io/cluster: c}}, status: {secret: u, conditions: [{type: Ready, status: "
    "'True'}]}}",
    "{kind: KafkaRebalance, metadata: {name: r, labels: {strimzi.io/cluster: c}}, status: {conditions: [{type: ProposalReady, status: "
    "'True'}]}}",
    "{kind: KafkaConnect, metadata: {name: k, namespace: n}, spec: {bootstrapServers: 'c-kafka-bootstrap:9093'}, status: {conditions: "
    "[{type: "
    "Ready, status: 'True'}]}}",
    "{kind: KafkaConnect, metadata: {name: far, namespace: n}, spec: {bootstrapServers: 'c-kafka-bootstrap.elsewhere.svc:9093'}}",
    "{kind: KafkaConnector, metadata: {name: files, labels: {strimzi.io/cluster: k}}, status: {conditions: [{type: Ready, status: "
    "'True'}], "
    "connectorStatus: {connector: {state: RUNNING}, tasks: [{id: 0, state: RUNNING}, {id: 1, state: FAILED, trace: \"x\\ny\"}]}}}",
    "{kind: KafkaBridge, metadata: {name: b}, spec: {bootstrapServers: 'a:1,c-kafka-bootstrap.n.svc:9092'}}",
    "{kind: KafkaMirrorMaker2, metadata: {name: m}, spec: {target: {bootstrapServers: 'z:1'}, mirrors: [{source: {bootstrapServers: "
    "'c-kafka-bootstrap:9092'}}]}, status: {connectors: [{name: s, connector: {state: PAUSED}}]}}",
};

TEST(Relations, OfAKafka) {
    const auto found = kafka_world.of("Kafka", "c");
    EXPECT_THAT(found.owners, IsEmpty());
    EXPECT_THAT(
        lines(found.children),
        ElementsAre("Node pool KafkaNodePool/broker Healthy", ".Pod set StrimziPodSet/c-broker Healthy", "..Pod Pod/c-broker-0 Healthy",
                    "Pod set StrimziPodSet/c-zookeeper Progressing", ".Pod Pod/c-zookeeper-0 Unknown", "Topic KafkaTopic/t Healthy",
                    "User KafkaUser/u Healthy", ".Credentials Secret/u Healthy", "Rebalance KafkaRebalance/r Suspended",
                    "Connect cluster KafkaConnect/k Healthy", ".Connector KafkaConnector/files Degraded", "..Task Task/0 Healthy",
                    "..Task Task/1 Degraded", "Bridge KafkaBridge/b Progressing", "MirrorMaker KafkaMirrorMaker2/m Unknown",
                    ".Connector Connector/s Suspended"));
    EXPECT_EQ(found.left_out, 0U);
    EXPECT_TRUE(found.children.front().operated);
}

TEST(Relations, LeadUpwardsToo) {
    EXPECT_THAT(lines(kafka_world.of("KafkaConnector", "files").owners),
                ElementsAre("Connect cluster KafkaConnect/k Healthy", "Kafka cluster Kafka/c Healthy"));
    EXPECT_THAT(lines(kafka_world.of("StrimziPodSet", "c-broker").owners),
                ElementsAre("Node pool KafkaNodePool/broker Healthy", "Kafka cluster Kafka/c Healthy"));
    EXPECT_THAT(lines(kafka_world.of("KafkaConnect", "far").owners), IsEmpty());
    EXPECT_THAT(lines(kafka_world.of("Kafka", "other").children), ElementsAre("Node pool KafkaNodePool/broker2 Progressing"));
}

TEST(Relations, OfSpark) {
    const Namespace world{
        "{kind: ScheduledSparkApplication, metadata: {name: s}, status: {scheduleState: Scheduled}}",
        "{kind: SparkApplication, metadata: {name: s-1, labels: {sparkoperator.k8s.io/scheduled-app-name: s}}, status: {applicationState: "
        "{state: RUNNING}, driverInfo: {podName: s-1-driver}, executorState: {s-1-exec-1: RUNNING, s-1-exec-2: FAILED}}}",
        "{kind: SparkApplication, metadata: {name: alone}}",
        "{kind: SparkConnect, metadata: {name: k}, status: {state: Ready, server: {podName: k-server, serviceName: k-server}}}",
    };
    EXPECT_THAT(lines(world.of("ScheduledSparkApplication", "s").children),
                ElementsAre("Run SparkApplication/s-1 Healthy", ".Driver Pod/s-1-driver Healthy", ".Executor Pod/s-1-exec-1 Healthy",
                            ".Executor Pod/s-1-exec-2 Degraded"));
    EXPECT_THAT(lines(world.of("SparkApplication", "s-1").owners), ElementsAre("Schedule ScheduledSparkApplication/s Healthy"));
    EXPECT_THAT(lines(world.of("SparkApplication", "alone").children), IsEmpty());
    EXPECT_THAT(lines(world.of("SparkConnect", "k").children),
                ElementsAre("Server Pod/k-server Healthy", "Address Service/k-server Healthy"));
}

TEST(Relations, AreBounded) {
    std::vector<json::object> topics;
    for (int index = 0; index < 2500; ++index)
        topics.push_back(test::object("{metadata: {labels: {strimzi.io/cluster: c}, name: t" + std::to_string(index) + "}}"));
    const auto kafka = test::object("{metadata: {name: c}}");
    const auto found = relations_of(*find_kind("Kafka"), kafka,
                                    [&](std::string_view kind) { return kind == "KafkaTopic" ? topics : std::vector<json::object>(); });
    EXPECT_EQ(found.children.size(), most_relations);
    EXPECT_EQ(found.left_out, 500U);
}

}  // namespace
}  // namespace nexa
