// Rules of node pools and their storage.
#include "data/contracts/rule_cases.hpp"

#include <fmt/format.h>

namespace nexa::contracts::test {
namespace {

std::string pool(std::string_view spec, std::string_view annotations = "", std::string_view status = "", std::string_view name = "p") {
    return manifest("KafkaNodePool", name, spec, fmt::format("labels: {{strimzi.io/cluster: c}}, annotations: {{{}}}", annotations),
                    status);
}
std::string kafka(std::string_view spec = "", std::string_view metadata = "", std::string_view status = "") {
    return manifest("Kafka", "c", spec, metadata, status);
}
const std::string three = "replicas: 3, roles: [broker]";

TEST(KafkaPools, Controllers) {
    const auto running = kafka("", "", "clusterId: abc");
    const auto controller = pool("replicas: 3, roles: [controller]");
    expect_rule("kafka-controllers-static", {{"with the cluster", controller, nullptr, {}, {}, {kafka()}},
                                             {"added later", controller, "runs already", {}, {}, {running}},
                                             {"brokers later", pool(three), nullptr, {}, {}, {running}},
                                             {"as they are", controller, nullptr, controller, {}, {running}},
                                             {"more", pool("replicas: 5, roles: [controller]"), "can't go from 3 to 5", controller},
                                             {"role taken on", pool("replicas: 3, roles: [controller, broker]"), "take on", pool(three)}});
    expect_rule("kafka-controllers-even", {{"odd", controller},
                                           {"even", pool("replicas: 4, roles: [controller]"), "4 controllers"},
                                           {"over two pools",
                                            pool("replicas: 1, roles: [controller]"),
                                            "would have 4 controllers",
                                            {},
                                            {},
                                            {pool("replicas: 3, roles: [controller]", "", "", "q")}},
                                           {"brokers", pool("replicas: 4, roles: [broker]")}});
}

TEST(KafkaPools, Scaling) {
    const auto live = pool(three, "", "nodeIds: [3, 4, 5]");
    const auto two = pool("replicas: 2, roles: [broker]");
    const auto unchecked = kafka("", "annotations: {strimzi.io/skip-broker-scaledown-check: 'true'}");
    const auto automatic = kafka("cruiseControl: {autoRebalance: [{mode: remove-brokers}, {mode: add-brokers}]}");
    expect_rule("kafka-pool-unchecked-scale-down",
                {{"checked", two, nullptr, pool(three), live, {kafka()}},
                 {"unchecked", two, "Remove the annotation", pool(three), live, {unchecked}},
                 {"growing", pool("replicas: 4, roles: [broker]"), nullptr, pool(three), live, {unchecked}}});
    expect_rule("kafka-pool-scale-down",
                {{"growing", pool("replicas: 4, roles: [broker]"), nullptr, pool(three), live},
                 {"shrinking", two, "ScaleDownPreventionCheck", pool(three), live, {kafka()}},
                 {"moved by itself", two, nullptr, pool(three), live, {automatic}},
                 {"the role", pool("replicas: 3, roles: [controller]"), "without the broker role", pool(three), live}});
    expect_rule("kafka-pool-grows",
                {{"the same", pool(three), nullptr, pool(three), live},
                 {"the lowest free ids",
                  pool("replicas: 5, roles: [broker]"),
                  "adds c-p-1, c-p-2; new brokers stay empty",
                  pool(three),
                  live,
                  {live, pool("replicas: 1, roles: [controller]", "", "nodeIds: [0]", "q")}},
                 {"the ids asked for",
                  pool("replicas: 4, roles: [broker]", "strimzi.io/next-node-ids: '[10-12]'"),
                  "adds c-p-10;",
                  pool(three),
                  live,
                  {live}},
                 {"filled by itself", pool("replicas: 4, roles: [broker]"), "by itself", pool(three), live, {live, automatic}}});
    expect_rule("kafka-pool-shrinks", {{"the same", pool(three), nullptr, pool(three), live},
                                       {"the highest", two, "removes c-p-5.", pool(three), live},
                                       {"the one asked for", pool("replicas: 2, roles: [broker]", "strimzi.io/remove-node-ids: '[3]'"),
                                        "removes c-p-3.", pool(three), live},
                                       {"moved first", two, "moves the partitions away", pool(three), live, {automatic}}});
    expect_rule("kafka-pool-pods-change", {{"more of them", pool("replicas: 4, roles: [broker]"), nullptr, pool(three), live},
                                           {"other", pool("replicas: 3, roles: [broker], resources: {limits: {cpu: 2}}"),
                                            "restarts all 3 nodes of pool p, one after another: c-p-3, c-p-4, c-p-5", pool(three), live}});
}

TEST(KafkaPools, NodeIdsAndDeletion) {
    expect_rule("kafka-node-ids", {{"none", pool(three)},
                                   {"a list", pool(three, "strimzi.io/next-node-ids: '[0, 5-9]'")},
                                   {"no list", pool(three, "strimzi.io/remove-node-ids: 'five'"), "is no list of node ids"}});
    expect_rule("kafka-node-ids-high", {{"low", pool(three, "strimzi.io/next-node-ids: '[999]'")},
                                        {"high", pool(three, "strimzi.io/next-node-ids: '[1000]'"), "reserved.broker.max.id"},
                                        {"reserved",
                                         pool(three, "strimzi.io/next-node-ids: '[1000]'"),
                                         nullptr,
                                         {},
                                         {},
                                         {kafka("kafka: {config: {reserved.broker.max.id: 2000}}")}}});
    const auto live = pool(three, "", "nodeIds: [0, 1, 2]");
    expect_rule(
        "kafka-pool-delete",
        {{"without its cluster", live, nullptr, {}, live, {live}, dev_eu(), true},
         {"with its cluster going", live, nullptr, {}, live, {kafka("", "deletionTimestamp: '2026-01-01T00:00:00Z'")}, dev_eu(), true},
         {"empty", pool("replicas: 0, roles: [broker]"), nullptr, {}, {}, {kafka()}, dev_eu(), true},
         {"with brokers", live, "Scale it to 0 first", {}, live, {kafka()}, dev_eu(), true},
         {"with controllers", pool("replicas: 3, roles: [controller]"), "quorum", {}, {}, {kafka()}, dev_eu(), true}});
    expect_rule("kafka-pool-deleted",
                {{"a change", live, nullptr, live, live}, {"a deletion", live, "c-p-0, c-p-1, c-p-2", {}, live, {}, dev_eu(), true}});
}

TEST(KafkaStorage, Cases) {
    const auto storage = [](std::string_view text, std::string_view roles = "broker", int replicas = 3) {
        return pool(fmt::format("replicas: {}, roles: [{}], storage: {{{}}}", replicas, roles, text));
    };
    const std::string one = "type: jbod, volumes: [{id: 0, type: persistent-claim, size: 1Gi}]";
    const std::string two =
        "type: jbod, volumes: [{id: 0, type: persistent-claim, size: 1Gi}, {id: 1, type: persistent-claim, size: 1Gi, deleteClaim: true}]";
    expect_rule("kafka-storage-ignored",
                {{"growth", storage("type: persistent-claim, size: 2Gi"), nullptr, storage("type: persistent-claim, size: 1Gi")},
                 {"less", storage("type: persistent-claim, size: 1Gi"), "from 2Gi to 1Gi is ignored",
                  storage("type: persistent-claim, size: 2Gi")}});
    expect_rule("kafka-controller-storage",
                {{"brokers", storage("type: ephemeral"), nullptr, storage("type: persistent-claim, size: 1Gi")},
                 {"controllers", storage("type: ephemeral", "controller"), "can't go from persistent-claim to ephemeral",
                  storage("type: persistent-claim, size: 1Gi", "controller")}});
    expect_rule("kafka-volumes",
                {{"two", storage(two)},
                 {"none", storage("type: jbod, volumes: []"), "has no volumes"},
                 {"without id", storage("type: jbod, volumes: [{size: 1Gi}]"), "has no id"},
                 {"twice", storage("type: jbod, volumes: [{id: 0}, {id: 0}]"), "two volumes have the id 0"},
                 {"metadata twice", storage("type: jbod, volumes: [{id: 0, kraftMetadata: shared}, {id: 1, kraftMetadata: shared}]"),
                  "volume 0, volume 1"}});
    expect_rule("kafka-storage-ephemeral", {{"persistent", storage(one)},
                                            {"several", storage("type: ephemeral"), "copies its data anew"},
                                            {"alone", storage("type: ephemeral", "broker", 1), "loses all data"}});
    expect_rule("kafka-volume-lost",
                {{"added", storage(two), nullptr, storage(one)}, {"removed", storage(one), "volume 1 of each node of p", storage(two)}});
    expect_rule("kafka-volumes-change", {{"the same", storage(one), nullptr, storage(one)},
                                         {"added", storage(two), "volume 1 added, empty until partitions are moved", storage(one)},
                                         {"with an ignored change", storage("type: ephemeral"), nullptr, storage(one)}});
    expect_rule("kafka-volumes-grow", {{"the same", storage(one), nullptr, storage(one)},
                                       {"more", storage("type: jbod, volumes: [{id: 0, type: persistent-claim, size: 2Gi}]"),
                                        "volume 0 from 1Gi to 2Gi", storage(one)}});
    expect_rule("kafka-claims-follow", {{"the same", storage(two), nullptr, storage(two)},
                                        {"deleted", storage("type: persistent-claim, size: 1Gi, deleteClaim: true"),
                                         "is deleted with its node", storage("type: persistent-claim, size: 1Gi")}});
}

}  // namespace
}  // namespace nexa::contracts::test
