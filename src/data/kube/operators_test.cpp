#include "data/kube/operators.hpp"

#include <gtest/gtest.h>

namespace nexa::kube {
namespace {

TEST(Operators, StrimziFromItsImageAndKafkaImages) {
    const auto info =
        operator_of(json::parse(R"({"metadata":{"name":"strimzi-cluster-operator","namespace":"kafka","labels":{"app":"strimzi"}},
      "spec":{"template":{"spec":{"containers":[{"name":"strimzi-cluster-operator","image":"quay.io/strimzi/operator:0.48.0","env":[
        {"name":"STRIMZI_NAMESPACE","value":"team-a, team-b"},
        {"name":"STRIMZI_KAFKA_IMAGES","value":"4.1.0=quay.io/strimzi/kafka:0.48.0-kafka-4.1.0\n4.0.0=quay.io/strimzi/kafka:0.48.0-kafka-4.0.0\n"}]}]}}}})"));
    EXPECT_EQ(info.name, "strimzi");
    EXPECT_EQ(info.version, "0.48.0");
    EXPECT_EQ(info.name_space, "kafka");
    EXPECT_EQ(info.watched_namespaces, (std::vector<std::string>{"team-a", "team-b"}));
    EXPECT_EQ(info.kafka_versions, (std::vector<std::string>{"4.0.0", "4.1.0"}));
}

TEST(Operators, StrimziBehindAMirrorWithDigests) {
    const auto info = operator_of(json::parse(R"({"metadata":{"namespace":"kafka"},
      "spec":{"template":{"spec":{"containers":[{"name":"strimzi-cluster-operator","image":"mirror:5000/strimzi@sha256:00","env":[
        {"name":"STRIMZI_NAMESPACE","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"}}},
        {"name":"STRIMZI_KAFKA_IMAGES","value":"4.0.0=mirror:5000/kafka:0.47.0-kafka-4.0.0"}]}]}}}})"));
    EXPECT_EQ(info.version, "0.47.0");
    EXPECT_EQ(info.watched_namespaces, (std::vector<std::string>{"kafka"}));
}

TEST(Operators, StrimziFromTheChartAndOfAllNamespaces) {
    const auto info = operator_of(json::parse(R"({"metadata":{"labels":{"chart":"strimzi-kafka-operator-0.45.1"}},
      "spec":{"template":{"spec":{"containers":[{"name":"strimzi-cluster-operator","image":"x","env":[{"name":"STRIMZI_NAMESPACE","value":"*"}]}]}}}})"));
    EXPECT_EQ(info.version, "0.45.1");
    EXPECT_TRUE(info.watched_namespaces.empty());
}

TEST(Operators, SparkInBothStyles) {
    const auto controller = json::parse(
        R"({"metadata":{"namespace":"spark","labels":{"app.kubernetes.io/name":"spark-operator","app.kubernetes.io/component":"controller","app.kubernetes.io/version":"2.5.2"}},
      "spec":{"template":{"spec":{"containers":[{"name":"spark-operator-controller","image":"ghcr.io/kubeflow/spark-operator/controller:2.5.1","args":["controller","start","--namespaces=default,team-a"]}]}}}})");
    const auto webhook = json::parse(
        R"({"metadata":{"namespace":"spark","labels":{"app.kubernetes.io/name":"spark-operator","app.kubernetes.io/component":"webhook"}},
      "spec":{"template":{"spec":{"containers":[{"name":"spark-operator-webhook"}]}}}})");
    const auto old = json::parse(R"({"metadata":{"namespace":"old","labels":{"app.kubernetes.io/name":"spark-operator"}},
      "spec":{"template":{"spec":{"containers":[{"name":"spark-operator","image":"docker.io/kubeflow/spark-operator:v1beta2-1.6.2-3.5.0","args":["-namespace","jobs"]}]}}}})");
    const std::vector<json::value> all{controller, webhook, old, controller, json::value(7), json::parse(R"({"spec":{"template":[]}})")};
    const auto found = operators_of(all);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].version, "1.6.2");
    EXPECT_EQ(found[0].watched_namespaces, std::vector<std::string>{"jobs"});
    EXPECT_EQ(found[1].version, "2.5.1");
    EXPECT_EQ(found[1].watched_namespaces, (std::vector<std::string>{"default", "team-a"}));
}

}  // namespace
}  // namespace nexa::kube
