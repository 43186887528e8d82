#include "data/sandbox/operators/scenarios.hpp"

#include <gmock/gmock.h>

#include "data/kinds.hpp"
#include "data/sandbox/operators/operators_fixture.hpp"

namespace nexa::sandbox {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr auto kafka = R"(
kind: KafkaNodePool
metadata: {name: dual, labels: {strimzi.io/cluster: c}}
spec: {replicas: 3, roles: [controller, broker], storage: {type: ephemeral}}
---
kind: Kafka
metadata: {name: c}
spec:
  kafka: {version: 4.3.1, listeners: [{name: tls, port: 9093, type: internal, tls: true}]}
  entityOperator: {topicOperator: {}, userOperator: {}}
)";
constexpr auto application = R"(
kind: SparkApplication
metadata: {name: pi, annotations: {sandbox.nexa.dev/duration: 40s}}
spec: {type: Scala, mode: cluster, image: spark, sparkVersion: 4.0.1, mainApplicationFile: 'local:///a.jar', driver: {cores: 1}, executor: {instances: 2}}
)";

class ScenariosTest : public OperatorsTest {
protected:
    void happen(const std::string& yaml) {
        open("1.2.0", "2.5.2");
        const auto scenarios = read_scenarios(yaml);
        ASSERT_TRUE(scenarios) << scenarios.error().message;
        add_scenarios(*cluster, *scenarios);
    }
    HealthVerdict health(std::string_view kind, std::string_view name) { return find_kind(kind)->health(get(kind, name)); }
};

TEST_F(ScenariosTest, ABrokerThatDoesNotStartHoldsItsClusterUp) {
    happen("[{scenario: broker-does-not-start, name: c, node: 1}]");
    create(kafka);
    settle();
    EXPECT_EQ(health("Kafka", "c").health, Health::degraded);
    EXPECT_THAT(message("Kafka", "c"), HasSubstr("c-dual-1"));
    const auto pod = get("Pod", "c-dual-1");
    EXPECT_EQ(text_at(array_at(pod, {"status", "containerStatuses"})[0].as_object(), {"state", "waiting", "reason"}), "CrashLoopBackOff");
    EXPECT_THAT(events("c-dual-1"), Contains("BackOff"));
}

TEST_F(ScenariosTest, AFullDiskSaysSoInTheLog) {
    happen("[{scenario: full-disk, node: 0}]");
    create(kafka);
    settle();
    const auto log = cluster->logs().read("default", "c-dual-0", "kafka");
    ASSERT_FALSE(log.empty());
    EXPECT_THAT(log.back().text, HasSubstr("No space left on device"));
}

TEST_F(ScenariosTest, ACertificateEndsSoon) {
    happen("[{scenario: expiring-certificate}]");
    create(kafka);
    ASSERT_TRUE(settle());
    const auto certificates = find_kind("Kafka")->certificates(get("Kafka", "c"));
    ASSERT_FALSE(certificates.empty());
    EXPECT_LT(certificates[0].expires - time->now(), std::chrono::hours(241));
    EXPECT_GT(certificates[0].expires - time->now(), std::chrono::hours(200));
}

TEST_F(ScenariosTest, APausedClusterRests) {
    happen("[{scenario: paused-cluster, name: c}]");
    create(kafka);
    ASSERT_TRUE(settle());
    EXPECT_EQ(health("Kafka", "c").health, Health::suspended);
}

TEST_F(ScenariosTest, AnExecutorRunsOutOfMemoryAndTheJobGoesOn) {
    happen("[{scenario: out-of-memory-executor, name: pi}]");
    create(application);
    ASSERT_TRUE(settle());
    EXPECT_EQ(text_at(status("SparkApplication", "pi"), {"applicationState", "state"}), "COMPLETED");
    EXPECT_THAT(json::serialize(status("SparkApplication", "pi").at("executorState")), HasSubstr("FAILED"));
}

TEST_F(ScenariosTest, ADriverWaitsForANode) {
    happen("[{scenario: unschedulable-driver, namespace: default}]");
    create(application);
    settle();
    EXPECT_EQ(text_at(status("SparkApplication", "pi"), {"applicationState", "state"}), "SUBMITTED");
    EXPECT_EQ(text_at(get("Pod", "pi-driver"), {"status", "phase"}), "Pending");
    EXPECT_THAT(events("pi-driver"), Contains("FailedScheduling"));
}

TEST_F(ScenariosTest, HappenToThoseThatAreNamedOnly) {
    happen("[{scenario: full-disk, name: other}, {scenario: paused-cluster, cluster: elsewhere}, {scenario: full-disk, namespace: n}]");
    create(kafka);
    ASSERT_TRUE(settle());
    EXPECT_EQ(health("Kafka", "c").health, Health::healthy);
}

TEST(Scenarios, ThatCantBeReadSayWhatThereIs) {
    const auto error = [](const std::string& text) {
        const auto read = read_scenarios(text);
        return read ? std::string("none") : read.error().message;
    };
    EXPECT_EQ(error("[]"), "none");
    EXPECT_EQ(error("[{scenario: failing-connector, name: a}]"), "none");
    EXPECT_THAT(error("scenario: full-disk"), HasSubstr("one list"));
    EXPECT_THAT(error("- full-disk"), HasSubstr("/0: must be an object"));
    EXPECT_THAT(error("[{scenario: full-disc}]"), HasSubstr("there are: broker-does-not-start, full-disk"));
    EXPECT_THAT(error("[{scenario: full-disk}, {name: a}]"), HasSubstr("/1/scenario: is needed"));
    EXPECT_THAT(error("[{scenario: full-disk, node: two}]"), HasSubstr("/0/node: must be a node id"));
    EXPECT_THAT(error("[{scenario: paused-cluster, node: 2}]"), HasSubstr("is not about a broker"));
    EXPECT_THAT(error("[{scenario: full-disk, disk: 2}]"), HasSubstr("/0/disk: there is no such member"));
    EXPECT_THAT(error("[{scenario: [}]"), HasSubstr("line"));
}

}  // namespace
}  // namespace nexa::sandbox
