#include "data/plans/plan_type.hpp"
#include "data/plans/rows.hpp"

#include <gtest/gtest.h>

#include <map>

#include "data/object.hpp"
#include "wire/yaml.hpp"

namespace nexa::plans {
namespace {

json::object object_of(std::string_view yaml) {
    return wire::parse_yaml(yaml)->front().value.as_object();
}

/// A world of a few objects.
class World final : public plans::World {
public:
    const ClusterFacts* facts(std::string_view cluster) const override {
        const auto found = clusters.find(std::string(cluster));
        return found == clusters.end() ? nullptr : &found->second;
    }
    std::optional<json::object> observed(const ResourceKey& key) const override { return find(live, key); }
    std::optional<json::object> desired(const ResourceKey& key) const override { return find(wanted, key); }
    std::vector<json::object> all(const std::string& cluster, const std::string& name_space, const std::string& kind) const override {
        std::vector<json::object> found;
        for (const auto& [key, object] : live) {
            if (key.cluster == cluster && key.kind == kind && (name_space.empty() || key.name_space == name_space)) found.push_back(object);
        }
        return found;
    }

    void put(std::string_view yaml, bool managed = true, std::string cluster = "c") {
        const auto object = object_of(yaml);
        const ResourceKey key{std::move(cluster), std::string(text_at(object, {"metadata", "namespace"})),
                              std::string(text_at(object, {"kind"})), std::string(text_at(object, {"metadata", "name"}))};
        live[key] = object;
        if (managed) wanted[key] = object;
    }
    void add_cluster(std::string name, std::string strimzi) {
        ClusterFacts facts;
        facts.cluster = name;
        facts.kubernetes_version = "1.34.1";
        facts.operators = {{"strimzi", std::move(strimzi), "ops", {}, {}}};
        clusters[std::move(name)] = std::move(facts);
    }

    std::map<std::string, ClusterFacts> clusters;
    std::map<ResourceKey, json::object> live, wanted;

private:
    static std::optional<json::object> find(const std::map<ResourceKey, json::object>& in, const ResourceKey& key) {
        const auto found = in.find(key);
        return found == in.end() ? std::nullopt : std::optional(found->second);
    }
};

constexpr std::string_view kafka = R"(
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: main, namespace: n, generation: 1}
spec:
  kafka: {version: 4.1.0}
  cruiseControl: {}
status:
  observedGeneration: 1
  kafkaVersion: 4.1.0
  kafkaMetadataVersion: "4.1"
  conditions: [{type: Ready, status: "True"}]
)";
constexpr std::string_view pool = R"(
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: {name: brokers, namespace: n, labels: {strimzi.io/cluster: main}}
spec: {replicas: 2, roles: [broker]}
status: {nodeIds: [3, 4]}
)";

class PlansTest : public testing::Test {
protected:
    PlansTest() {
        world.add_cluster("c", "0.51.0");
        world.put(kafka);
        world.put(pool);
    }
    /// The request checked and made, as the service does.
    Result<Draft> make(std::string_view type, const json::object& parameters) {
        const auto* row = find_plan_type(type);
        const Request request{row->kind.empty() ? nullptr : (row->kind == "Kafka" ? &main_key : &pool_key), parameters, world};
        if (row->objection != nullptr) {
            if (const auto why = row->objection(request)) return fail(ErrorCode::conflict, *why);
        }
        if (auto sound = check_parameters(*row, request); !sound) return fail(sound.error());
        return row->make(request);
    }
    std::vector<std::string> titles(std::string_view type, const json::object& parameters) {
        const auto draft = make(type, parameters);
        if (!draft) return {draft.error().message + (draft.error().issues.empty() ? "" : ": " + draft.error().issues.front().message)};
        std::vector<std::string> found;
        for (const auto& step : draft->steps) found.push_back(step.title);
        return found;
    }
    std::string refusal(std::string_view type, const json::object& parameters) {
        const auto draft = make(type, parameters);
        if (draft) return "made";
        return draft.error().message + (draft.error().issues.empty()
                                            ? ""
                                            : " | " + draft.error().issues.front().pointer + " " + draft.error().issues.front().message);
    }
    RunVerdict judge(const std::string& condition, const json::object& parameters = {}, ResourceKey key = main_key) {
        PlanStep step;
        step.type = PlanStep::Type::check;
        step.key = std::move(key);
        step.body = {{"condition", condition}, {"parameters", parameters}};
        return judge_condition(step, world);
    }
    static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

    World world;
    static inline const ResourceKey main_key{"c", "n", "Kafka", "main"};
    static inline const ResourceKey pool_key{"c", "n", "KafkaNodePool", "brokers"};
    using State = RunVerdict::State;
};

// upgrade

TEST_F(PlansTest, AnUpgradeSetsTheVersionAndThenTheMetadata) {
    const auto draft = make("upgrade-kafka", {{"version", "4.2.0"}, {"hold", true}});
    ASSERT_TRUE(draft) << draft.error().message;
    ASSERT_EQ(draft->steps.size(), 6U);
    EXPECT_EQ(draft->steps[1].body, (json::object{{"patch", {{"spec", {{"kafka", {{"version", "4.2.0"}, {"metadataVersion", "4.1"}}}}}}}}))
        << "the way back stays open";
    EXPECT_EQ(draft->steps[3].type, PlanStep::Type::hold);
    EXPECT_EQ(draft->steps[4].body, (json::object{{"patch", {{"spec", {{"kafka", {{"metadataVersion", "4.2"}}}}}}}}));
    for (std::size_t at = 0; at < draft->steps.size(); ++at) EXPECT_EQ(draft->steps[at].wave, static_cast<std::int64_t>(at) + 1);
}

TEST_F(PlansTest, AnUpgradeAdoptsWhatIsNotManaged) {
    world.wanted.clear();
    const auto found = titles("upgrade-kafka", {{"version", "4.2.0"}});
    ASSERT_GE(found.size(), 2U);
    EXPECT_EQ(found[1], "Adopt main");
}

TEST_F(PlansTest, AnUpgradeIsTheWayOutForAVersionThatIsNotSupported) {
    world.add_cluster("c", "1.2.0");
    const auto draft = make("upgrade-kafka", {{"version", "4.2.1"}});
    ASSERT_TRUE(draft) << draft.error().message;
    EXPECT_EQ(draft->steps.front().title, "Set Kafka to 4.2.1");
    EXPECT_EQ(draft->notes.size(), 1U);
}

TEST_F(PlansTest, AnUpgradeGoesThroughMinorReleasesWhenAsked) {
    world.add_cluster("c", "0.49.0");
    world.live[main_key] = object_of(R"(
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: main, namespace: n}
spec: {kafka: {version: 4.0.0}}
status: {kafkaVersion: 4.0.0, kafkaMetadataVersion: "4.0"}
)");
    EXPECT_EQ(titles("upgrade-kafka", {{"version", "4.1.1"}, {"each_minor", true}}),
              (std::vector<std::string>{"main is healthy before", "Set Kafka to 4.1.1", "main runs Kafka 4.1.1",
                                        "Raise the metadata version to 4.1", "main uses metadata version 4.1"}))
        << "4.0.1 is of the release that runs, 4.1.0 of the one that is reached";
}

TEST_F(PlansTest, AnUpgradeIsRefusedWhereItCannotBe) {
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.0.0"}}), "/parameters/version is not possible here (possible: 4.2.0, 4.1.1)"));
    EXPECT_TRUE(has(refusal("upgrade-kafka", {}), "/parameters/version is needed"));
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", 4}}), "must be a text"));
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.2.0"}, {"metadata_version", "4.3"}}), "must not be above"));
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.2.0"}, {"metadata_version", "4.0"}}), "can't be lowered"));
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.2.0"}, {"speed", 1}}), "knows no such parameter"));
    world.add_cluster("c", "0.48.0");
    world.live[main_key]["spec"].as_object()["zookeeper"] = json::object();
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.1.1"}}), "ZooKeeper"));
    world.put(kafka);
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.2.0"}}), "is the newest that Strimzi 0.48.0 runs"));
    world.clusters.clear();
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.2.0"}}), "nothing is known"));
    world.live.clear();
    EXPECT_TRUE(has(refusal("upgrade-kafka", {{"version", "4.2.0"}}), "there is no Kafka"));
}

// brokers

TEST_F(PlansTest, AddingBrokersMovesPartitionsToThem) {
    const auto draft = make("add-brokers", {{"count", 2}, {"hold", true}});
    ASSERT_TRUE(draft) << draft.error().message;
    EXPECT_EQ(titles("add-brokers", {{"count", 2}, {"hold", true}}),
              (std::vector<std::string>{"main is healthy before", "Set brokers to 4 nodes", "The new nodes are up",
                                        "Ask Cruise Control for a proposal", "The proposal is ready", "Look at the proposal",
                                        "Approve it, and move the partitions", "Remove the rebalance"}));
    // The ids are known when the nodes are there.
    auto step = draft->steps[3];
    EXPECT_EQ(manifest_for(step, {}, world).error().code, ErrorCode::conflict);
    world.live[pool_key]["status"] = {{"nodeIds", {3, 4, 5, 7}}};
    const auto manifest = manifest_for(step, {}, world);
    ASSERT_TRUE(manifest);
    EXPECT_EQ(*find(*manifest, {"spec", "brokers"}), json::value({5, 7}));
    EXPECT_EQ(text_at(*manifest, {"spec", "mode"}), "add-brokers");
    EXPECT_EQ(label_of(*manifest, "strimzi.io/cluster"), "main");
}

TEST_F(PlansTest, AddingBrokersGoesByWhatTheClusterHas) {
    world.live[main_key]["spec"].as_object()["cruiseControl"] = {{"autoRebalance", {{{"mode", "add-brokers"}}}}};
    EXPECT_EQ(titles("add-brokers", {{"count", 1}}).back(), "Strimzi has moved partitions to them");
    world.live[main_key]["spec"].as_object().erase("cruiseControl");
    const auto bare = make("add-brokers", {{"count", 1}});
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->steps.back().title, "The new node is up");
    ASSERT_EQ(bare->notes.size(), 1U);
    EXPECT_TRUE(has(bare->notes.front(), "stay empty"));
    EXPECT_TRUE(has(refusal("add-brokers", {{"count", 0}}), "must be 1 or more"));
    world.live[pool_key]["status"] = {{"nodeIds", {3}}};
    EXPECT_TRUE(has(refusal("add-brokers", {{"count", 1}}), "being scaled already"));
    world.live[pool_key]["spec"].as_object()["roles"] = {"broker", "controller"};
    EXPECT_TRUE(has(refusal("add-brokers", {{"count", 1}}), "controllers"));
}

TEST_F(PlansTest, RemovingABrokerMovesItsPartitionsAwayFirst) {
    EXPECT_EQ(titles("remove-brokers", {{"node", "3"}}),
              (std::vector<std::string>{"main is healthy before", "Ask Cruise Control for a proposal", "The proposal is ready",
                                        "Approve it, and move the partitions", "Set brokers to 1 nodes, without broker 3",
                                        "The broker is gone", "Remove the rebalance"}));
    const auto draft = make("remove-brokers", {{"node", "3"}});
    EXPECT_EQ(draft->steps[4].body.at("patch"),
              json::value({{"metadata", {{"annotations", {{"strimzi.io/remove-node-ids", "[3]"}}}}}, {"spec", {{"replicas", 1}}}}));
    EXPECT_TRUE(has(refusal("remove-brokers", {{"node", "9"}}), "possible: 4, 3"));
    world.live[main_key]["spec"].as_object().erase("cruiseControl");
    EXPECT_TRUE(has(refusal("remove-brokers", {{"node", "3"}}), "Cruise Control"));
}

// waves

json::object waves(std::string_view yaml, std::vector<std::string> clusters) {
    json::array documents;
    for (auto& document : *wire::parse_yaml(yaml)) documents.push_back(std::move(document.value));
    return {{"manifest", std::move(documents)}, {"clusters", json::value_from(clusters)}};
}

constexpr std::string_view topic = R"(
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: orders, labels: {strimzi.io/cluster: main}}
spec: {partitions: 3}
)";

TEST_F(PlansTest, WavesGoInTheOrderOfTheClusters) {
    for (const auto* name : {"d", "e"}) world.add_cluster(name, "1.2.0");
    auto parameters = waves(topic, {"c", "d", "e"});
    parameters["namespace"] = "n";
    parameters["wave_size"] = 2;
    parameters["hold"] = true;
    const auto draft = make("apply-in-waves", parameters);
    ASSERT_TRUE(draft) << draft.error().message;
    std::vector<std::pair<std::string, std::int64_t>> order;
    for (const auto& step : draft->steps) order.emplace_back(step.title, step.wave);
    EXPECT_EQ(order,
              (std::vector<std::pair<std::string, std::int64_t>>{
                  {"Apply orders to c", 1}, {"Apply orders to d", 1}, {"Look at what the wave before did", 2}, {"Apply orders to e", 3}}));
    const auto manifest = manifest_for(draft->steps[3], parameters, world);
    ASSERT_TRUE(manifest);
    EXPECT_EQ(text_at(*manifest, {"metadata", "namespace"}), "n");
    EXPECT_EQ(integer_at(*manifest, {"spec", "partitions"}), 3);
}

TEST_F(PlansTest, WavesAreRefusedWhereTheyCannotBe) {
    EXPECT_TRUE(has(refusal("apply-in-waves", waves(topic, {"c"})), "/parameters/namespace it has no namespace"));
    auto parameters = waves(topic, {"c", "c"});
    parameters["namespace"] = "n";
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "c is there twice"));
    parameters["clusters"] = json::array{"nowhere"};
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "there is no cluster nowhere"));
    parameters["clusters"] = json::array();
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "/parameters/clusters must not be empty"));
    parameters = waves("kind: Pod\nmetadata: {name: p, namespace: n}\n", {"c"});
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "which Nexa does not operate"));
    parameters = waves("{kind: KafkaTopic, metadata: {namespace: n}}", {"c"});
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "no metadata.name"));
    parameters =
        waves("{kind: KafkaTopic, metadata: {name: a, namespace: n}}\n---\n{kind: KafkaTopic, metadata: {name: a, namespace: n}}", {"c"});
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "is there twice"));
    parameters = waves("{kind: KafkaTopic, metadata: {name: a, namespace: n}}", {"c"});
    parameters["namespace"] = "m";
    EXPECT_TRUE(has(refusal("apply-in-waves", parameters), "says namespace n, not m"));
}

// releases of Strimzi

TEST_F(PlansTest, AMoveNamesWhatV1HasNoPlaceFor) {
    world.add_cluster("c", "0.48.0");
    world.put("{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaTopic, metadata: {name: fine, namespace: n}, spec: {partitions: 1}}");
    world.put(
        "{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaMirrorMaker2, metadata: {name: mirror, namespace: n}, spec: {replicas: 1, "
        "connectCluster: b, clusters: [{alias: a, bootstrapServers: 'a:9092'}, {alias: b, bootstrapServers: 'b:9092'}], mirrors: "
        "[{sourceCluster: a, targetCluster: b, sourceConnector: {}, heartbeatConnector: {config: {x: y}}}]}}");
    const ResourceKey whole{"c", {}, {}, {}};
    const auto obstacles = in_the_way_of_v1(world, "c");
    const auto draft = make("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"c"}}});
    ASSERT_TRUE(draft) << draft.error().message;
    const bool asks =
        std::ranges::any_of(draft->steps, [](const PlanStep& step) { return step.title == "Change what v1 has no place for on c"; });
    EXPECT_EQ(asks, !obstacles.empty());
    EXPECT_EQ(judge("translates-to-v1", {}, whole).state, obstacles.empty() ? State::succeeded : State::waiting);
    for (const auto& each : obstacles) {
        EXPECT_TRUE(each.starts_with("KafkaMirrorMaker2 mirror in n: /spec/")) << each;
        EXPECT_NE(std::ranges::find(draft->notes, each), draft->notes.end());
    }
    EXPECT_FALSE(obstacles.empty());
    world.live.erase({"c", "n", "KafkaMirrorMaker2", "mirror"});
    EXPECT_EQ(judge("translates-to-v1", {}, whole).state, State::succeeded);
    EXPECT_TRUE(in_the_way_of_v1(world, "c").empty());
}

TEST_F(PlansTest, AMoveGoesByReleasesThatShareAKafkaVersion) {
    world.add_cluster("c", "0.48.0");
    EXPECT_EQ(titles("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"c"}}}),
              (std::vector<std::string>{"Every Kafka of c is healthy before", "Install Strimzi 0.51.0 on c",
                                        "Every Kafka of c is healthy under Strimzi 0.51.0", "Set Kafka of main from 4.1.0 to 4.2.0",
                                        "main runs Kafka 4.2.0", "Convert the resources of c to v1", "Install Strimzi 1.2.0 on c",
                                        "Every Kafka of c is healthy under Strimzi 1.2.0"}));
    world.live[main_key]["status"].as_object()["kafkaVersion"] = "4.0.0";
    EXPECT_EQ(titles("move-strimzi", {{"release", "0.50.1"}, {"clusters", {"c"}}}),
              (std::vector<std::string>{"Every Kafka of c is healthy before", "Install Strimzi 0.50.1 on c",
                                        "Every Kafka of c is healthy under Strimzi 0.50.1"}))
        << "4.0.0 runs there too";
}

TEST_F(PlansTest, AFleetIsMovedSoManyClustersAtATime) {
    for (const auto* name : {"c", "d", "e", "done"}) world.add_cluster(name, std::string_view(name) == "done" ? "0.51.0" : "0.50.1");
    const auto moved = [&](std::int64_t together) {
        const auto draft = make("move-strimzi", {{"release", "0.51.0"}, {"clusters", {"c", "done", "d", "e"}}, {"together", together}});
        EXPECT_TRUE(draft);
        std::string all;
        std::int64_t position = 0;
        for (const auto& step : draft->steps) {
            EXPECT_EQ(step.position, ++position);
            all += fmt::format("{}{}{}", all.empty() ? "" : " ", step.key.cluster, step.wave);
        }
        EXPECT_EQ(draft->notes.size(), 1U) << "done is there already";
        return all;
    };
    EXPECT_EQ(moved(1), "c1 c2 c3 d4 d5 d6 e7 e8 e9");
    EXPECT_EQ(moved(2), "c1 d1 c2 d2 c3 d3 e4 e5 e6");
    EXPECT_EQ(moved(9), "c1 d1 e1 c2 d2 e2 c3 d3 e3");
    // One that needs more steps ends later; the next ones wait for it.
    world.add_cluster("c", "0.48.0");
    const auto draft = make("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"d", "c"}}, {"together", 2}});
    ASSERT_TRUE(draft) << draft.error().message;
    std::vector<std::int64_t> waves;
    for (const auto& step : draft->steps) waves.push_back(step.wave);
    EXPECT_TRUE(std::ranges::is_sorted(waves));
    EXPECT_EQ(draft->steps.back().title, "Every Kafka of c is healthy under Strimzi 1.2.0");
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"c"}}, {"together", 0}}), "together"));
}

TEST_F(PlansTest, AMoveIsRefusedWhereItCannotBe) {
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "0.50.0"}, {"clusters", {"c"}}}), "newer than 0.50.0"));
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "9.9.9"}, {"clusters", {"c"}}}), "is not possible here"));
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "0.51.0"}, {"clusters", {"c"}}}), "runs that release already"));
    world.add_cluster("d", "0.45.0");
    world.put(R"(
kind: Kafka
metadata: {name: old, namespace: n}
spec: {kafka: {version: 3.8.1}, zookeeper: {replicas: 3}}
)",
              true, "d");
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"d"}}}), "runs with ZooKeeper"));
    world.clusters["c"].operators.clear();
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"c"}}}), "no Strimzi operator runs on c"));
    world.add_cluster("c", "0.51.0");
    world.clusters["c"].kubernetes_version = "1.28.0";
    EXPECT_TRUE(has(refusal("move-strimzi", {{"release", "1.2.0"}, {"clusters", {"c"}}}), "needs 1.30 or newer"));
}

// conditions

TEST_F(PlansTest, ConditionsOfACluster) {
    EXPECT_EQ(judge("is-healthy").state, State::succeeded);
    EXPECT_EQ(judge("runs-kafka", {{"version", "4.1.0"}}).state, State::succeeded);
    EXPECT_EQ(judge("runs-kafka", {{"version", "4.2.0"}}).state, State::waiting);
    EXPECT_EQ(judge("has-metadata", {{"metadata_version", "4.1"}}).state, State::succeeded);
    EXPECT_EQ(judge("has-metadata", {{"metadata_version", "4.2"}}).state, State::waiting);
    world.live[main_key]["status"].as_object()["kafkaMetadataVersion"] = "4.1-IV1";
    EXPECT_EQ(judge("has-metadata", {{"metadata_version", "4.1"}}).state, State::succeeded);
    EXPECT_EQ(judge("all-kafkas-healthy", {}, {"c", {}, {}, {}}).state, State::succeeded);
    EXPECT_EQ(judge("is-balanced").state, State::succeeded);
    world.live[main_key]["status"].as_object()["autoRebalance"] = {{"state", "RebalanceOnScaleUp"}};
    EXPECT_EQ(judge("is-balanced").state, State::waiting);
    world.live[main_key]["metadata"].as_object()["generation"] = 2;
    EXPECT_EQ(judge("is-healthy").state, State::waiting);
    EXPECT_EQ(judge("runs-kafka", {{"version", "4.1.0"}}).state, State::waiting) << "what runs is of the generation before";
    EXPECT_EQ(judge("all-kafkas-healthy", {}, {"c", {}, {}, {}}).state, State::waiting);
    world.live.clear();
    EXPECT_EQ(judge("is-healthy").state, State::failed);
    EXPECT_EQ(judge("runs-kafka", {{"version", "4.1.0"}}).state, State::failed);
    EXPECT_EQ(judge("no-such-thing").state, State::failed);
}

TEST_F(PlansTest, ConditionsOfNodes) {
    EXPECT_EQ(judge("has-nodes", {{"count", 2}, {"kafka", "main"}}, pool_key).state, State::waiting) << "its pods were not seen yet";
    const auto ready = [&](int count) {
        world.live[{"c", "n", "StrimziPodSet", "main-brokers"}] = {{"kind", "StrimziPodSet"},
                                                                   {"status", {{"pods", 2}, {"readyPods", count}}}};
    };
    ready(1);
    EXPECT_EQ(judge("has-nodes", {{"count", 2}, {"kafka", "main"}}, pool_key).message, "1 of 2 pods of brokers are ready");
    ready(2);
    EXPECT_EQ(judge("has-nodes", {{"count", 2}, {"kafka", "main"}}, pool_key).state, State::succeeded);
    EXPECT_EQ(judge("has-nodes", {{"count", 3}, {"kafka", "main"}}, pool_key).state, State::waiting);
    EXPECT_EQ(judge("has-nodes", {{"count", 2}, {"kafka", "other"}}, pool_key).state, State::waiting);
    world.live.erase(main_key);
    EXPECT_EQ(judge("has-nodes", {{"count", 2}, {"kafka", "main"}}, pool_key).state, State::failed);
}

TEST_F(PlansTest, ConditionsOfAProposal) {
    const ResourceKey key{"c", "n", "KafkaRebalance", "r"};
    EXPECT_EQ(judge("has-proposal", {}, key).state, State::failed);
    const auto in_state = [&](std::string_view state) {
        world.live[key] =
            object_of(fmt::format("kind: KafkaRebalance\nmetadata: {{name: r, namespace: n}}\nspec: {{}}\nstatus: {{conditions: "
                                  "[{{type: {}, status: 'True', message: no}}], optimizationResult: {{dataToMoveMB: 5, "
                                  "numReplicaMovements: 2}}}}\n",
                                  state));
        return judge("has-proposal", {}, key);
    };
    EXPECT_EQ(in_state("PendingProposal").state, State::waiting);
    EXPECT_EQ(in_state("ProposalReady").message, "the proposal moves 2 replicas and 5 MB");
    EXPECT_EQ(in_state("Rebalancing").state, State::succeeded);
    EXPECT_EQ(in_state("NotReady").state, State::failed);
    EXPECT_EQ(in_state("Stopped").state, State::failed);
    // Approved already, by whom ever: only what has ended needs no approval any more.
    for (const std::string_view state : {"ProposalReady", "Rebalancing", "NotReady"}) {
        in_state(state);
        EXPECT_EQ(judge("is-rebalanced", {}, key).state, State::waiting) << state;
    }
    in_state("Ready");
    EXPECT_EQ(judge("is-rebalanced", {}, key).state, State::succeeded);
    world.live.erase(key);
    EXPECT_EQ(judge("is-rebalanced", {}, key).state, State::failed);
}

TEST_F(PlansTest, ConditionsOfOperatorsAndTypes) {
    const ResourceKey whole{"c", {}, {}, {}};
    EXPECT_EQ(judge("runs-strimzi", {{"release", "0.51.0"}}, whole).state, State::succeeded);
    EXPECT_EQ(judge("runs-strimzi", {{"release", "1.2.0"}}, whole).state, State::waiting);
    EXPECT_EQ(judge("stores-only-v1", {}, whole).state, State::waiting) << "nothing is known";
    world.clusters["c"].stored = {{"Kafka", {"v1"}}, {"KafkaTopic", {"v1beta2", "v1"}}};
    EXPECT_TRUE(has(judge("stores-only-v1", {}, whole).message, "KafkaTopic (v1beta2, v1)"));
    world.clusters["c"].stored = {{"Kafka", {"v1"}}};
    EXPECT_EQ(judge("stores-only-v1", {}, whole).state, State::succeeded);
    world.clusters["c"].operators.clear();
    EXPECT_EQ(judge("runs-strimzi", {{"release", "0.51.0"}}, whole).state, State::waiting);
    world.clusters.clear();
    EXPECT_EQ(judge("runs-strimzi", {{"release", "0.51.0"}}, whole).state, State::waiting);
}

}  // namespace
}  // namespace nexa::plans
