#include "data/sandbox/operators/spark_connect.hpp"

#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"

namespace nexa::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class SparkConnectTest : public OperatorsTest {};

constexpr auto server = R"(
kind: SparkConnect
metadata: {name: s}
spec:
  sparkVersion: 4.0.4
  server: {template: {metadata: {labels: {team: a}}, spec: {containers: [{name: spark-kubernetes-driver, image: "docker.io/apache/spark:4.0.4"}]}}}
  executor: {instances: 2, template: {spec: {containers: [{name: spark-kubernetes-executor, image: "docker.io/apache/spark:4.0.4"}]}}}
)";

TEST_F(SparkConnectTest, ServesAndAsksForExecutors) {
    open("", "2.5.2");
    const auto recording = record("SparkConnect", "s");
    create(server);
    ASSERT_TRUE(settle());
    std::vector<std::string> states;
    for (const auto& object : recording->states) {
        auto state = text_at(object, {"status", "state"});
        if (states.empty() || states.back() != state) states.push_back(std::move(state));
    }
    EXPECT_THAT(states, ElementsAre("", "NotReady", "Ready"));
    EXPECT_THAT(conditions("SparkConnect", "s"), ElementsAre("ServerPodReady=True:ServerPodReady"));
    EXPECT_EQ(number_at(status("SparkConnect", "s"), {"executors", "running"}), 2);
    EXPECT_EQ(text_at(status("SparkConnect", "s"), {"server", "serviceName"}), "s-server");
    EXPECT_TRUE(exists("Service", "s-server"));
    EXPECT_EQ(label_of(get("Pod", "s-server"), "team"), "a");
    EXPECT_THAT(names("Pod", "spark-role=executor"), SizeIs(2));
    // A pod that runs is left as it is, whatever the specification says by now.
    patch("SparkConnect", "s", "spec: {sparkVersion: 4.0.5}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(label_of(get("Pod", "s-server"), "spark-version"), "4.0.4");
    remove("SparkConnect", "s");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("Pod", "sparkoperator.k8s.io/connect-name=s"), SizeIs(0));
}

TEST_F(SparkConnectTest, SaysNothingWithoutAnImage) {
    open("", "2.5.2");
    create("{kind: SparkConnect, metadata: {name: s}, spec: {sparkVersion: 4.0.4, server: {}, executor: {}}}");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(get("SparkConnect", "s").contains("status"));
    patch("SparkConnect", "s", "spec: {image: 'docker.io/apache/spark:4.0.4'}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(text_at(status("SparkConnect", "s"), {"state"}), "Ready");
}

}  // namespace
}  // namespace nexa::sandbox
