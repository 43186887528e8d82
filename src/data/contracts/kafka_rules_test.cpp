// Rules of Kafka clusters: versions, options, listeners, life.
#include "data/contracts/rule_cases.hpp"

#include <fmt/format.h>

namespace nexa::contracts::test {
namespace {

std::string kafka(std::string_view inner, std::string_view more = "", std::string_view metadata = "", std::string_view status = "",
                  std::string_view api = "kafka.strimzi.io/v1") {
    return manifest("Kafka", "c", fmt::format("kafka: {{{}}}{}", inner, more), metadata, status, api);
}
const std::string beta = "kafka.strimzi.io/v1beta2";
const std::string brokers3 =
    manifest("KafkaNodePool", "broker", "replicas: 3, roles: [broker]", "labels: {strimzi.io/cluster: c}", "nodeIds: [0, 1, 2]");
const std::string controllers =
    manifest("KafkaNodePool", "controller", "replicas: 1, roles: [controller]", "labels: {strimzi.io/cluster: c}", "nodeIds: [3]");

ClusterFacts strimzi(const char* version, std::vector<std::string> api = {"v1beta2"}) {
    return facts("x", version, std::move(api), "");
}

TEST(ClusterRules, Cases) {
    auto old_kubernetes = dev_eu();
    old_kubernetes.kubernetes_version = "1.29.4";
    expect_rule(
        "kubernetes-version",
        {{"new enough", kafka("version: 4.3.0")},
         {"too old", kafka("version: 4.3.0"), "needs Kubernetes 1.30 or newer, and the cluster runs 1.29.4", {}, {}, {}, old_kubernetes}});
    expect_rule("api-version-served", {{"served", kafka("version: 4.3.0")},
                                       {"not served", kafka("version: 4.3.0", "", "", "", beta), "Send apiVersion: kafka.strimzi.io/v1"}});
    expect_rule("api-version-deprecated",
                {{"the newer", kafka("version: 4.1.1"), nullptr, {}, {}, {}, strimzi("0.50.0", {"v1", "v1beta2"})},
                 {"the older",
                  kafka("version: 4.1.1", "", "", "", beta),
                  "Send apiVersion: kafka.strimzi.io/v1.",
                  {},
                  {},
                  {},
                  strimzi("0.50.0", {"v1", "v1beta2"})}});
    auto elsewhere = dev_eu();
    elsewhere.operators.front().watched_namespaces = {"b"};
    expect_rule("operator-watches-namespace", {{"all", kafka("version: 4.3.0")},
                                               {"another", kafka("version: 4.3.0"), "does not watch namespace a", {}, {}, {}, elsewhere}});
    auto nobody = dev_eu();
    nobody.operators.clear();
    expect_rule("operator-found",
                {{"found", kafka("version: 4.3.0")}, {"not found", kafka("version: 4.3.0"), "Strimzi was not found", {}, {}, {}, nobody}});
}

TEST(KafkaVersions, Cases) {
    expect_rule("kafka-kraft-version",
                {{"supported", kafka("version: 4.3.0")}, {"not", kafka("version: 4.1.0"), "supported: 4.2.0, 4.2.1, 4.3.0, 4.3.1"}});
    expect_rule("kafka-zookeeper-version",
                {{"the one", kafka("version: 3.8.1", ", zookeeper: {}", "", "", beta), nullptr, {}, {}, {}, legacy_ap()},
                 {"another", kafka("version: 3.9.0", ", zookeeper: {}", "", "", beta), "Kafka 3.8.1 only", {}, {}, {}, legacy_ap()}});
    expect_rule("kafka-kraft-annotations",
                {{"later", kafka("version: 4.0.0", "", "", "", beta), nullptr, {}, {}, {}, prod_us()},
                 {"missing", kafka("version: 4.0.0", "", "", "", beta), "strimzi.io/kraft: enabled", {}, {}, {}, strimzi("0.47.0")}});
    expect_rule("kafka-metadata-version", {{"none", kafka("version: 4.3.0")},
                                           {"the same", kafka("version: 4.3.0, metadataVersion: 4.3-IV0")},
                                           {"of an older version", kafka("version: 4.3.0, metadataVersion: '4.2'")},
                                           {"of a newer one", kafka("version: 4.2.1, metadataVersion: 4.3-IV0"), "newer than Kafka 4.2.1"},
                                           {"a number", kafka("version: 4.3.0, metadataVersion: 4.0"), "in quotes"},
                                           {"a word", kafka("version: 4.3.0, metadataVersion: latest"), "is no metadata version"}});
    const auto live = kafka("version: 4.3.0", "", "", "kafkaMetadataVersion: 4.2-IV1");
    expect_rule("kafka-metadata-version-lowered",
                {{"kept", kafka("version: 4.3.0, metadataVersion: 4.2-IV1"), nullptr, {}, live},
                 {"the final one", kafka("version: 4.3.0, metadataVersion: '4.2'"), nullptr, {}, live},
                 {"left out", kafka("version: 4.3.0"), nullptr, {}, live},
                 {"one lower", kafka("version: 4.3.0, metadataVersion: 4.2-IV0"), "can't go down to 4.2-IV0", {}, live}});
    expect_rule("kafka-downgrade",
                {{"within the metadata", kafka("version: 4.2.0"), nullptr, {}, live},
                 {"below it", kafka("version: 4.1.2"), "can't go down to 4.1.2", {}, live, {}, strimzi("1.0.1", {"v1"})}});
    expect_rule("kafka-metadata-raised",
                {{"kept", kafka("version: 4.3.0, metadataVersion: 4.2-IV1"), nullptr, {}, live},
                 {"raised", kafka("version: 4.3.0, metadataVersion: 4.3-IV0"), "from 4.2-IV1 to 4.3-IV0", {}, live}});
    expect_rule("kafka-zookeeper-fields",
                {{"none", kafka("version: 4.1.0", "", "", "", beta), nullptr, {}, {}, {}, prod_us()},
                 {"of its time", kafka("version: 3.8.1, replicas: 3", ", zookeeper: {}", "", "", beta), nullptr, {}, {}, {}, legacy_ap()},
                 {"left over", kafka("version: 4.1.0, replicas: 3", "", "", "", beta), "spec.kafka.replicas", {}, {}, {}, prod_us()}});
    expect_rule("kafka-kraft-config", {{"other options", kafka("version: 4.3.0, config: {num.partitions: 3}")},
                                       {"of old", kafka("version: 4.3.0, config: {inter.broker.protocol.version: '3.9'}"), "ignores it"}});
    expect_rule("kafka-version-rolls-brokers",
                {{"kept", kafka("version: 4.3.0"), nullptr, kafka("version: 4.3.0")},
                 {"other", kafka("version: 4.3.1"), "4.3.0 to 4.3.1", kafka("version: 4.3.0"), {}, {brokers3}}});
}

TEST(KafkaConfig, Cases) {
    const auto config = [](std::string_view options) { return kafka(fmt::format("version: 4.3.0, config: {{{}}}", options)); };
    expect_rule("kafka-replication-over-brokers",
                {{"as many", config("default.replication.factor: 3"), nullptr, {}, {}, {brokers3, controllers}},
                 {"more", config("default.replication.factor: 4"), "is 4, but c has 3 brokers", {}, {}, {brokers3, controllers}},
                 {"as text", config("offsets.topic.replication.factor: '4'"), "offsets.topic.replication.factor is 4", {}, {}, {brokers3}},
                 {"pools unknown", config("default.replication.factor: 4")},
                 {"by scaling",
                  manifest("KafkaNodePool", "broker", "replicas: 2, roles: [broker]", "labels: {strimzi.io/cluster: c}"),
                  "but c would have 2 brokers",
                  {},
                  {},
                  {config("default.replication.factor: 3"), brokers3}}});
    expect_rule("kafka-in-sync-over-replication",
                {{"below", config("min.insync.replicas: 2, default.replication.factor: 3")},
                 {"above", config("min.insync.replicas: 3, default.replication.factor: 2"), "Set min.insync.replicas to 1"}});
    expect_rule("kafka-in-sync-room",
                {{"room", config("min.insync.replicas: 2, default.replication.factor: 3")},
                 {"one node", config("min.insync.replicas: 1, default.replication.factor: 1")},
                 {"none", config("min.insync.replicas: 3, default.replication.factor: 3"), "Set min.insync.replicas to 2"}});
    expect_rule("kafka-replication-default",
                {{"said", config("min.insync.replicas: 2, default.replication.factor: 3"), nullptr, {}, {}, {brokers3}},
                 {"not said", kafka("version: 4.3.0"), "default.replication.factor is not set", {}, {}, {brokers3}},
                 {"one broker",
                  kafka("version: 4.3.0"),
                  nullptr,
                  {},
                  {},
                  {manifest("KafkaNodePool", "dual", "replicas: 1, roles: [controller, broker]", "labels: {strimzi.io/cluster: c}")}}});
    const std::string with_operators = ", entityOperator: {topicOperator: {}, userOperator: {}}";
    expect_rule("kafka-entity-operator-removed", {{"kept", kafka("", with_operators), nullptr, kafka("", with_operators)},
                                                  {"gone", kafka(""), "KafkaTopics of c", kafka("", with_operators)}});
    expect_rule("kafka-config-restart",
                {{"the same", config("num.partitions: '3'"), nullptr, config("num.partitions: 3")},
                 {"dynamic", config("log.retention.ms: 1"), nullptr, config("log.retention.ms: 2")},
                 {"read-only", config("num.partitions: 3"), "all 3 nodes of c", config("num.partitions: 1"), {}, {brokers3}},
                 {"removed", config(""), "num.partitions", config("num.partitions: 1")}});
    expect_rule("kafka-config-dynamic", {{"read-only", config("num.partitions: 3"), nullptr, config("num.partitions: 1")},
                                         {"dynamic", config("log.cleaner.threads: 2"), "without a restart", config("")},
                                         {"of the two, one", config("log.cleaner.enable: false"), nullptr, config("")}});
    expect_rule("kafka-pods-change", {{"a create", kafka("jvmOptions: {-Xmx: 1g}")},
                                      {"more memory", kafka("jvmOptions: {-Xmx: 2g}"), "spec.kafka.jvmOptions is part of the pods",
                                       kafka("jvmOptions: {-Xmx: 1g}")},
                                      {"authorization", kafka("authorization: {type: simple}"), "restarts every node of c", kafka("")}});
    expect_rule("kafka-side-components", {{"kept", kafka("", with_operators), nullptr, kafka("", with_operators)},
                                          {"added", kafka("", ", cruiseControl: {}"), "c-cruise-control", kafka("")},
                                          {"removed", kafka(""), "c-kafka-exporter (removed)", kafka("", ", kafkaExporter: {}")}});
}

TEST(KafkaLife, Cases) {
    const std::string paused = "annotations: {strimzi.io/pause-reconciliation: 'true'}";
    const auto topic = [](std::string_view metadata) { return manifest("KafkaTopic", "t", "partitions: 1", metadata); };
    expect_rule("kafka-cluster-label",
                {{"named", topic("labels: {strimzi.io/cluster: c}")},
                 {"a template", manifest("KafkaRebalance", "t", "mode: full", "annotations: {strimzi.io/rebalance-template: 'true'}")},
                 {"not named", topic(""), "Strimzi would not look at KafkaTopic t"},
                 {"not named, of one", topic(""), "Strimzi would not look at KafkaTopic t", {}, {}, {kafka("")}}});
    // Of two, a person must choose.
    const auto other = manifest("Kafka", "other", "");
    for (const auto& finding : judge({"of two", topic(""), nullptr, {}, {}, {kafka(""), other}}))
        EXPECT_FALSE(finding.remedy) << finding.rule;
    expect_rule("kafka-cluster-missing",
                {{"there", topic("labels: {strimzi.io/cluster: c}"), nullptr, {}, {}, {kafka("")}},
                 {"not there", topic("labels: {strimzi.io/cluster: d}"), "there is no Kafka d", {}, {}, {kafka("")}},
                 {"nothing known", topic("labels: {strimzi.io/cluster: d}")}});
    expect_rule("kafka-reserved-labels", {{"own", kafka("", "", "labels: {team: a, strimzi.io/cluster: c}")},
                                          {"reserved", kafka("", "", "labels: {strimzi.io/kind: x}"), "label strimzi.io/kind is reserved"},
                                          {"topics may", topic("labels: {strimzi.io/cluster: c, strimzi.io/foo: x}")}});
    expect_rule("kafka-pause",
                {{"stays", kafka(""), nullptr, kafka("")}, {"paused", kafka("", "", paused), "stops looking after Kafka c", kafka("")}});
    expect_rule("kafka-paused-change",
                {{"nothing else", kafka("", "", paused), nullptr, kafka("", "", paused)},
                 {"with a change", kafka("version: 4.3.0", "", paused), "nothing of it happens before", kafka("", "", paused)},
                 {"on resuming", kafka("version: 4.3.0"), nullptr, kafka("", "", paused)}});
    expect_rule("kafka-resume", {{"still paused", kafka("", "", paused), nullptr, kafka("", "", paused)},
                                 {"resumed", kafka(""), "2 changes stored during the pause are carried out", kafka("", "", paused),
                                  kafka("", "", paused + ", generation: 5", "observedGeneration: 3")}});
    expect_rule(
        "kafka-certificates",
        {{"the same", kafka("", ", clusterCa: {validityDays: 10}"), nullptr, kafka("", ", clusterCa: {validityDays: 10}")},
         {"other", kafka("", ", clusterCa: {certificateExpirationPolicy: replace-key}"), "clients need the new certificate", kafka("")},
         {"own", kafka("", ", clientsCa: {generateCertificateAuthority: false}"), "makes and renews no certificates", kafka("")}});
    expect_rule(
        "kafka-topics-left-behind",
        {{"none", kafka(""), nullptr, {}, {}, {brokers3}, dev_eu(), true},
         {"one", kafka(""), "1 KafkaTopic of c stay behind (t)", {}, {}, {topic("labels: {strimzi.io/cluster: c}")}, dev_eu(), true}});
    expect_rule("kafka-delete",
                {{"a change", kafka(""), nullptr, kafka("version: 4.3.0")},
                 {"a deletion", kafka(""), "until the pools (broker) are deleted too", {}, {}, {brokers3}, dev_eu(), true}});
}

TEST(Listeners, Cases) {
    const auto with = [](std::string_view listeners) { return kafka(fmt::format("version: 4.3.0, listeners: [{}]", listeners)); };
    const std::string plain = "{name: plain, port: 9092, type: internal, tls: false}";
    expect_rule("listener-name", {{"plain", with(plain)},
                                  {"eleven characters", with("{name: abcdefghijk, port: 9092, type: internal, tls: false}")},
                                  {"twelve", with("{name: abcdefghijkl, port: 9092, type: internal, tls: false}"), "can't name a listener"},
                                  {"capitals", with("{name: Plain, port: 9092, type: internal, tls: false}"), "\"Plain\""}});
    expect_rule("listener-port", {{"the first", with(plain)},
                                  {"below it", with("{name: a, port: 9091, type: internal, tls: false}"), "below 9092"},
                                  {"metrics", with("{name: a, port: 9404, type: internal, tls: false}"), "metrics (9404)"},
                                  {"JMX", with("{name: a, port: 9999, type: internal, tls: false}"), "JMX (9999)"},
                                  {"none", with("{name: a, port: 65536, type: internal, tls: false}"), "65536"}});
    expect_rule("listener-duplicate",
                {{"two", with(plain + ", {name: b, port: 9093, type: internal, tls: false}")},
                 {"names", with(plain + ", {name: plain, port: 9093, type: internal, tls: false}"), "two listeners are named plain"},
                 {"ports", with(plain + ", {name: b, port: 9092, type: internal, tls: false}"), "plain and b share port 9092"}});
    expect_rule("listener-tls", {{"none needed", with(plain)},
                                 {"a route", with("{name: a, port: 9094, type: route, tls: false}"), "Set tls to true"},
                                 {"certificates", with("{name: a, port: 9094, type: internal, tls: false, authentication: {type: tls}}"),
                                  "needs tls: true"}});
    expect_rule("listener-host",
                {{"none needed", with(plain)},
                 {"given", with("{name: a, port: 9094, type: ingress, tls: true, configuration: {bootstrap: {host: k.example.com}}}")},
                 {"missing", with("{name: a, port: 9094, type: ingress, tls: true}"), "configuration.bootstrap.host"}});
    const auto routed = with("{name: a, port: 9094, type: tlsroute, tls: true}");
    expect_rule("listener-type",
                {{"known", routed},
                 {"not yet", routed, "came with Strimzi 1.1.0", {}, {}, {}, strimzi("1.0.1", {"v1"})},
                 {"no more", with("{name: a, port: 9094, type: internal, tls: true, authentication: {type: oauth}}"), "type custom"}});
    const auto ingress = with("{name: a, port: 9094, type: ingress, tls: true}");
    expect_rule("listener-deprecated", {{"before", ingress, nullptr, {}, {}, {}, strimzi("0.50.0", {"v1"})},
                                        {"since", ingress, "deprecated since Strimzi 0.51", {}, {}, {}, strimzi("0.51.0", {"v1"})},
                                        {"oauth",
                                         with("{name: a, port: 9094, type: internal, tls: true, authentication: {type: oauth}}"),
                                         "before Strimzi is upgraded",
                                         {},
                                         {},
                                         {},
                                         strimzi("0.49.1", {"v1"})}});
    const auto two = with(plain + ", {name: tls, port: 9093, type: internal, tls: true}");
    expect_rule("listener-address", {{"one more", two, nullptr, with(plain)},
                                     {"one fewer", with(plain), "tls (removed)", two},
                                     {"another port", with("{name: plain, port: 9095, type: internal, tls: false}"),
                                      "plain (internal 9092 to internal 9095)", with(plain)}});
    expect_rule("listener-rolls", {{"the same", two, nullptr, two},
                                   {"one more", two, "adds listener tls: restarts all 3 nodes of c", with(plain), {}, {brokers3}}});
    const auto balanced = with(plain + ", {name: external, port: 9094, type: loadbalancer, tls: true}");
    expect_rule("listener-waits", {{"there before", balanced, nullptr, balanced},
                                   {"new", balanced, "external (loadbalancer)", with(plain)},
                                   {"a create", balanced, "300 seconds"}});
}

}  // namespace
}  // namespace nexa::contracts::test
