#include "data/pods.hpp"

#include "data/test_support.hpp"

namespace nexa {
namespace {

TEST(Pods, AreFoundByTheLabelsOfTheirOperator) {
    const json::object none;
    EXPECT_EQ(pod_selector("Kafka", "events", none), "strimzi.io/cluster=events,strimzi.io/kind=Kafka");
    EXPECT_EQ(pod_selector("KafkaNodePool", "broker", test::object("{metadata: {labels: {strimzi.io/cluster: events}}}")),
              "strimzi.io/cluster=events,strimzi.io/pool-name=broker");
    EXPECT_EQ(pod_selector("KafkaNodePool", "broker", none), "") << "it belongs to no cluster";
    EXPECT_EQ(pod_selector("SparkApplication", "pi", none), "sparkoperator.k8s.io/app-name=pi");
    EXPECT_EQ(pod_selector("KafkaTopic", "orders", none), "");
}

TEST(Pods, OfKafkaTellTheirNode) {
    const auto standing = pod_standing(test::object(
        "{metadata: {name: events-broker-12, labels: {strimzi.io/pool-name: broker, strimzi.io/broker-role: 'true', "
        "strimzi.io/controller-role: 'false'}}, spec: {nodeName: n1, containers: [{name: kafka}]}, status: {phase: Running, startTime: "
        "'2026-11-24T00:00:00Z', containerStatuses: [{ready: true, restartCount: 2, state: {running: {}}}]}}"));
    EXPECT_EQ(standing.role, "broker");
    EXPECT_EQ(standing.pool, "broker");
    EXPECT_EQ(standing.node_id, 12);
    EXPECT_EQ(standing.ready, 1);
    EXPECT_EQ(standing.containers, 1);
    EXPECT_EQ(standing.restarts, 2);
    EXPECT_EQ(standing.node, "n1");
    EXPECT_TRUE(standing.started_at);
    EXPECT_EQ(standing.reason, "");
    EXPECT_FALSE(standing.leaving);
    EXPECT_EQ(
        pod_standing(test::object("{metadata: {name: a, labels: {strimzi.io/broker-role: 'true', strimzi.io/controller-role: 'true'}}}"))
            .role,
        "broker and controller");
    EXPECT_EQ(pod_standing(test::object("{metadata: {name: a-1, labels: {strimzi.io/component-type: cruise-control}}}")).role,
              "cruise control");
    EXPECT_FALSE(pod_standing(test::object("{metadata: {name: a-1, labels: {strimzi.io/component-type: cruise-control}}}")).node_id);
}

TEST(Pods, SayWhyTheyDoNotRun) {
    const auto reason = [](const std::string& status) {
        return pod_standing(test::object("{metadata: {name: a}, status: {" + status + "}}")).reason;
    };
    EXPECT_EQ(reason("phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes}]"),
              "Unschedulable: 0/3 nodes");
    EXPECT_EQ(reason("phase: Pending, containerStatuses: [{state: {waiting: {reason: ImagePullBackOff}}}]"), "ImagePullBackOff");
    EXPECT_EQ(reason("phase: Running, containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {reason: "
                     "OOMKilled}}}]"),
              "OOMKilled, again and again");
    EXPECT_EQ(reason("phase: Failed, reason: Evicted"), "Evicted");
    EXPECT_EQ(reason("phase: Failed, containerStatuses: [{state: {terminated: {reason: Error, exitCode: 1}}}]"), "Error");
    EXPECT_EQ(reason("phase: Succeeded, containerStatuses: [{state: {terminated: {reason: Completed}}}]"), "");
    EXPECT_EQ(pod_standing(test::object("{metadata: {name: a}, status: {reason: Evicted}}")).words,
              "Its node ran short of something and put it out.");
}

TEST(Pods, SurviveNonsense) {
    for (const auto* text : {"{}", "{metadata: 1, status: []}", "{status: {containerStatuses: [1, {state: x}], conditions: {}}}"}) {
        EXPECT_EQ(pod_standing(test::object(text)).ready, 0) << text;
    }
}

}  // namespace
}  // namespace nexa
