// Rules of topics, users and rebalances.
#include "data/contracts/rule_cases.hpp"

#include <fmt/format.h>

namespace nexa::contracts::test {
namespace {

std::string topic(std::string_view spec, std::string_view metadata = "", std::string_view status = "", std::string_view name = "t") {
    return manifest("KafkaTopic", name, spec, fmt::format("labels: {{strimzi.io/cluster: c}}{}{}", metadata.empty() ? "" : ", ", metadata),
                    status);
}
std::string kafka(std::string_view spec = "") {
    return manifest("Kafka", "c", spec);
}
const std::string brokers3 = manifest("KafkaNodePool", "broker", "replicas: 3, roles: [broker]", "labels: {strimzi.io/cluster: c}");
const std::string with_operator = kafka("entityOperator: {topicOperator: {}}");

TEST(Topics, Contracts) {
    expect_rule("topic-partitions-shrink", {{"more", topic("partitions: 6"), nullptr, topic("partitions: 3")},
                                            {"fewer", topic("partitions: 2"), "at 3 or more", topic("partitions: 3")}});
    expect_rule("topic-rename",
                {{"kept", topic("topicName: a"), nullptr, {}, topic("topicName: a", "", "topicName: a")},
                 {"renamed", topic("topicName: b"), "can't be renamed to b", {}, topic("topicName: a", "", "topicName: a")}});
    expect_rule("topic-name", {{"by metadata", topic("partitions: 1")},
                               {"other letters", topic("topicName: A_b.c-1")},
                               {"a slash", topic("topicName: a/b"), "\"a/b\""},
                               {"dots", topic("topicName: '..'"), "can't name a topic"},
                               {"the longest", topic(fmt::format("topicName: {}", std::string(249, 'a')))},
                               {"too long", topic(fmt::format("topicName: {}", std::string(250, 'a'))), "can't name a topic"}});
    expect_rule(
        "topic-claimed",
        {{"itself", topic("partitions: 1"), nullptr, {}, {}, {topic("partitions: 1")}},
         {"another's", topic("topicName: x"), "KafkaTopic other stands for topic x", {}, {}, {topic("topicName: x", "", "", "other")}},
         {"let go",
          topic("topicName: x"),
          nullptr,
          {},
          {},
          {topic("topicName: x", "annotations: {strimzi.io/managed: 'false'}", "", "other")}}});
    expect_rule("topic-replication-over-brokers",
                {{"as many", topic("replicas: 3"), nullptr, {}, {}, {kafka(), brokers3}},
                 {"more", topic("replicas: 4"), "Set spec.replicas to 3 at most", {}, {}, {kafka(), brokers3}},
                 {"cluster unknown", topic("replicas: 4")}});
    expect_rule("topic-replication-change",
                {{"the same", topic("replicas: 2"), nullptr, topic("replicas: 2"), {}, {kafka()}},
                 {"with Cruise Control", topic("replicas: 3"), nullptr, topic("replicas: 2"), {}, {kafka("cruiseControl: {}")}},
                 {"without", topic("replicas: 3"), "can't go from 2 to 3", topic("replicas: 2"), {}, {kafka()}}});
    expect_rule("topic-in-sync", {{"within", topic("replicas: 3, config: {min.insync.replicas: 2}")},
                                  {"the same", topic("replicas: 1, config: {min.insync.replicas: 1}")},
                                  {"above", topic("replicas: 2, config: {min.insync.replicas: '3'}"), "Set it to 1"}});
    expect_rule("topic-internal",
                {{"own", topic("partitions: 1")}, {"Kafka's", topic("topicName: __consumer_offsets"), "Kafka's own topics"}});
    expect_rule("topic-throttle", {{"other options", topic("config: {retention.ms: 1}")},
                                   {"throttles", topic("config: {leader.replication.throttled.replicas: '*'}"), "Cruise Control"}});
    const auto held = topic("partitions: 1", "finalizers: [strimzi.io/topic-operator]");
    expect_rule("topic-delete-hangs", {{"an operator", held, nullptr, {}, held, {with_operator}, dev_eu(), true},
                                       {"no operator", held, "no topic operator", {}, held, {kafka()}, dev_eu(), true},
                                       {"no cluster", held, "no Kafka c", {}, held, {brokers3}, dev_eu(), true}});
}

TEST(Topics, Effects) {
    const auto keeps = [](const char* hours) { return topic(fmt::format("config: {{retention.ms: {}}}", hours)); };
    expect_rule("topic-records-expire", {{"longer", keeps("2000"), nullptr, keeps("1000")},
                                         {"shorter", keeps("1000"), "from 2000 to 1000", keeps("2000")},
                                         {"no longer for ever", keeps("1000"), "records beyond it are deleted", keeps("-1")},
                                         {"for ever", keeps("-1"), nullptr, keeps("1000")},
                                         {"compacted no more", topic("config: {cleanup.policy: delete}"), "old records are deleted",
                                          topic("config: {cleanup.policy: compact}")},
                                         {"compacted", topic("config: {cleanup.policy: compact}"), "only the newest record",
                                          topic("config: {cleanup.policy: delete}")}});
    expect_rule("topic-partitions-added",
                {{"a create", topic("partitions: 6")}, {"more", topic("partitions: 6"), "adds 3 partitions", topic("partitions: 3")}});
    expect_rule("topic-replicas-move", {{"the same", topic("replicas: 2"), nullptr, topic("replicas: 2")},
                                        {"fewer", topic("replicas: 1"), "lowers the replicas", topic("replicas: 2")}});
    expect_rule("topic-config", {{"the same", keeps("'5'"), nullptr, keeps("5")},
                                 {"left out", topic("partitions: 1"), "retention.ms goes back to the brokers' default", keeps("5")},
                                 {"other", keeps("6"), "sets retention.ms at once", keeps("5")}});
    const auto unmanaged = topic("partitions: 1", "annotations: {strimzi.io/managed: 'false'}");
    expect_rule("topic-managed", {{"as before", unmanaged, nullptr, unmanaged},
                                  {"let go", unmanaged, "outlives this resource", topic("partitions: 1")},
                                  {"taken up", topic("partitions: 1"), "takes up topic t again", unmanaged}});
    expect_rule("topic-delete", {{"let go before", unmanaged, nullptr, {}, unmanaged, {}, dev_eu(), true},
                                 {"managed", topic("partitions: 1"), "all of its records", {}, {}, {}, dev_eu(), true},
                                 {"paused",
                                  topic("partitions: 1", "annotations: {strimzi.io/pause-reconciliation: 'true'}"),
                                  "also while it is paused",
                                  {},
                                  {},
                                  {},
                                  dev_eu(),
                                  true}});
}

std::string user(std::string_view spec, std::string_view name = "u", std::string_view api = "kafka.strimzi.io/v1") {
    return manifest("KafkaUser", name, spec, "labels: {strimzi.io/cluster: c}", "", api);
}
std::string acl(std::string_view rule) {
    return user(fmt::format("authorization: {{type: simple, acls: [{}]}}", rule));
}

TEST(Users, Cases) {
    const std::string tls = "authentication: {type: tls}";
    const std::string scram = "authentication: {type: scram-sha-512}";
    expect_rule("user-name-length", {{"64", user(tls, std::string(64, 'u'))},
                                     {"65", user(tls, std::string(65, 'u')), "not 65"},
                                     {"65 with a password", user(scram, std::string(65, 'u'))}});
    const std::string on_topic = "resource: {type: topic, name: t}";
    expect_rule("user-acl-operations", {{"a list", acl("{" + on_topic + ", operations: [Read]}")},
                                        {"one of old", acl("{" + on_topic + ", operation: Read}"), "operations: [Read]"},
                                        {"both", acl("{" + on_topic + ", operation: Read, operations: [Read]}"), "not both"},
                                        {"none", acl("{" + on_topic + "}"), "allows nothing"}});
    const auto old_form =
        user("authorization: {type: simple, acls: [{resource: {type: topic, name: t}, operation: Read}]}", "u", "kafka.strimzi.io/v1beta2");
    expect_rule("user-acl-operation-deprecated", {{"the newer form", acl("{" + on_topic + ", operations: [Read]}")},
                                                  {"the older", old_form, "gone with v1", {}, {}, {}, prod_us()}});
    expect_rule("user-acl-resource",
                {{"named", acl("{" + on_topic + ", operations: [Read]}")},
                 {"not named", acl("{resource: {type: group}, operations: [Read]}"), "must name it"},
                 {"the cluster", acl("{resource: {type: cluster}, operations: [Describe]}")},
                 {"a named cluster", acl("{resource: {type: cluster, name: x}, operations: [Describe]}"), "neither name"}});
    expect_rule("user-acl-operation-unknown",
                {{"known", acl("{" + on_topic + ", operations: [Read, Describe]}")},
                 {"of another resource", acl("{resource: {type: group, name: g}, operations: [Read, Create]}"),
                  "no operation Create for a group"}});
    const auto open = kafka("kafka: {listeners: [{name: plain}]}");
    const auto guarded = kafka("kafka: {authorization: {type: simple}, listeners: [{name: tls, authentication: {type: tls}}]}");
    expect_rule("user-authorization", {{"checked", acl(""), nullptr, {}, {}, {guarded}},
                                       {"not checked", acl(""), "has no authorization", {}, {}, {open}},
                                       {"no rights", user(tls), nullptr, {}, {}, {open}}});
    expect_rule("user-authentication", {{"offered", user(tls), nullptr, {}, {}, {guarded}},
                                        {"not offered", user(scram), "no listener of Kafka c", {}, {}, {guarded}}});
    expect_rule("user-principal", {{"the same", user(tls), nullptr, user(tls)},
                                   {"other", user(scram), "knows the user as CN=u and will know it as u", user(tls)}});
    expect_rule("user-credentials", {{"the same", user(tls), nullptr, user(tls)},
                                     {"other", user(tls), "gets other keys", user(scram)},
                                     {"none", user("quotas: {}"), "is deleted", user(tls)}});
    expect_rule("user-rights",
                {{"the same", acl("{" + on_topic + ", operations: [Read]}"), nullptr, acl("{" + on_topic + ", operations: [Read]}")},
                 {"other", acl("{" + on_topic + ", operations: [Write]}"), "1 ACL added and 1 removed",
                  acl("{" + on_topic + ", operations: [Read]}")}});
    expect_rule("user-delete",
                {{"a change", user(tls), nullptr, user(tls)}, {"a deletion", user(tls), "the user CN=u", {}, {}, {}, dev_eu(), true}});
}

TEST(Rebalances, Cases) {
    const auto rebalance = [](std::string_view spec, std::string_view annotations = "", std::string_view status = "") {
        return manifest("KafkaRebalance", "r", spec, fmt::format("labels: {{strimzi.io/cluster: c}}, annotations: {{{}}}", annotations),
                        status);
    };
    expect_rule("rebalance-cruise-control", {{"there", rebalance(""), nullptr, {}, {}, {kafka("cruiseControl: {}")}},
                                             {"not there", rebalance(""), "has no Cruise Control", {}, {}, {kafka()}}});
    expect_rule("rebalance-mode", {{"full", rebalance("")},
                                   {"full with brokers", rebalance("brokers: [1]"), "takes no list"},
                                   {"brokers", rebalance("mode: add-brokers, brokers: [3]")},
                                   {"no brokers", rebalance("mode: remove-brokers"), "which brokers"},
                                   {"no volumes", rebalance("mode: remove-disks"), "which volumes"}});
    const std::string unseen = "strimzi.io/rebalance-auto-approval: 'true'";
    expect_rule("rebalance-auto-approval", {{"by hand", rebalance("")},
                                            {"unseen", rebalance("", unseen), "without anybody having seen it"},
                                            {"a template", rebalance("", unseen + ", strimzi.io/rebalance-template: 'true'")}});
    expect_rule("rebalance-proposal", {{"the same", rebalance(""), nullptr, rebalance("")},
                                       {"a create", rebalance(""), "no data moves before"},
                                       {"while moving", rebalance("skipHardGoalCheck: true"), "stops the rebalance", rebalance(""),
                                        rebalance("", "", "conditions: [{type: Rebalancing, status: 'True'}]")}});
    expect_rule("rebalance-delete", {{"a change", rebalance(""), nullptr, rebalance("")},
                                     {"a deletion", rebalance(""), "is not undone", {}, {}, {}, dev_eu(), true}});
}

}  // namespace
}  // namespace nexa::contracts::test
