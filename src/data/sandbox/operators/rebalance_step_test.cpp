// The machine of a KafkaRebalance: every state, every annotation in it, and what it refuses.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string kafka(bool cruise_control) {
    return fmt::format(R"(
kind: KafkaNodePool
metadata: {{name: dual, labels: {{strimzi.io/cluster: c}}}}
spec: {{replicas: 3, roles: [controller, broker], storage: {{type: ephemeral}}}}
---
kind: Kafka
metadata: {{name: c}}
spec:
  kafka:
    version: 4.3.1
    listeners: [{{name: plain, port: 9092, type: internal, tls: false}}]
    config: {{default.replication.factor: 3, min.insync.replicas: 2}}
  {}
)",
                       cruise_control ? "cruiseControl: {}" : "entityOperator: {}");
}

std::string rebalance(std::string_view spec = "{}", std::string_view annotations = "{}") {
    return fmt::format("{{kind: KafkaRebalance, metadata: {{name: r, labels: {{strimzi.io/cluster: c}}, annotations: {}}}, spec: {}}}",
                       annotations, spec);
}

class RebalanceTest : public OperatorsTest {
protected:
    void deploy(bool cruise_control = true) {
        open("1.2.0", "");
        create(kafka(cruise_control));
        ASSERT_TRUE(settle());
    }
    std::string state() {
        const auto all = conditions("KafkaRebalance", "r");
        return all.empty() ? "" : all.front();
    }
    void ask(std::string_view what) {
        patch("KafkaRebalance", "r", fmt::format("metadata: {{annotations: {{strimzi.io/rebalance: {}}}}}", what));
        pass(seconds(1));
    }
    std::string asked() { return annotation_of(get("KafkaRebalance", "r"), "strimzi.io/rebalance"); }
};

TEST_F(RebalanceTest, FromProposalToTheEnd) {
    deploy();
    EXPECT_TRUE(exists("Deployment", "c-cruise-control"));
    create(rebalance());
    pass(seconds(2));
    EXPECT_EQ(state(), "PendingProposal=True");
    EXPECT_NE(text_at(status("KafkaRebalance", "r"), {"sessionId"}), "");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "ProposalReady=True");
    EXPECT_GT(number_at(status("KafkaRebalance", "r"), {"optimizationResult", "numReplicaMovements"}), 0);
    EXPECT_THAT(text_at(get("ConfigMap", "r"), {"data", "brokerLoad.json"}), HasSubstr("\"2\":{\"leaders\""));
    ask("approve");
    EXPECT_EQ(state(), "Rebalancing=True");
    EXPECT_EQ(asked(), "");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "Ready=True");
    EXPECT_FALSE(status("KafkaRebalance", "r").contains("sessionId"));
    EXPECT_TRUE(status("KafkaRebalance", "r").contains("optimizationResult"));
    EXPECT_EQ(text_at(get("ConfigMap", "r"), {"data", "completedByteMovementPercentage"}), "100");
    // An annotation that makes no sense in a state stays, and is warned of.
    ask("approve");
    EXPECT_THAT(conditions("KafkaRebalance", "r"), ElementsAre("Ready=True", "Warning=True:InvalidAnnotation"));
    EXPECT_EQ(asked(), "approve");
    ask("refresh");
    EXPECT_EQ(state(), "PendingProposal=True");
    EXPECT_EQ(asked(), "");
}

TEST_F(RebalanceTest, StopsAndBeginsAnew) {
    deploy();
    create(rebalance());
    pass(seconds(2));
    ask("stop");
    EXPECT_EQ(state(), "Stopped=True");
    EXPECT_FALSE(status("KafkaRebalance", "r").contains("sessionId"));
    ask("refresh");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "ProposalReady=True");
    ask("approve");
    ask("stop");
    EXPECT_EQ(state(), "Stopped=True");
}

TEST_F(RebalanceTest, ApprovesItselfWhenAskedTo) {
    deploy();
    create(rebalance("{}", "{strimzi.io/rebalance-auto-approval: 'true'}"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "Ready=True");
}

TEST_F(RebalanceTest, AChangeOfTheSpecificationIsARefresh) {
    deploy();
    create(rebalance());
    ASSERT_TRUE(settle());
    const auto before = text_at(status("KafkaRebalance", "r"), {"sessionId"});
    patch("KafkaRebalance", "r", "spec: {goals: [DiskCapacityGoal]}");
    pass(seconds(2));
    EXPECT_EQ(state(), "PendingProposal=True");
    EXPECT_NE(text_at(status("KafkaRebalance", "r"), {"sessionId"}), before);
    EXPECT_EQ(number_at(status("KafkaRebalance", "r"), {"observedGeneration"}), 2);
}

TEST_F(RebalanceTest, SaysWhatStandsInTheWay) {
    deploy(false);
    create(rebalance());
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "NotReady=True:InvalidResourceException");
    EXPECT_EQ(message("KafkaRebalance", "r"), "Kafka resource lacks 'cruiseControl' declaration");
    ask("refresh");
    EXPECT_EQ(asked(), "refresh");
    // It mends itself once Cruise Control is there.
    patch("Kafka", "c", "spec: {cruiseControl: {}}");
    pass(minutes(2));
    EXPECT_EQ(state(), "ProposalReady=True");
}

TEST_F(RebalanceTest, CruiseControlRefusesAndFails) {
    deploy();
    create(rebalance("{mode: add-brokers, brokers: [3, 4]}"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "NotReady=True:CruiseControlRestException");
    patch("KafkaRebalance", "r", "spec: {brokers: null}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "NotReady=True:IllegalArgumentException");
    patch("KafkaRebalance", "r", "{metadata: {annotations: {sandbox.nexa.dev/outcome: fail}}, spec: {mode: full}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "ProposalReady=True");
    ask("approve");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "NotReady=True:CruiseControlRestException");
}

TEST_F(RebalanceTest, IsPausedAndIgnoredAsATemplate) {
    deploy();
    create(rebalance("{}", "{strimzi.io/pause-reconciliation: 'true'}"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "ReconciliationPaused=True");
    patch("KafkaRebalance", "r", "metadata: {annotations: {strimzi.io/pause-reconciliation: null}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state(), "ProposalReady=True");
    create("{kind: KafkaRebalance, metadata: {name: t, annotations: {strimzi.io/rebalance-template: 'true'}}, spec: {}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaRebalance", "t"), ElementsAre());
}

}  // namespace
}  // namespace nexa::sandbox
