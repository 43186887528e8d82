// The machine of spec.cruiseControl.autoRebalance: each state, each way out of it, and what it does to the pools.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/rebalance_step.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto pools = R"(
kind: KafkaNodePool
metadata: {name: controller, labels: {strimzi.io/cluster: c}}
spec: {replicas: 3, roles: [controller], storage: {type: ephemeral}}
---
kind: KafkaNodePool
metadata: {name: broker, labels: {strimzi.io/cluster: c}}
spec: {replicas: 4, roles: [broker], storage: {type: ephemeral}}
---
kind: KafkaRebalance
metadata: {name: pattern, annotations: {strimzi.io/rebalance-template: 'true'}}
spec: {goals: [RackAwareGoal], skipHardGoalCheck: true}
---
)";

std::string kafka(std::string_view automatic) {
    return fmt::format(R"(
kind: Kafka
metadata: {{name: c}}
spec:
  kafka:
    version: 4.3.1
    listeners: [{{name: plain, port: 9092, type: internal, tls: false}}]
    config: {{default.replication.factor: 3, min.insync.replicas: 2}}
  cruiseControl: {}
  entityOperator: {{topicOperator: {{}}}}
---
kind: KafkaTopic
metadata: {{name: orders, labels: {{strimzi.io/cluster: c}}}}
spec: {{partitions: 12, replicas: 3}}
)",
                       automatic);
}

constexpr auto both = "{autoRebalance: [{mode: add-brokers, template: {name: pattern}}, {mode: remove-brokers}]}";
constexpr auto up = "c-auto-rebalancing-add-brokers";
constexpr auto down = "c-auto-rebalancing-remove-brokers";

class AutoRebalanceTest : public OperatorsTest {
protected:
    void deploy(std::string_view automatic = both) {
        open("1.2.0", "");
        create(std::string(pools) + kafka(automatic));
        ASSERT_TRUE(settle());
        recording_ = record("Kafka", "c");
    }
    void scale(int brokers) { patch("KafkaNodePool", "broker", fmt::format("spec: {{replicas: {}}}", brokers)); }
    /// Until the machine is in that state.
    ::testing::AssertionResult wait_for(std::string_view state) {
        for (int tries = 0; tries < 300; ++tries) {
            if (text_at(status("Kafka", "c"), {"autoRebalance", "state"}) == state) return ::testing::AssertionSuccess();
            pass(seconds(1));
        }
        return ::testing::AssertionFailure() << json::serialize(status("Kafka", "c"));
    }
    std::string nodes() { return json::serialize(array_at(status("KafkaNodePool", "broker"), {"nodeIds"})); }
    /// "RebalanceOnScaleDown remove-brokers[3]", each once.
    std::vector<std::string> states() const {
        std::vector<std::string> seen;
        for (const auto& object : recording_->states) {
            const auto& now = object_at(object, {"status", "autoRebalance"});
            auto words = text_at(now, {"state"}, "none");
            for (const auto& mode : array_at(now, {"modes"}))
                words += fmt::format(" {}{}", text_at(mode.as_object(), {"mode"}), json::serialize(mode.at("brokers")));
            if (seen.empty() || seen.back() != words) seen.push_back(std::move(words));
        }
        return seen;
    }

private:
    std::shared_ptr<Recording> recording_;
};

TEST_F(AutoRebalanceTest, ANewClusterIsIdleAndItsFirstBrokersAreNoScaleUp) {
    open("1.2.0", "");
    create(std::string(pools) + kafka(both));
    ASSERT_TRUE(settle());
    const auto state = object_at(status("Kafka", "c"), {"autoRebalance"});
    EXPECT_EQ(text_at(state, {"state"}), "Idle");
    EXPECT_TRUE(state.contains("lastTransitionTime"));
    EXPECT_FALSE(state.contains("modes"));
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
}

TEST_F(AutoRebalanceTest, NothingIsSaidWhereItIsNotAskedFor) {
    deploy("{}");
    scale(5);
    ASSERT_TRUE(settle());
    EXPECT_FALSE(status("Kafka", "c").contains("autoRebalance"));
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
}

TEST_F(AutoRebalanceTest, AddedBrokersGetPartitionsByTheTemplate) {
    deploy();
    scale(6);
    ASSERT_TRUE(wait_for("RebalanceOnScaleUp"));
    const auto made = get("KafkaRebalance", up);
    EXPECT_EQ(json::serialize(made.at("spec")),
              R"({"goals":["RackAwareGoal"],"skipHardGoalCheck":true,"mode":"add-brokers","brokers":[7,8]})");
    EXPECT_EQ(annotation_of(made, "strimzi.io/rebalance-auto-approval"), "true");
    EXPECT_EQ(annotation_of(made, "strimzi.io/rebalance-template"), "");
    EXPECT_EQ(label_of(made, "strimzi.io/cluster"), "c");
    EXPECT_EQ(json::serialize(made.at("metadata").at("finalizers")), R"(["strimzi.io/auto-rebalancing"])");
    const auto machine = record("KafkaRebalance", up);
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(), ElementsAre("Idle add-brokers[7,8]", "RebalanceOnScaleUp add-brokers[7,8]", "Idle"));
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
    std::vector<std::string> seen;
    for (const auto& object : machine->states) {
        auto now = conditions_in(object_at(object, {"status"}));
        if (!now.empty() && (seen.empty() || seen.back() != now.front())) seen.push_back(now.front());
    }
    EXPECT_THAT(seen, ElementsAre("PendingProposal=True", "ProposalReady=True", "Rebalancing=True", "Ready=True"));
    scale(4);
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(), Contains("RebalanceOnScaleDown remove-brokers[7,8]")) << "they hold partitions by now";
}

TEST_F(AutoRebalanceTest, BrokersAreEmptiedBeforeTheyGo) {
    deploy();
    scale(3);
    ASSERT_TRUE(wait_for("RebalanceOnScaleDown"));
    EXPECT_EQ(nodes(), "[0,1,2,3]");
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Warning=True:ScaleDownPreventionCheck", "Ready=True"));
    EXPECT_EQ(json::serialize(get("KafkaRebalance", down).at("spec")), R"({"mode":"remove-brokers","brokers":[3]})");
    ASSERT_TRUE(settle());
    EXPECT_EQ(nodes(), "[0,1,2]");
    EXPECT_FALSE(exists("Pod", "c-broker-3"));
    EXPECT_THAT(states(), ElementsAre("RebalanceOnScaleDown remove-brokers[3]", "Idle"));
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
}

TEST_F(AutoRebalanceTest, AScaleDownComesBeforeAScaleUp) {
    deploy();
    scale(6);
    ASSERT_TRUE(wait_for("RebalanceOnScaleUp"));
    patch("KafkaNodePool", "broker", "metadata: {annotations: {strimzi.io/remove-node-ids: '[0]'}}\nspec: {replicas: 5}");
    ASSERT_TRUE(wait_for("RebalanceOnScaleDown"));
    EXPECT_FALSE(exists("KafkaRebalance", up)) << "it is stopped";
    EXPECT_TRUE(exists("KafkaRebalance", down));
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(),
                ElementsAre("Idle add-brokers[7,8]", "RebalanceOnScaleUp add-brokers[7,8]",
                            "RebalanceOnScaleDown remove-brokers[0] add-brokers[7,8]", "RebalanceOnScaleUp add-brokers[7,8]", "Idle"));
    EXPECT_EQ(nodes(), "[1,2,3,7,8]");
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
}

TEST_F(AutoRebalanceTest, MoreBrokersAreTakenIntoARebalanceUnderWay) {
    deploy();
    scale(5);
    ASSERT_TRUE(wait_for("RebalanceOnScaleUp"));
    scale(6);
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(),
                ElementsAre("Idle add-brokers[7]", "RebalanceOnScaleUp add-brokers[7]", "RebalanceOnScaleUp add-brokers[7,8]", "Idle"));
}

TEST_F(AutoRebalanceTest, WithoutItsTemplateNothingIsRebalanced) {
    deploy("{autoRebalance: [{mode: add-brokers, template: {name: nobody}}]}");
    scale(5);
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
    EXPECT_THAT(states(), ElementsAre("Idle add-brokers[7]", "Idle"));
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
}

TEST_F(AutoRebalanceTest, OnlyTheModesThatAreAskedForWork) {
    deploy("{autoRebalance: [{mode: add-brokers}]}");
    scale(3);
    ASSERT_TRUE(settle());
    EXPECT_EQ(nodes(), "[0,1,2,3]") << "as without automatic rebalances";
    EXPECT_THAT(conditions("Kafka", "c"), Contains("Warning=True:ScaleDownPreventionCheck"));
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));
}

TEST_F(AutoRebalanceTest, AFailedScaleUpEndsAndAFailedScaleDownIsTriedAgain) {
    deploy();
    patch("KafkaRebalance", "pattern", "spec: {goals: null}");
    scale(5);
    ASSERT_TRUE(wait_for("RebalanceOnScaleUp"));
    patch("KafkaRebalance", up, fmt::format("metadata: {{annotations: {{{}: fail}}}}", rebalance_annotation::outcome));
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(), ElementsAre("Idle add-brokers[7]", "RebalanceOnScaleUp add-brokers[7]", "Idle"));
    EXPECT_THAT(names("KafkaRebalance"), ElementsAre("pattern"));

    scale(4);
    scale(3);
    ASSERT_TRUE(wait_for("RebalanceOnScaleDown"));
    patch("KafkaRebalance", down, fmt::format("metadata: {{annotations: {{{}: fail}}}}", rebalance_annotation::outcome));
    ASSERT_TRUE(wait_for("Idle"));
    EXPECT_EQ(nodes(), "[0,1,2,3,7]") << "what holds partitions stays";
    ASSERT_TRUE(wait_for("RebalanceOnScaleDown")) << "it is still asked for";
    ASSERT_TRUE(settle());
    EXPECT_EQ(nodes(), "[0,1,2]");
}

TEST_F(AutoRebalanceTest, AStoppedRebalanceOfItsOwnIsAFailureOfTheKafka) {
    deploy();
    scale(3);
    ASSERT_TRUE(wait_for("RebalanceOnScaleDown"));
    pass(seconds(2));
    const auto machine = record("Kafka", "c");
    patch("KafkaRebalance", down, "metadata: {annotations: {strimzi.io/rebalance: stop}}");
    ASSERT_TRUE(wait_for("Idle")) << "a rebalance of a Kafka that is not ready fails, too, and that ends it";
    ASSERT_FALSE(machine->states.empty());
    const auto& failed = machine->states.front();
    EXPECT_THAT(conditions_in(object_at(failed, {"status"})), ElementsAre("NotReady=True:RuntimeException"));
    EXPECT_EQ(text_at(failed, {"status", "autoRebalance", "state"}), "RebalanceOnScaleDown") << "kept on failures";
    ASSERT_TRUE(wait_for("RebalanceOnScaleDown")) << "it is still asked for";
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("Kafka", "c"), ElementsAre("Ready=True"));
    EXPECT_EQ(nodes(), "[0,1,2]");
}

TEST_F(AutoRebalanceTest, ItGoesWithItsConfiguration) {
    deploy();
    patch("Kafka", "c", "spec: {cruiseControl: {autoRebalance: null}}");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(status("Kafka", "c").contains("autoRebalance"));
    EXPECT_THAT(states(), ElementsAre("Idle", "none"));
}

}  // namespace
}  // namespace nexa::sandbox
