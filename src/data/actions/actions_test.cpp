#include <gmock/gmock.h>

#include <set>

#include "data/actions/rows.hpp"
#include "data/test_support.hpp"

namespace nexa::actions {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Stand = RunVerdict::State;

struct Case {
    const char* kind;
    const char* action;
    std::string when;          ///< YAML of a resource for which it is offered.
    std::string not_when;      ///< And one for which it is not; empty: it always is.
    const char* because = "";  ///< Part of the objection then.
    std::string parameters = "{}";
    std::vector<std::string> others = {};
    std::string writes = {};  ///< Part of the plan as JSON, or of the patch.
    const char* effect = "";  ///< Part of what it says it will do; a patch's effects are the contracts'.
};

std::string resource(std::string_view kind, std::string_view metadata, std::string_view spec = "", std::string_view status = "") {
    return fmt::format("{{kind: {}, metadata: {{name: c, namespace: a, uid: u1{}{}}}, spec: {{{}}}, status: {{{}}}}}", kind,
                       metadata.empty() ? "" : ", ", metadata, spec, status);
}
const std::string paused = "annotations: {strimzi.io/pause-reconciliation: 'true'}";
std::string pod(std::string_view name, std::string_view uid, bool ready = true, std::string_view controller = "false") {
    return fmt::format(
        "{{kind: Pod, metadata: {{name: {}, uid: {}, labels: {{strimzi.io/controller-role: '{}'}}}}, status: {{conditions: [{{type: Ready, "
        "status: '{}'}}]}}}}",
        name, uid, controller, ready ? "True" : "False");
}
std::string secret(std::string_view annotations) {
    return fmt::format("{{kind: Secret, metadata: {{name: s, uid: s1, annotations: {{{}}}}}}}", annotations);
}
std::string rebalance(std::string_view state, std::string_view annotations = "") {
    return resource("KafkaRebalance", fmt::format("annotations: {{{}}}", annotations), "",
                    fmt::format("conditions: [{{type: {}, status: 'True'}}], optimizationResult: {{dataToMoveMB: 7}}", state));
}
std::string application(std::string_view state, std::string_view spec = "") {
    return resource("SparkApplication", "", spec, fmt::format("applicationState: {{state: {}}}, driverInfo: {{podName: c-driver}}", state));
}
std::string mirror(std::string_view source) {
    return resource(
        "KafkaMirrorMaker2", "",
        fmt::format("target: {{alias: b}}, mirrors: [{{source: {{alias: a}}, sourceConnector: {{{}}}, checkpointConnector: {{}}}}]",
                    source));
}
const std::string source_connector = "{connector: 'a->b.MirrorSourceConnector'}";
const std::vector<std::string> nodes{pod("c-broker-0", "b0"), pod("c-controller-1", "c1", true, "true")};

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"Kafka",
         "pause",
         resource("Kafka", ""),
         resource("Kafka", paused),
         "paused already",
         "{}",
         {},
         R"("strimzi.io/pause-reconciliation":"true")"},
        {"Kafka",
         "resume",
         resource("Kafka", paused),
         resource("Kafka", ""),
         "not paused",
         "{}",
         {},
         R"("strimzi.io/pause-reconciliation":null)"},
        {"Kafka", "restart", resource("Kafka", ""), resource("Kafka", paused), "resume it first", "{}", nodes, "c-controller-1",
         "2 nodes, one after another: c-controller-1, c-broker-0"},
        {"KafkaNodePool", "restart", resource("KafkaNodePool", "labels: {strimzi.io/cluster: x}"), "", "", "{node: 0}", nodes, "c-broker-0",
         "1 node, one after another: c-broker-0"},
        {"KafkaNodePool",
         "scale",
         resource("KafkaNodePool", "", "replicas: 3"),
         "",
         "",
         "{replicas: 2, node_ids: '[4]'}",
         {},
         R"("strimzi.io/remove-node-ids":"[4]")"},
        {"Kafka",
         "renew-cluster-ca",
         resource("Kafka", ""),
         resource("Kafka", "", "clusterCa: {generateCertificateAuthority: false}"),
         "yours to renew",
         "{}",
         {secret("strimzi.io/ca-cert-generation: '3'")},
         R"("counter_before":"3")",
         "every node of c restarts"},
        {"Kafka",
         "renew-clients-ca",
         resource("Kafka", ""),
         resource("Kafka", paused),
         "resume it first",
         "{}",
         {secret("")},
         "strimzi.io/force-renew",
         "go on until it expires"},
        {"Kafka",
         "replace-cluster-ca-key",
         resource("Kafka", "", "maintenanceTimeWindows: ['* * 8 * * ?']"),
         resource("Kafka", paused),
         "resume",
         "{}",
         {secret("")},
         "strimzi.io/force-replace",
         "next maintenance window"},
        {"Kafka",
         "replace-clients-ca-key",
         resource("Kafka", ""),
         resource("Kafka", "", "clientsCa: {generateCertificateAuthority: false}"),
         "yours",
         "{}",
         {secret("")},
         "strimzi.io/force-replace",
         "trust the new certificate"},
        {"Kafka", "delete-node-storage", resource("Kafka", ""), resource("Kafka", paused), "resume", "{node: 1}", nodes,
         "strimzi.io/delete-pod-and-pvc", "comes back empty"},
        {"KafkaTopic",
         "unmanage",
         resource("KafkaTopic", ""),
         resource("KafkaTopic", "annotations: {strimzi.io/managed: 'false'}"),
         "already",
         "{}",
         {},
         R"("strimzi.io/managed":"false")"},
        {"KafkaTopic",
         "manage",
         resource("KafkaTopic", "annotations: {strimzi.io/managed: 'false'}"),
         resource("KafkaTopic", ""),
         "manages it",
         "{}",
         {},
         R"("strimzi.io/managed":null)"},
        {"KafkaUser",
         "renew-certificate",
         resource("KafkaUser", "", "authentication: {type: tls}", "secret: c"),
         resource("KafkaUser", "", "authentication: {type: scram-sha-512}"),
         "only users with a certificate",
         "{}",
         {secret("")},
         "strimzi.io/force-renew",
         "read the Secret again"},
        {"KafkaRebalance",
         "approve",
         rebalance("ProposalReady"),
         rebalance("PendingProposal"),
         "it is PendingProposal; this is for ProposalReady",
         "{}",
         {},
         R"("strimzi.io/rebalance":"approve")",
         "7 MB"},
        {"KafkaRebalance",
         "refresh",
         rebalance("Ready"),
         rebalance("Ready", "strimzi.io/rebalance: stop"),
         "asked to stop",
         "{}",
         {},
         R"("strimzi.io/rebalance":"refresh")",
         "no data moves"},
        {"KafkaRebalance",
         "stop",
         rebalance("Rebalancing"),
         rebalance("Ready"),
         "it is Ready",
         "{}",
         {},
         R"("strimzi.io/rebalance":"stop")",
         "stays moved"},
        {"KafkaConnector",
         "pause-connector",
         resource("KafkaConnector", ""),
         resource("KafkaConnector", "", "state: paused"),
         "paused already",
         "{}",
         {},
         R"("state":"paused")"},
        {"KafkaConnector",
         "stop-connector",
         resource("KafkaConnector", ""),
         resource("KafkaConnector", "", "state: stopped"),
         "stopped already",
         "{}",
         {},
         R"("state":"stopped")"},
        {"KafkaConnector",
         "run-connector",
         resource("KafkaConnector", "", "pause: true"),
         resource("KafkaConnector", ""),
         "running already",
         "{}",
         {},
         R"("pause":null)"},
        {"KafkaConnector",
         "restart",
         resource("KafkaConnector", ""),
         resource("KafkaConnector", "", "state: stopped"),
         "run it first",
         "{}",
         {},
         R"("strimzi.io/restart":"true")",
         "its tasks go on"},
        {"KafkaConnector",
         "restart-task",
         resource("KafkaConnector", "", "", "connectorStatus: {tasks: [{id: 0}, {id: 1}]}"),
         resource("KafkaConnector", ""),
         "no tasks",
         "{task: 1}",
         {},
         R"("strimzi.io/restart-task":"1")",
         "task 1 of c"},
        {"KafkaConnector",
         "list-offsets",
         resource("KafkaConnector", "", "listOffsets: {toConfigMap: {name: o}}"),
         resource("KafkaConnector", ""),
         "is not set",
         "{}",
         {},
         "list",
         "ConfigMap o"},
        {"KafkaConnector",
         "alter-offsets",
         resource("KafkaConnector", "", "state: stopped, alterOffsets: {fromConfigMap: {name: o}}"),
         resource("KafkaConnector", "", "state: stopped"),
         "alterOffsets.fromConfigMap.name of its specification",
         R"({offsets: '{"offsets": []}'})",
         {"{kind: ConfigMap, metadata: {name: o, uid: m1}, data: {offsets.json: '{}'}}"},
         R"("offsets.json":"{\"offsets\":[]}")",
         "goes on from other offsets"},
        {"KafkaConnector",
         "reset-offsets",
         resource("KafkaConnector", "", "state: stopped"),
         resource("KafkaConnector", ""),
         "stop it first",
         "{}",
         {},
         "reset",
         "a second time"},
        {"KafkaConnect",
         "rebuild",
         resource("KafkaConnect", "", "build: {}"),
         resource("KafkaConnect", ""),
         "no spec.build",
         "{}",
         {},
         "force-rebuild",
         "a new image"},
        {"KafkaMirrorMaker2",
         "restart-connector",
         resource("KafkaMirrorMaker2", ""),
         resource("KafkaMirrorMaker2", paused),
         "resume",
         "{connector: 'a->b.MirrorSourceConnector'}",
         {},
         "MirrorSourceConnector",
         "goes on where it was"},
        {"KafkaMirrorMaker2",
         "restart-task",
         resource("KafkaMirrorMaker2", "", "", "connectors: [{name: a->b.MirrorSourceConnector, tasks: [{id: 0, state: FAILED}]}]"),
         resource("KafkaMirrorMaker2", ""),
         "no tasks",
         "{task: 'a->b.MirrorSourceConnector:0'}",
         {},
         R"("strimzi.io/restart-connector-task":"a->b.MirrorSourceConnector:0")",
         "task a->b.MirrorSourceConnector:0 of c"},
        {"Kafka",
         "skip-scale-down-check",
         resource("Kafka", ""),
         resource("Kafka", "annotations: {strimzi.io/skip-broker-scaledown-check: 'true'}"),
         "may go with their partitions already",
         "{}",
         {},
         R"("strimzi.io/skip-broker-scaledown-check":"true")",
         "no replica elsewhere is lost"},
        {"Kafka",
         "check-scale-down",
         resource("Kafka", "annotations: {strimzi.io/skip-broker-scaledown-check: 'true'}"),
         resource("Kafka", ""),
         "are kept already",
         "{}",
         {},
         R"("strimzi.io/skip-broker-scaledown-check":null)",
         "keeps the brokers that hold partitions"},
        {"KafkaMirrorMaker2",
         "pause-connector",
         mirror("state: running"),
         mirror("pause: true"),
         "paused already",
         source_connector,
         {},
         R"("mirrors":[{"source":{"alias":"a"},"sourceConnector":{"state":"paused"},"checkpointConnector":{}}])"},
        {"KafkaMirrorMaker2",
         "stop-connector",
         mirror("pause: true"),
         mirror("state: stopped"),
         "stopped already",
         source_connector,
         {},
         R"("sourceConnector":{"state":"stopped"})"},
        {"KafkaMirrorMaker2",
         "run-connector",
         mirror("state: stopped"),
         mirror("state: running"),
         "running already",
         source_connector,
         {},
         R"("sourceConnector":{"state":"running"})"},
        {"KafkaMirrorMaker2",
         "list-offsets",
         mirror("listOffsets: {toConfigMap: {name: o}}"),
         mirror(""),
         "is not set",
         source_connector,
         {},
         R"("strimzi.io/connector-offsets":"list","strimzi.io/mirrormaker-connector":"a->b.MirrorSourceConnector")",
         "a->b.MirrorSourceConnector to the ConfigMap o"},
        {"KafkaMirrorMaker2",
         "alter-offsets",
         mirror("state: stopped, alterOffsets: {fromConfigMap: {name: o}}"),
         mirror("alterOffsets: {fromConfigMap: {name: o}}"),
         "stop it first",
         R"({connector: 'a->b.MirrorSourceConnector', offsets: '{"offsets": []}'})",
         {"{kind: ConfigMap, metadata: {name: o, uid: m1}}"},
         R"("a--b.MirrorSourceConnector.json":"{\"offsets\":[]}")",
         "goes on from other offsets"},
        {"KafkaMirrorMaker2",
         "reset-offsets",
         mirror("state: stopped"),
         mirror("state: paused"),
         "the connector is paused",
         source_connector,
         {},
         R"("strimzi.io/connector-offsets":"reset")",
         "a->b.MirrorSourceConnector forgets"},
        {"Kafka",
         "rebalance",
         resource("Kafka", "", "cruiseControl: {}"),
         resource("Kafka", ""),
         "no Cruise Control",
         "{mode: remove-brokers, brokers: '3,5-6', approval: at once}",
         {},
         R"("annotations":{"strimzi.io/rebalance-auto-approval":"true"}},"spec":{"mode":"remove-brokers","brokers":[3,5,6]})",
         "c is carried out at once"},
        {"SparkApplication",
         "kill",
         application("RUNNING"),
         application("COMPLETED"),
         "no driver runs",
         "{}",
         {pod("c-driver", "d1")},
         R"("uid":"d1")",
         "ends as FAILED"},
        {"SparkApplication",
         "suspend",
         application("RUNNING"),
         application("COMPLETED"),
         "nothing to suspend",
         "{}",
         {},
         R"("suspend":true)"},
        {"SparkApplication",
         "resume",
         application("SUSPENDED", "suspend: true"),
         application("RUNNING"),
         "not suspended",
         "{}",
         {},
         R"("suspend":false)"},
        {"SparkApplication",
         "rerun",
         application("FAILED"),
         application("SUSPENDED", "suspend: true"),
         "resume it",
         "{}",
         {},
         R"("nexa.dev/rerun":"0190-abc")"},
        {"ScheduledSparkApplication",
         "suspend",
         resource("ScheduledSparkApplication", ""),
         resource("ScheduledSparkApplication", "", "suspend: true"),
         "already",
         "{}",
         {},
         R"("suspend":true)"},
        {"ScheduledSparkApplication",
         "resume",
         resource("ScheduledSparkApplication", "", "suspend: true"),
         resource("ScheduledSparkApplication", ""),
         "not suspended",
         "{}",
         {},
         R"("suspend":false)"},
        {"ScheduledSparkApplication",
         "run-now",
         resource("ScheduledSparkApplication", "labels: {team: x}", "template: {image: i}"),
         resource("ScheduledSparkApplication", ""),
         "no spec.template",
         "{}",
         {},
         R"("name":"c-0190-abc")",
         "comes into the submission queue"},
        {"SparkApplication",
         "clone",
         application("COMPLETED", "suspend: true"),
         "",
         "",
         R"({"name":"other"})",
         {},
         R"("name":"other")",
         "is made like c"},
    };
    return all;
}

std::vector<json::object> objects(const std::vector<std::string>& texts) {
    std::vector<json::object> found;
    found.reserve(texts.size());
    for (const auto& each : texts) found.push_back(test::object(each));
    return found;
}

TEST(Actions, AreOfferedWhereTheyWorkAndSayWhatTheyDo) {
    const auto facts = test::dev_eu();
    const std::vector<json::object> none;
    for (const auto& each : cases()) {
        const auto about = fmt::format("{} {}", each.kind, each.action);
        const auto* action = find_action(each.kind, each.action);
        ASSERT_NE(action, nullptr) << about;
        const auto parameters = test::object(each.parameters);
        ASSERT_TRUE(check_parameters(*action, parameters)) << about;
        const auto live = test::object(each.when);
        const auto others = objects(each.others);
        const Input input{live, facts, parameters, others, "0190-abc"};
        EXPECT_EQ(action->objection == nullptr ? std::nullopt : action->objection(input), std::nullopt) << about;
        if (!each.not_when.empty()) {
            const auto other = test::object(each.not_when);
            const auto why = action->objection(Input{other, facts, parameters, none, "0190-abc"});
            ASSERT_TRUE(why) << about;
            EXPECT_THAT(*why, HasSubstr(each.because)) << about;
        }
        std::string written;
        if (action->patch != nullptr) {
            written = json::serialize(action->patch(input));
        } else if (action->makes != nullptr) {
            const auto made = action->makes(input);
            ASSERT_TRUE(made) << about;
            written = json::serialize(*made);
        } else {
            const auto plan = action->operations(input);
            ASSERT_TRUE(plan) << about << ": " << plan.error().message;
            for (const auto& operation : *plan) {
                const auto text = to_json(operation);
                written += json::serialize(text);
                const auto read = operation_from_json(text);
                ASSERT_TRUE(read) << about;
                EXPECT_EQ(*read, operation) << about << ": a plan must outlive the worker that made it";
            }
        }
        EXPECT_THAT(written, HasSubstr(each.writes)) << about;
        if (action->effects != nullptr) EXPECT_THAT(action->effects(input), ElementsAre(HasSubstr(each.effect))) << about;
    }
}

TEST(Actions, OffsetsAreAlteredToWhatIsThereOrToWhatIsSaid) {
    const auto facts = test::dev_eu();
    const auto live = test::object(resource("KafkaConnector", "", "state: stopped, alterOffsets: {fromConfigMap: {name: o}}"));
    const std::vector<json::object> none;
    const std::vector<json::object> map{test::object("{kind: ConfigMap, metadata: {name: o, uid: m1}}")};
    const auto* alter = find_action("KafkaConnector", "alter-offsets");
    const auto plan = [&](const std::string& parameters, const std::vector<json::object>& others) {
        const auto given = test::object(parameters);
        return alter->operations(Input{live, facts, given, others});
    };
    EXPECT_EQ(plan("{}", map)->size(), 1U) << "the ConfigMap stays as it is";
    EXPECT_EQ(plan(R"({offsets: '{"offsets": []}'})", map)->size(), 2U);
    EXPECT_THAT(plan("{}", none).error().message, HasSubstr("there is no ConfigMap o"));
    for (const auto* wrong : {"{offsets: 'x'}", "{offsets: '[]'}", R"({offsets: '{"offsets": 3}'})"})
        EXPECT_EQ(plan(wrong, map).error().code, ErrorCode::invalid) << wrong;
}

TEST(Actions, OfMirrorsLookAtTheConnectorThatIsNamed) {
    const auto facts = test::dev_eu();
    const std::vector<json::object> none;
    const auto live = test::object(mirror("state: stopped"));
    const auto why = [&](const char* action, const std::string& parameters) {
        const auto given = test::object(parameters);
        return find_action("KafkaMirrorMaker2", action)->objection(Input{live, facts, given, none}).value_or("");
    };
    EXPECT_EQ(why("reset-offsets", "{}"), "") << "one of them is stopped";
    EXPECT_EQ(why("reset-offsets", "{connector: 'a->b.MirrorCheckpointConnector'}"), "the connector is running: stop it first");
    EXPECT_EQ(why("stop-connector", "{}"), "") << "the checkpoint connector runs";
    EXPECT_EQ(why("stop-connector", "{connector: nobody}"), "it has no connector nobody");
    EXPECT_EQ(why("list-offsets", "{connector: nobody}"), "it has no connector nobody");
    EXPECT_THAT(why("list-offsets", "{}"), HasSubstr("is not set"));
    EXPECT_THAT(why("alter-offsets", "{connector: 'a->b.MirrorSourceConnector'}"), HasSubstr("alterOffsets.fromConfigMap.name"));

    // v1beta2 has a list of clusters, and pause where v1 has state. What Nexa manages is changed in its own manifest.
    const auto old =
        test::object(resource("KafkaMirrorMaker2", "", "mirrors: [{sourceCluster: a, targetCluster: b, sourceConnector: {}}]"));
    const auto managed =
        test::object("{spec: {mirrors: [{sourceCluster: a, targetCluster: b, sourceConnector: {pause: true, tasksMax: 2}}]}}");
    const auto given = test::object(source_connector);
    const auto patch = find_action("KafkaMirrorMaker2", "stop-connector")->patch(Input{old, facts, given, none, "", &managed});
    EXPECT_EQ(json::serialize(patch.at("spec").at("mirrors").at(0).at("sourceConnector")), R"({"state":"stopped","tasksMax":2})");
}

TEST(Actions, AConnectorRestartsAsFarAsItsOperatorCan) {
    auto facts = test::dev_eu();
    const std::vector<json::object> none;
    const auto live = test::object(resource("KafkaConnector", ""));
    const auto written = [&](const char* kind, const char* action, const std::string& parameters) {
        const auto given = test::object(parameters);
        return json::serialize(to_json(find_action(kind, action)->operations(Input{live, facts, given, none})->front()));
    };
    EXPECT_THAT(written("KafkaConnector", "restart", "{}"), HasSubstr(R"("strimzi.io/restart":"true")"));
    EXPECT_THAT(written("KafkaConnector", "restart", "{what: with-tasks}"), HasSubstr(R"("strimzi.io/restart":"includeTasks")"));
    EXPECT_THAT(written("KafkaConnector", "restart", "{what: failed}"), HasSubstr(R"("strimzi.io/restart":"includeTasks,onlyFailed")"));
    EXPECT_THAT(written("KafkaMirrorMaker2", "restart-connector", "{connector: a, what: failed}"),
                HasSubstr(R"("strimzi.io/restart-connector":"a:includeTasks,onlyFailed")"));
    const auto choices = [&] { return find_action("KafkaConnector", "restart")->parameters.front().choices(Input{live, facts, {}, none}); };
    EXPECT_EQ(choices().size(), 3U);
    facts = test::legacy_ap();
    EXPECT_THAT(choices(), ElementsAre(Choice{"connector", "its tasks go on"}));
}

TEST(Actions, ARebalanceSaysWhichBrokersWhereItsModeNeedsThem) {
    const auto facts = test::dev_eu();
    const std::vector<json::object> none;
    const auto live = test::object(resource("Kafka", "", "cruiseControl: {}"));
    const auto* action = find_action("Kafka", "rebalance");
    const auto made = [&](const std::string& parameters) {
        const auto given = test::object(parameters);
        return action->makes(Input{live, facts, given, none, "0190-abcdefgh"});
    };
    const auto full = made("{}");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->at("metadata").at("name"), "c-rebalance-abcdefgh");
    EXPECT_EQ(json::serialize(full->at("spec")), R"({"mode":"full"})");
    EXPECT_FALSE(full->at("metadata").as_object().contains("annotations")) << "it waits for approval";
    EXPECT_EQ(made("{name: mine}")->at("metadata").at("name"), "mine");
    EXPECT_EQ(json::serialize(made("{mode: add-brokers, brokers: '[3]'}")->at("spec")), R"({"mode":"add-brokers","brokers":[3]})");
    EXPECT_THAT(made("{mode: add-brokers}").error().message, HasSubstr("which brokers"));
    EXPECT_THAT(made("{brokers: '3'}").error().message, HasSubstr("over all brokers"));
    EXPECT_THAT(made("{mode: add-brokers, brokers: three}").error().message, HasSubstr("no list of node ids"));
}

TEST(Actions, ACloneIsWhatWasAskedForUnderAnotherName) {
    const auto facts = test::dev_eu();
    const std::vector<json::object> none;
    const auto parameters = test::object("{name: other}");
    const auto live = test::object(application("RUNNING", "mode: cluster, suspend: true"));
    const auto desired = test::object(
        "{kind: SparkApplication, metadata: {name: c, labels: {team: x}}, spec: {suspend: true, image: i, driver: {cores: 1, annotations: "
        "{nexa.dev/rerun: t}}}}");
    const auto* clone = find_action("SparkApplication", "clone");
    const auto made = clone->makes({live, facts, parameters, none, "0190-abc", &desired});
    ASSERT_TRUE(made);
    const auto text = json::serialize(*made);
    EXPECT_THAT(text, HasSubstr(R"("name":"other")"));
    EXPECT_THAT(text, HasSubstr(R"("team":"x")"));
    for (const auto* absent : {"suspend", "mode", "nexa.dev/rerun", "status", "uid"}) EXPECT_THAT(text, Not(HasSubstr(absent))) << absent;
    EXPECT_EQ(clone->parameters.front().preset({live, facts, parameters, none}), "c-2");
}

TEST(Actions, AreWholeAndEachHasACase) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::set<std::string_view> with_case;
    for (const auto& each : cases()) with_case.insert(find_action(each.kind, each.action)->title);
    for (const auto& action : actions()) {
        for (const auto text : {action.title, action.explanation, action.source}) EXPECT_FALSE(text.empty()) << action.id;
        EXPECT_EQ((action.patch != nullptr) + (action.operations != nullptr) + (action.makes != nullptr), 1)
            << action.id << " is carried out in one way";
        if (action.makes != nullptr) EXPECT_TRUE(action.effects != nullptr && action.verdict == nullptr) << action.id;
        if (action.operations != nullptr) EXPECT_TRUE(action.effects != nullptr && action.verdict != nullptr) << action.id;
        EXPECT_TRUE(with_case.contains(action.title)) << action.id << " has no case";
        EXPECT_TRUE(!action.awaited || action.leads != nullptr) << action.id << " is awaited and leads nowhere";
        for (const auto& each : action.parameters) {
            for (const auto text : {each.name, each.title, each.about}) EXPECT_FALSE(text.empty()) << action.id;
        }
        for (const auto kind : action.kinds)
            EXPECT_TRUE(seen.emplace(kind, action.id).second) << kind << " " << action.id << " stands twice";
    }
}

TEST(Actions, TakeTheParametersThatTheyName) {
    const auto* scale = find_action("KafkaNodePool", "scale");
    EXPECT_TRUE(check_parameters(*scale, test::object("{replicas: 3}")));
    EXPECT_THAT(check_parameters(*scale, {}).error().message, HasSubstr("replicas is required"));
    EXPECT_THAT(check_parameters(*scale, test::object("{replicas: many}")).error().message, HasSubstr("must be a whole number"));
    EXPECT_EQ(check_parameters(*scale, test::object("{replicas: -1}")).error().message, "replicas must be at least 0");
    EXPECT_THAT(check_parameters(*scale, test::object("{replicas: 3, size: 3}")).error().issues.front().pointer, "/parameters/size");
    EXPECT_EQ(find_action("KafkaTopic", "restart"), nullptr);
}

TEST(Actions, NameTheWayOnFromEachState) {
    const auto facts = test::dev_eu();
    const std::vector<json::object> none;
    const auto main_of = [&](const char* kind, const std::string& live) {
        const auto object = test::object(live);
        const auto* action = way_on(kind, {object, facts, {}, none});
        return action == nullptr ? std::string_view("nothing") : action->id;
    };
    const auto connector = [](std::string_view spec, std::string_view connector_state, std::string_view task) {
        return resource(
            "KafkaConnector", "", spec,
            fmt::format("connectorStatus: {{connector: {{state: {}}}, tasks: [{{id: 0, state: RUNNING}}, {{id: 1, state: {}}}]}}",
                        connector_state, task));
    };
    EXPECT_EQ(main_of("Kafka", resource("Kafka", "")), "nothing");
    EXPECT_EQ(main_of("Kafka", resource("Kafka", paused)), "resume");
    EXPECT_EQ(main_of("KafkaTopic", resource("KafkaTopic", "annotations: {strimzi.io/managed: 'false'}")), "manage");
    EXPECT_EQ(main_of("KafkaRebalance", rebalance("ProposalReady")), "approve");
    EXPECT_EQ(main_of("KafkaRebalance", rebalance("ProposalReady", "strimzi.io/rebalance: approve")), "nothing") << "asked for already";
    EXPECT_EQ(main_of("KafkaRebalance", rebalance("NotReady")), "refresh");
    EXPECT_EQ(main_of("KafkaRebalance", rebalance("Ready")), "nothing");
    EXPECT_EQ(main_of("KafkaConnector", connector("", "RUNNING", "RUNNING")), "nothing");
    EXPECT_EQ(main_of("KafkaConnector", connector("", "RUNNING", "FAILED")), "restart-task");
    EXPECT_EQ(main_of("KafkaConnector", connector("", "FAILED", "FAILED")), "restart") << "the whole before a part";
    EXPECT_EQ(main_of("KafkaConnector", connector("state: paused", "PAUSED", "PAUSED")), "run-connector");
    EXPECT_EQ(main_of("SparkApplication", application("RUNNING")), "nothing");
    EXPECT_EQ(main_of("SparkApplication", application("FAILED")), "rerun");
    EXPECT_EQ(main_of("SparkApplication", application("SUSPENDED", "suspend: true")), "resume");
    EXPECT_EQ(main_of("ScheduledSparkApplication", resource("ScheduledSparkApplication", "", "template: {}")), "run-now");
    EXPECT_EQ(main_of("ScheduledSparkApplication", resource("ScheduledSparkApplication", "", "suspend: true, template: {}")), "resume");
}

TEST(Actions, SayWhatTheirParametersCanBe) {
    const auto facts = test::dev_eu();
    const std::vector<json::object> none;
    const auto parameter = [](const char* kind, const char* action) { return find_action(kind, action)->parameters.front(); };
    const auto told = [&](const std::string& live, auto function) {
        const auto object = test::object(live);
        return function(Input{object, facts, {}, none});
    };
    const auto pool = resource("KafkaNodePool", "", "replicas: 2", "nodeIds: [4, 5]");
    EXPECT_THAT(told(pool, parameter("KafkaNodePool", "restart").choices), ElementsAre(Choice{"4"}, Choice{"5"}));
    EXPECT_EQ(told(pool, parameter("KafkaNodePool", "scale").preset), "2");
    EXPECT_THAT(told(resource("Kafka", ""), parameter("Kafka", "restart").choices), testing::IsEmpty());

    const auto connector =
        resource("KafkaConnector", "", "", "connectorStatus: {tasks: [{id: 0, state: RUNNING}, {id: 1, state: FAILED}]}");
    const auto task = parameter("KafkaConnector", "restart-task");
    EXPECT_THAT(told(connector, task.choices), ElementsAre(Choice{"0", "RUNNING"}, Choice{"1", "FAILED"}));
    EXPECT_EQ(told(connector, task.preset), "1");
    EXPECT_EQ(told(resource("KafkaConnector", ""), task.preset), "");

    const auto mirror = resource("KafkaMirrorMaker2", "", "",
                                 "connectors: [{name: a, connector: {state: RUNNING}, tasks: []}, "
                                 "{name: b, connector: {state: RUNNING}, tasks: [{id: 0, state: FAILED}]}]");
    const auto part = parameter("KafkaMirrorMaker2", "restart-connector");
    EXPECT_THAT(told(mirror, part.choices), ElementsAre(Choice{"a", "RUNNING"}, Choice{"b", "FAILED"}));
    EXPECT_EQ(told(mirror, part.preset), "b");
}

TEST(Actions, SuitSeveralWhenTheyNeedNothingAndDestroyNothing) {
    EXPECT_TRUE(suits_several(*find_action("KafkaTopic", "pause")));
    EXPECT_TRUE(suits_several(*find_action("Kafka", "restart"))) << "its parameter may be left out";
    EXPECT_FALSE(suits_several(*find_action("KafkaConnector", "restart-task"))) << "which task?";
    EXPECT_FALSE(suits_several(*find_action("SparkApplication", "kill")));
}

TEST(Actions, RefuseNodesThatAreNotThere) {
    const auto facts = test::dev_eu();
    const auto kafka = test::object(resource("Kafka", ""));
    const auto others = objects(nodes);
    const auto parameters = test::object("{node: 7}");
    const auto* restart = find_action("Kafka", "restart");
    const auto plan = restart->operations(Input{kafka, facts, parameters, others, ""});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().message, "c has no node 7");
}

RunVerdict verdict(const char* kind, const char* id, const std::string& live, const std::vector<std::string>& others,
                   const std::vector<Operation>& done) {
    const auto resource = live.empty() ? json::object() : test::object(live);
    const auto seen = objects(others);
    const Applied applied{};
    return find_action(kind, id)->verdict({live.empty() ? nullptr : &resource, seen, done, applied, find_kind(kind)});
}

TEST(Verdicts, OfRestartsWaitForEachPodToBeAnotherThatIsReady) {
    const std::vector<Operation> done{{.kind = "Pod", .name = "c-0", .uid = "old0"}, {.kind = "Pod", .name = "c-1", .uid = "old1"}};
    const auto kafka = resource("Kafka", "");
    EXPECT_EQ(verdict("Kafka", "restart", kafka, {pod("c-0", "old0"), pod("c-1", "old1")}, done).message,
              "0 of 2 restarted; waiting for c-0");
    EXPECT_EQ(verdict("Kafka", "restart", kafka, {pod("c-0", "new0"), pod("c-1", "new1", false)}, done).message,
              "1 of 2 restarted; waiting for c-1");
    EXPECT_EQ(verdict("Kafka", "restart", kafka, {pod("c-0", "new0")}, done).state, Stand::waiting);
    EXPECT_EQ(verdict("Kafka", "restart", kafka, {pod("c-0", "new0"), pod("c-1", "new1")}, done).state, Stand::succeeded);
}

TEST(Verdicts, OfCertificatesWaitForTheCounter) {
    const std::vector<Operation> done{{.kind = "Secret", .name = "s", .counter = "strimzi.io/ca-cert-generation", .counter_before = "0"}};
    EXPECT_EQ(verdict("Kafka", "renew-cluster-ca", resource("Kafka", ""), {secret("strimzi.io/ca-cert-generation: '0'")}, done).state,
              Stand::waiting);
    EXPECT_EQ(verdict("Kafka", "renew-cluster-ca", resource("Kafka", ""), {secret("strimzi.io/ca-cert-generation: '1'")}, done).state,
              Stand::succeeded);
}

TEST(Verdicts, OfPausesWaitForTheOperatorToSaySo) {
    const auto says = resource("Kafka", paused, "", "conditions: [{type: ReconciliationPaused, status: 'True'}]");
    EXPECT_EQ(verdict("Kafka", "pause", resource("Kafka", paused), {}, {}).state, Stand::waiting);
    EXPECT_EQ(verdict("Kafka", "pause", says, {}, {}).state, Stand::succeeded);
    EXPECT_EQ(verdict("Kafka", "resume", says, {}, {}).state, Stand::waiting);
    EXPECT_EQ(verdict("Kafka", "resume", resource("Kafka", "", "", "conditions: [{type: Ready, status: 'True'}]"), {}, {}).state,
              Stand::succeeded);
}

TEST(Verdicts, OfRebalancesFollowTheStates) {
    const auto of = [](const char* action, const std::string& live) { return verdict("KafkaRebalance", action, live, {}, {}).state; };
    EXPECT_EQ(of("approve", rebalance("ProposalReady", "strimzi.io/rebalance: approve")), Stand::waiting);
    EXPECT_EQ(of("approve", rebalance("Rebalancing")), Stand::waiting);
    EXPECT_EQ(of("approve", rebalance("Ready")), Stand::succeeded);
    EXPECT_EQ(of("approve", rebalance("NotReady")), Stand::failed);
    EXPECT_EQ(of("refresh", rebalance("ProposalReady")), Stand::succeeded);
    EXPECT_EQ(of("stop", rebalance("Stopped")), Stand::succeeded);
    EXPECT_EQ(of("stop", ""), Stand::failed);
}

TEST(Verdicts, OfKillsFollowTheApplication) {
    const std::vector<Operation> done{{.kind = "Pod", .name = "c-driver", .uid = "d1"}};
    EXPECT_EQ(verdict("SparkApplication", "kill", application("RUNNING"), {pod("c-driver", "d1")}, done).state, Stand::waiting);
    EXPECT_EQ(verdict("SparkApplication", "kill", application("RUNNING"), {}, done).state, Stand::waiting)
        << "the operator has not noticed";
    EXPECT_EQ(verdict("SparkApplication", "kill", application("FAILED"), {}, done).state, Stand::succeeded);
    EXPECT_EQ(
        verdict("SparkApplication", "kill", application("RUNNING", "restartPolicy: {type: Always}"), {pod("c-driver", "d2")}, done).state,
        Stand::succeeded);
}

TEST(Verdicts, OfAnnotationsWaitForTheOperatorToTakeThem) {
    const auto asked = resource("KafkaConnector", "annotations: {strimzi.io/restart: 'true'}");
    EXPECT_EQ(verdict("KafkaConnector", "restart", asked, {}, {}).state, Stand::waiting);
    EXPECT_EQ(verdict("KafkaConnector", "restart", resource("KafkaConnector", ""), {}, {}).state, Stand::succeeded);
}

TEST(Merge, IsThatOfRfc7386) {
    json::value target = test::object("{a: {b: 1, c: 2}, d: [1]}");
    merge(target, test::object("{a: {b: null, e: {f: 3}}, d: [2]}"));
    EXPECT_EQ(target, json::value(test::object("{a: {c: 2, e: {f: 3}}, d: [2]}")));
    merge(target, test::object("{a: 1}"));
    EXPECT_EQ(target.at("a"), 1);
}

}  // namespace
}  // namespace nexa::actions
