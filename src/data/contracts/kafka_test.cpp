#include <gmock/gmock.h>

#include <fmt/format.h>

#include "data/contracts/contract.hpp"
#include "data/test_support.hpp"

namespace nexa::contracts {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Case {
    const char* about;
    ClusterFacts facts;
    std::string desired;       ///< YAML
    std::string current;       ///< YAML; empty: none.
    std::string expected;      ///< names_of()
    const char* message = "";  ///< Part of the first finding's message.
    const char* fix = "";      ///< Part of the first finding's fix.
};

std::vector<Finding> judge(const Case& each, const Related& related = {}) {
    const auto desired = test::object(each.desired);
    const auto current = each.current.empty() ? json::object() : test::object(each.current);
    return evaluate({.desired = desired, .current = each.current.empty() ? nullptr : &current, .facts = each.facts, .related = related});
}

void expect(const std::vector<Case>& cases) {
    for (const auto& each : cases) {
        const auto findings = judge(each);
        EXPECT_EQ(test::names_of(findings), each.expected) << each.about;
        if (findings.empty()) continue;
        EXPECT_THAT(findings.front().message, HasSubstr(each.message)) << each.about;
        EXPECT_THAT(findings.front().fix, HasSubstr(each.fix)) << each.about;
    }
}

std::string kafka(std::string_view version, std::string_view api = "v1beta2", std::string_view more = "", std::string_view metadata = "") {
    return fmt::format("{{apiVersion: kafka.strimzi.io/{}, kind: Kafka, metadata: {{name: c, namespace: a{}}}, spec: {{kafka: {{{}}}{}}}}}",
                       api, metadata, version.empty() ? std::string() : fmt::format("version: {}", version), more);
}
const std::string zookeeper = ", zookeeper: {replicas: 1}";
const std::string kraft = ", annotations: {strimzi.io/kraft: enabled, strimzi.io/node-pools: enabled}";

TEST(KafkaKraftVersion, HoldsEachReleaseToItsList) {
    const auto at = [](const char* version) { return test::facts("x", version, {"v1beta2"}, ""); };
    auto from_images = test::prod_us();
    from_images.operators.front().kafka_versions = {"4.0.0", "4.0.9"};
    auto unknown_release = at("0.99.0");
    auto unwatched = test::prod_us();
    unwatched.operators.front().watched_namespaces = {"b"};
    expect({
        {"supported", test::prod_us(), kafka("4.1.0"), "", ""},
        {"by default", test::prod_us(), kafka(""), "", ""},
        {"too old", test::prod_us(), kafka("3.9.0"), "", "violation:kafka-kraft-version",
         "spec.kafka.version 3.9.0 in KRaft mode is too old for Strimzi 0.48.0 on cluster prod-us", "4.1.0"},
        {"too old though Strimzi takes it", at("0.47.0"), kafka("3.9.1", "v1beta2", "", kraft), "", "violation:kafka-kraft-version",
         "(supported: 4.0.0)", "Set spec.kafka.version to 4.0.0"},
        {"not on the list", test::prod_us(), kafka("4.1.1"), "", "violation:kafka-kraft-version",
         "spec.kafka.version 4.1.1 is not supported by Strimzi 0.48.0 on cluster prod-us (supported: 4.0.0, 4.1.0)",
         "Set spec.kafka.version to 4.0.0 or 4.1.0."},
        {"on the list of the images", from_images, kafka("4.0.9"), "", ""},
        {"not on the list of the images", from_images, kafka("4.1.0"), "", "violation:kafka-kraft-version", "(supported: 4.0.0, 4.0.9)"},
        {"a release that nobody knows", unknown_release, kafka("4.9.0"), "", ""},
        {"Strimzi too old", test::legacy_ap(), kafka("4.0.0", "v1beta2", "", kraft), "", "violation:kafka-kraft-version",
         "needs Strimzi 0.46.0 or newer", "ZooKeeper mode with Kafka 3.8.1"},
        {"Strimzi too old, by default", test::legacy_ap(), kafka("", "v1beta2", "", kraft), "", "violation:kafka-kraft-version",
         "Kafka 3.9.2 (the default of Strimzi 0.45.2"},
        {"nobody watches", unwatched, kafka("3.9.0"), "", "violation:operator-watches-namespace",
         "does not watch namespace a (watched: b)"},
        {"version 1 where it is not served", test::legacy_ap(), kafka("4.3.1", "v1"), "",
         "violation:api-version-served violation:kafka-kraft-version",
         "kafka.strimzi.io/v1 is not served for Kafka by Strimzi 0.45.2 on cluster legacy-ap (served: v1beta2)",
         "Send apiVersion: kafka.strimzi.io/v1beta2"},
        {"the old version where both are served", test::facts("x", "0.50.0", {"v1", "v1beta2"}, ""), kafka("4.1.1"), "",
         "warning:api-version-deprecated"},
    });
}

TEST(KafkaZookeeperVersion, IsOneVersionOnOneLine) {
    expect({
        {"the one", test::legacy_ap(), kafka("3.8.1", "v1beta2", zookeeper), "", ""},
        {"another", test::legacy_ap(), kafka("3.9.2", "v1beta2", zookeeper), "", "violation:kafka-zookeeper-version",
         "spec.kafka.version 3.9.2 in ZooKeeper mode is not supported with Strimzi 0.45.2 on cluster legacy-ap: ZooKeeper mode runs as "
         "Kafka 3.8.1 only",
         "Set spec.kafka.version to 3.8.1."},
        {"the default", test::legacy_ap(), kafka("", "v1beta2", zookeeper), "", "violation:kafka-zookeeper-version",
         "Kafka 3.9.2 (the default of Strimzi 0.45.2"},
        {"on a later release", test::prod_us(), kafka("3.8.1", "v1beta2", zookeeper), "", "violation:kafka-zookeeper-version",
         "has no ZooKeeper mode", "spec.kafka.version to 4.1.0"},
        {"left over after a migration", test::prod_us(), kafka("4.1.0", "v1beta2", zookeeper, kraft), "", "warning:kafka-zookeeper-fields"},
    });
}

TEST(KafkaKraftAnnotations, AreNeededByTwoReleases) {
    const auto at = [](const char* version) { return test::facts("x", version, {"v1beta2"}, ""); };
    expect({
        {"both", at("0.46.1"), kafka("4.0.0", "v1beta2", "", kraft), "", ""},
        {"none", at("0.47.0"), kafka("4.0.0"), "", "violation:kafka-kraft-annotations violation:kafka-kraft-annotations",
         "strimzi.io/kraft: enabled is missing"},
        {"one", at("0.46.0"), kafka("4.0.0", "v1beta2", "", ", annotations: {strimzi.io/kraft: enabled}"), "",
         "violation:kafka-kraft-annotations", "strimzi.io/node-pools"},
        {"ignored later", at("0.48.0"), kafka("4.0.0"), "", ""},
    });
}

TEST(WhatRunsAlready, MayBePausedAndMendedButNotElse) {
    const auto old = kafka("3.9.0");
    const auto paused = kafka("3.9.0", "v1beta2", "", ", annotations: {strimzi.io/pause-reconciliation: 'true'}");
    expect({
        {"as it is", test::prod_us(), old, old, "warning:kafka-kraft-version"},
        {"paused", test::prod_us(), paused, old, "warning:kafka-kraft-version effect:kafka-pause"},
        {"resumed", test::prod_us(), old, paused, "warning:kafka-kraft-version effect:kafka-resume"},
        {"changed otherwise", test::prod_us(), kafka("3.9.0", "v1beta2", ", kafkaExporter: {}"), old,
         "violation:kafka-kraft-version effect:kafka-side-components"},
        {"mended", test::prod_us(), kafka("4.0.0"), old, "effect:kafka-version-rolls-brokers"},
    });
    const auto desired = test::object(paused);
    const auto live =
        test::object(kafka("3.9.0", "v1beta2", ", kafkaExporter: {}", ", annotations: {strimzi.io/pause-reconciliation: 'true'}, uid: x"));
    const auto facts = test::prod_us();
    EXPECT_EQ(test::names_of(evaluate({.desired = desired, .observed = &live, .facts = facts})), "warning:kafka-kraft-version");
}

TEST(KafkaVersionRollsBrokers, SaysWhichAndInWhichOrder) {
    const Related pools = [](const Query& query) {
        if (query.kind != "KafkaNodePool") return std::vector<json::object>();
        EXPECT_EQ(query.value, "c");
        return std::vector{
            test::object("{metadata: {name: broker}, spec: {roles: [broker], replicas: 2}, status: {nodeIds: [0, 1]}}"),
            test::object("{metadata: {name: controller}, spec: {roles: [controller], replicas: 1}, status: {nodeIds: [2]}}")};
    };
    const std::string replication = ", config: {default.replication.factor: 2, min.insync.replicas: 1}";
    const auto findings = judge({"", test::prod_us(), kafka("4.1.0" + replication), kafka("4.0.0" + replication), ""}, pools);
    ASSERT_EQ(test::names_of(findings), "effect:kafka-version-rolls-brokers");
    EXPECT_EQ(findings.front().gravity, Finding::Gravity::restart);
    EXPECT_EQ(findings.front().pointer, "/spec/kafka/version");
    EXPECT_THAT(findings.front().message,
                AllOf(HasSubstr("Kafka 4.0.0 to 4.1.0: restarts all 3 nodes of c, one after another: controllers first (c-controller-2; "
                                "the active one last), then brokers (c-broker-0, c-broker-1)"),
                      HasSubstr("the metadata version follows by itself")));
    expect({
        {"without pools", test::prod_us(), kafka("4.1.0"), kafka("4.0.0"), "effect:kafka-version-rolls-brokers",
         "restarts every node of c"},
        {"from the default", test::prod_us(), kafka("4.1.0"), kafka(""), ""},
        {"to the default", test::prod_us(), kafka(""), kafka("4.0.0"), "effect:kafka-version-rolls-brokers", "Kafka 4.0.0 to 4.1.0"},
        {"a create", test::prod_us(), kafka("4.0.0"), "", ""},
        {"another change", test::prod_us(), kafka("4.0.0", "v1beta2", ", kafkaExporter: {}"), kafka("4.0.0"),
         "effect:kafka-side-components"},
        {"metadata version held", test::prod_us(), kafka("4.1.0, metadataVersion: 4.0-IV3"), kafka("4.0.0"),
         "effect:kafka-version-rolls-brokers", "stays 4.0-IV3"},
        {"ZooKeeper", test::legacy_ap(), kafka("3.8.1, replicas: 2" + replication, "v1beta2", zookeeper),
         kafka("3.8.0, replicas: 2" + replication, "v1beta2", zookeeper), "effect:kafka-version-rolls-brokers",
         "all 2 nodes of c, one after another: c-kafka-0, c-kafka-1."},
    });
}

TEST(KafkaTopics, AreMeasuredByWhatLivesToo) {
    const auto topic = [](std::string_view spec) {
        return fmt::format(
            "{{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {{name: t, namespace: a, labels: {{strimzi.io/cluster: c}}}}, "
            "spec: {{{}}}}}",
            spec);
    };
    const auto dev = test::dev_eu();
    // A shrink that was refused once must not be the measure for the next change: what lives counts too.
    const auto desired = test::object(topic("partitions: 4"));
    const auto current = test::object(topic("partitions: 2"));
    auto live = test::object(topic("partitions: 6"));
    live["status"] = json::object{{"topicName", "t"}};
    EXPECT_EQ(test::names_of(evaluate({.desired = desired, .current = &current, .observed = &live, .facts = dev})),
              "violation:topic-partitions-shrink");
    const auto renamed = test::object(topic("partitions: 6, topicName: other"));
    EXPECT_EQ(test::names_of(evaluate({.desired = renamed, .current = &live, .observed = &live, .facts = dev})), "violation:topic-rename");
}

}  // namespace
}  // namespace nexa::contracts
