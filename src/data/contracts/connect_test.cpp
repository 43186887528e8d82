// Rules of Kafka Connect, connectors and mirrors.
#include "data/contracts/rule_cases.hpp"

#include <fmt/format.h>

namespace nexa::contracts::test {
namespace {

const std::string beta = "kafka.strimzi.io/v1beta2";

std::string connect(std::string_view spec = "replicas: 1", std::string_view annotations = "strimzi.io/use-connector-resources: 'true'",
                    std::string_view name = "k") {
    return manifest("KafkaConnect", name, spec, fmt::format("annotations: {{{}}}", annotations));
}
std::string connector(std::string_view spec, std::string_view annotations = "") {
    return manifest("KafkaConnector", "x", spec, fmt::format("labels: {{strimzi.io/cluster: k}}, annotations: {{{}}}", annotations));
}
ClusterFacts without_connect() {
    auto facts = dev_eu();
    facts.served.erase("KafkaConnect");
    return facts;
}

TEST(Connectors, Cases) {
    expect_rule("connector-cluster-label",
                {{"named", connector("class: A")},
                 {"not named", manifest("KafkaConnector", "x", "class: A"), "no Connect cluster would run"},
                 {"not named, of one", manifest("KafkaConnector", "x", "class: A"), "no Connect cluster would run", {}, {}, {connect()}}});
    expect_rule("connector-cluster",
                {{"there", connector("class: A"), nullptr, {}, {}, {connect()}},
                 {"not there", connector("class: A"), "there is no KafkaConnect k", {}, {}, {connect("", "", "other")}},
                 {"nothing known of Connect", connector("class: A"), nullptr, {}, {}, {connect("", "", "other")}, without_connect()}});
    expect_rule("connector-resources",
                {{"listens", connector("class: A"), nullptr, {}, {}, {connect()}},
                 {"does not", connector("class: A"), "not configured with annotation", {}, {}, {connect("", "a: b")}}});
    expect_rule("connector-workers", {{"some", connector("class: A"), nullptr, {}, {}, {connect()}},
                                      {"none", connector("class: A"), "0 replicas", {}, {}, {connect("replicas: 0")}}});
    expect_rule("connector-pause", {{"state", connector("state: paused")},
                                    {"pause", connector("pause: true"), "Write state: paused"},
                                    {"both", connector("pause: true, state: running"), "no effect"}});
    expect_rule(
        "connector-offsets",
        {{"none", connector("class: A")},
         {"listed", connector("listOffsets: {toConfigMap: {name: o}}", "strimzi.io/connector-offsets: list")},
         {"nowhere to list", connector("class: A", "strimzi.io/connector-offsets: list"), "listOffsets.toConfigMap.name"},
         {"reset while running", connector("class: A", "strimzi.io/connector-offsets: reset"), "only while the connector is stopped"},
         {"reset while stopped", connector("state: stopped", "strimzi.io/connector-offsets: reset")},
         {"altered to nothing", connector("state: stopped", "strimzi.io/connector-offsets: alter"), "alterOffsets.fromConfigMap.name"},
         {"something else", connector("class: A", "strimzi.io/connector-offsets: rewind"), "Use list, alter or reset"}});
    expect_rule("connector-restart-arguments",
                {{"plain", connector("class: A", "strimzi.io/restart: 'true'"), nullptr, {}, {}, {}, facts("x", "0.47.0", {"v1beta2"}, "")},
                 {"since", connector("class: A", "strimzi.io/restart: 'includeTasks,onlyFailed'")},
                 {"too early",
                  connector("class: A", "strimzi.io/restart: includeTasks"),
                  "came with Strimzi 0.48",
                  {},
                  {},
                  {},
                  facts("x", "0.47.0", {"v1beta2"}, "")}});
    expect_rule("connector-restart",
                {{"the same", connector("config: {a: 1}"), nullptr, connector("config: {a: 1}")},
                 {"other", connector("config: {a: 2}"), "starts its tasks anew", connector("config: {a: 1}")},
                 {"while stopped", connector("config: {a: 2}, state: stopped"), nullptr, connector("config: {a: 1}, state: stopped")}});
    expect_rule("connector-state", {{"the same", connector("state: running"), nullptr, connector("class: A")},
                                    {"stopped", connector("state: stopped"), "from paused to stopped", connector("state: paused")}});
    expect_rule("connector-delete", {{"a change", connector("class: A"), nullptr, connector("class: A")},
                                     {"a deletion", connector("class: A"), "goes on where it stopped", {}, {}, {}, dev_eu(), true}});
}

TEST(Connect, Cases) {
    const auto with = [](std::string_view options, std::string_view name) {
        return connect(fmt::format("replicas: 2, bootstrapServers: 'b:9092', {}", options), "a: b", name);
    };
    const auto topics = [&](std::string_view prefix, std::string_view name) {
        return with(fmt::format("groupId: {0}, configStorageTopic: {0}-c, statusStorageTopic: {0}-s, offsetStorageTopic: {0}-o", prefix),
                    name);
    };
    expect_rule(
        "connect-internal-topics",
        {{"three", topics("a", "k")}, {"two", with("config: {config.storage.topic: t, status.storage.topic: t}", "k"), "two purposes"}});
    expect_rule("connect-group", {{"own", topics("a", "k"), nullptr, {}, {}, {topics("b", "other")}},
                                  {"itself", topics("a", "k"), nullptr, {}, {}, {topics("a", "k")}},
                                  {"shared", topics("a", "k"), "KafkaConnect other uses the same group id", {}, {}, {topics("a", "other")}},
                                  {"only a topic",
                                   with("groupId: x, configStorageTopic: a-c, statusStorageTopic: x-s, offsetStorageTopic: x-o", "k"),
                                   "internal topic",
                                   {},
                                   {},
                                   {topics("a", "other")}}});
    expect_rule("connect-rolls",
                {{"more workers", connect("replicas: 2"), nullptr, connect("replicas: 1")},
                 {"other options", connect("replicas: 1, config: {a: 1}"), "spec.config: restarts the 1 workers", connect("replicas: 1")}});
    expect_rule("connect-scales", {{"the same", connect("replicas: 1"), nullptr, connect("replicas: 1")},
                                   {"more", connect("replicas: 2"), "from 1 to 2 workers", connect("replicas: 1")},
                                   {"none", connect("replicas: 0"), "stops every connector", connect("replicas: 1")}});
    expect_rule("connect-builds", {{"none", connect("replicas: 2"), nullptr, connect("replicas: 1")},
                                   {"other plugins", connect("build: {plugins: [{name: a}]}"), "k-connect-build", connect("replicas: 1")}});
    expect_rule("connect-delete", {{"a change", connect(), nullptr, connect()},
                                   {"a deletion", connect(), "connector x stands still", {}, {}, {connector("class: A")}, dev_eu(), true}});
}

TEST(Mirrors, Cases) {
    const auto first = manifest("KafkaMirrorMaker", "m", "replicas: 1", "", "", beta);
    expect_rule("mirror-maker-1", {{"the last release", first, nullptr, {}, {}, {}, legacy_ap()},
                                   {"later", first, "Send a KafkaMirrorMaker2", {}, {}, {}, prod_us()}});
    expect_rule("mirror-maker-1-ends", {{"later", first, nullptr, {}, {}, {}, prod_us()},
                                        {"the last release", first, "ends with Strimzi 0.45", {}, {}, {}, legacy_ap()}});
    const auto second = [](std::string_view spec) { return manifest("KafkaMirrorMaker2", "m", spec); };
    const auto of_old = [](std::string_view spec) { return manifest("KafkaMirrorMaker2", "m", spec, "", "", "kafka.strimzi.io/v1beta2"); };
    const std::string good = "replicas: 2, target: {alias: b}, mirrors: [{source: {alias: a}}]";
    expect_rule("mirror-aliases", {{"two", second(good)},
                                   {"one", second("target: {alias: a}, mirrors: [{source: {alias: a}}]"), "alias a"},
                                   {"of old", of_old("clusters: [{alias: a}, {alias: a}]"), "two clusters have the alias a"}});
    expect_rule(
        "mirror-alias-known",
        {{"known", of_old("connectCluster: b, clusters: [{alias: a}, {alias: b}], mirrors: [{sourceCluster: a, targetCluster: b}]")},
         {"not known", of_old("connectCluster: b, clusters: [{alias: b}], mirrors: [{sourceCluster: a, targetCluster: b}]"),
          "has the alias a"},
         {"another target",
          of_old("connectCluster: b, clusters: [{alias: a}, {alias: b}], mirrors: [{sourceCluster: b, targetCluster: a}]"),
          "must be spec.connectCluster (b)"}});
    expect_rule("mirror-empty", {{"one", second(good)}, {"none", second("target: {alias: b}"), "nothing is copied"}});
    expect_rule("mirror-rolls", {{"the same", second(good), nullptr, second(good)},
                                 {"workers", second(good + ", resources: {limits: {cpu: 1}}"), "restarts the 2 workers", second(good)},
                                 {"mirrors", second("replicas: 2, target: {alias: b}, mirrors: [{source: {alias: a}, topicsPattern: x}]"),
                                  "restarts the connectors", second(good)}});
    expect_rule("mirror-delete", {{"a change", second(good), nullptr, second(good)},
                                  {"a deletion", second(good), "copying by m ends", {}, {}, {}, dev_eu(), true}});
}

}  // namespace
}  // namespace nexa::contracts::test
