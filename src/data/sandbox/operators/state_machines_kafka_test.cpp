#include "data/kafka/strimzi_status.hpp"
#include "data/sandbox/operators/state_machines_test.hpp"

// The kinds of Strimzi.
namespace nexa::sandbox::machines {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// "NotReady:Creating", "Ready", "ReconciliationPaused"; "" before the operator has said anything.
std::string strimzi_state(const json::object& object) {
    for (const auto& item : array_at(object, {"status", "conditions"})) {
        const auto& condition = item.as_object();
        const auto type = text_at(condition, {"type"});
        if (type == "Warning") continue;
        const auto reason = text_at(condition, {"reason"});
        const auto said = text_at(condition, {"status"}) == "False" ? type + "=False" : type;
        return reason.empty() ? said : fmt::format("{}:{}", said, reason);
    }
    return {};
}

std::string connector_state(const json::object& object) {
    const auto said = strimzi_state(object);
    std::set<std::string> tasks;
    for (const auto& task : array_at(object, {"status", "connectorStatus", "tasks"})) tasks.insert(text_at(task.as_object(), {"state"}));
    const auto state = text_at(object, {"status", "connectorStatus", "connector", "state"});
    return state.empty() ? said : fmt::format("{} {}[{}]", said, state, fmt::join(tasks, ","));
}

std::string mirror_state(const json::object& object) {
    const auto said = strimzi_state(object);
    std::set<std::string> states;
    for (const auto& item : array_at(object, {"status", "connectors"})) states.insert(text_at(item.as_object(), {"connector", "state"}));
    return states.empty() ? said : fmt::format("{} {}", said, fmt::join(states, ","));
}

std::string rebalance_state(const json::object& object) {
    return strimzi_state(object).empty() ? "" : std::string(kafka::rebalance_state(object));
}

std::string pool_state(const json::object& object) {
    return object_at(object, {"status"}).empty() ? "" : fmt::format("{} nodes", number_at(object, {"status", "replicas"}));
}

/// Of the pods that a set wants, how many are there and ready: all, some or none.
std::string pod_set_state(const json::object& object) {
    if (object_at(object, {"status"}).empty()) return {};
    const auto wanted = number_at(object, {"status", "pods"}), ready = number_at(object, {"status", "readyPods"});
    const auto current = number_at(object, {"status", "currentPods"});
    return fmt::format("{}{}",
                       ready == 0       ? "none ready"
                       : ready < wanted ? "some ready"
                                        : "all ready",
                       current < wanted ? ", rolling" : "");
}

constexpr auto small_kafka = R"(
kind: KafkaNodePool
metadata: {name: dual, labels: {strimzi.io/cluster: c}}
spec: {replicas: 1, roles: [controller, broker], storage: {type: ephemeral}}
---
kind: Kafka
metadata: {name: c}
spec:
  kafka:
    version: VERSION
    listeners: [{name: plain, port: 9092, type: internal, tls: false}]
    config: {default.replication.factor: 1, min.insync.replicas: 1}
  cruiseControl: {}
  entityOperator: {topicOperator: {}, userOperator: {}}
)";

void with_kafka(StateMachines& on, std::string_view version = "4.3.1") {
    std::string text = small_kafka;
    text.replace(text.find("VERSION"), 7, version);
    on.create(text);
    on.settled();
}

constexpr auto topic = "{kind: KafkaTopic, metadata: {name: t, labels: {strimzi.io/cluster: c}}, spec: {partitions: 3, replicas: 1}}";
constexpr auto user = "{kind: KafkaUser, metadata: {name: u, labels: {strimzi.io/cluster: c}}, spec: {authentication: {type: tls}}}";
constexpr auto connect = R"(
kind: KafkaConnect
metadata: {name: n, annotations: {strimzi.io/use-connector-resources: 'true'}}
spec: {replicas: 1, version: 4.3.1, bootstrapServers: 'c-kafka-bootstrap:9092', groupId: g, configStorageTopic: a, statusStorageTopic: b, offsetStorageTopic: o, image: registry.example.com/connect:1}
)";
constexpr auto connector = R"(
kind: KafkaConnector
metadata: {name: f, labels: {strimzi.io/cluster: n}, annotations: {sandbox.nexa.dev/outcome: OUTCOME}}
spec: {class: org.apache.kafka.connect.file.FileStreamSourceConnector, tasksMax: 1, config: {file: /f, topic: t}}
)";
constexpr auto mirror = R"(
kind: KafkaMirrorMaker2
metadata: {name: m}
spec:
  replicas: 1
  target: {alias: b, bootstrapServers: 'c-kafka-bootstrap:9092', groupId: g, configStorageTopic: a, statusStorageTopic: s, offsetStorageTopic: o}
  mirrors: [{source: {alias: a, bootstrapServers: 'elsewhere.example.com:9092'}, sourceConnector: {tasksMax: 1}}]
)";
constexpr auto bridge =
    "{kind: KafkaBridge, metadata: {name: w}, spec: {replicas: 1, bootstrapServers: 'c-kafka-bootstrap:9092', http: {port: 8080}}}";
constexpr auto mirror_1 =
    "{kind: KafkaMirrorMaker, metadata: {name: o}, spec: {replicas: 1, include: '.*', consumer: {bootstrapServers: 'a:9092', groupId: g}, "
    "producer: {bootstrapServers: 'b:9092'}}}";
constexpr auto rebalance = "{kind: KafkaRebalance, metadata: {name: r, labels: {strimzi.io/cluster: c}}, spec: {}}";
/// Paused and taken up again, as all of Strimzi's kinds can be.
void pause_and_resume(StateMachines& on, std::string_view kind, std::string_view name) {
    on.annotate(kind, name, "strimzi.io/pause-reconciliation", "'true'");
    on.settled();
    on.annotate(kind, name, "strimzi.io/pause-reconciliation", "null");
    on.settled();
}

void asked(StateMachines& on, std::string_view what) {
    on.annotate("KafkaRebalance", "r", "strimzi.io/rebalance", what);
    on.pass(seconds(1));
}

}  // namespace

std::vector<Machine> kafka_machines() {
    std::vector<Machine> all;
    all.push_back({"Kafka",
                   "A.3, B.2",
                   strimzi_state,
                   "c",
                   {{"", "NotReady:Creating"},
                    {"NotReady:Creating", "Ready"},
                    {"NotReady:Creating", "NotReady:UnsupportedKafkaVersionException"},
                    {"NotReady:UnsupportedKafkaVersionException", "Ready"},
                    {"NotReady:Creating", "NotReady:StrimziTimeoutException"},
                    {"Ready", "ReconciliationPaused"},
                    {"ReconciliationPaused", "Ready"},
                    {"Ready", "gone"}},
                   {{"is deployed, paused, resumed and deleted", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         pause_and_resume(on, "Kafka", "c");
                         on.remove("Kafka", "c");
                         on.settled();
                     }},
                    {"of a version that the release does not run, mended", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on, "3.0.0");
                         on.spec("Kafka", "c", "{kafka: {version: 4.3.1}}");
                         on.settled();
                     }},
                    {"of which a node does not start", "1.2.0", "",
                     [](auto& on) {
                         on.happens("broker-does-not-start");
                         with_kafka(on);
                         on.pass(minutes(10));
                     }},
                    {"runs on the older lines", "0.48.0", "", [](auto& on) { with_kafka(on, "4.1.0"); }}}});
    all.push_back({"KafkaNodePool",
                   "B.2",
                   pool_state,
                   "dual",
                   {{"", "1 nodes"}, {"1 nodes", "3 nodes"}, {"3 nodes", "1 nodes"}, {"1 nodes", "gone"}},
                   {{"grows and shrinks", "1.2.0", "", [](auto& on) {
                         with_kafka(on);
                         on.spec("KafkaNodePool", "dual", "{replicas: 3}");
                         on.settled();
                         on.spec("KafkaNodePool", "dual", "{replicas: 1}");
                         on.settled();
                         on.remove("KafkaNodePool", "dual");
                         on.settled();
                     }}}});
    all.push_back(
        {"StrimziPodSet",
         "B.1",
         pod_set_state,
         "c-dual",
         {{"", "none ready, rolling"},
          {"none ready, rolling", "none ready"},
          {"none ready", "all ready"},
          {"all ready", "all ready, rolling"},
          {"all ready, rolling", "none ready, rolling"},
          {"all ready", "some ready, rolling"},
          {"some ready, rolling", "some ready"},
          {"some ready", "all ready"},
          {"all ready", "gone"}},
         {{"starts, rolls and goes with its pool", "1.2.0", "", [](auto& on) {
               with_kafka(on);
               on.spec(
                   "Kafka", "c",
                   "{kafka: {config: {log.retention.hours: 5, compression.type: zstd}, template: {pod: {metadata: {labels: {x: y}}}}}}");
               on.settled();
               on.spec("KafkaNodePool", "dual", "{replicas: 2}");
               on.settled();
               on.remove("KafkaNodePool", "dual");
               on.settled();
           }}}});
    all.push_back({"KafkaTopic",
                   "A.3, H.15-18",
                   strimzi_state,
                   "t",
                   {{"", "Ready"},
                    {"Ready", "Ready=False:NotSupported"},
                    {"Ready=False:NotSupported", "Ready"},
                    {"Ready", "ReconciliationPaused"},
                    {"ReconciliationPaused", "Ready"},
                    {"Ready", "gone"},
                    {"Ready", "Unmanaged"},
                    {"Unmanaged", "Ready"},
                    {"", "Ready=False:KafkaError"},
                    {"Ready=False:KafkaError", "Ready"},
                    {"", "Ready=False:ResourceConflict"},
                    {"Ready=False:ResourceConflict", "Ready"}},
                   {{"is made, refused a change, mended, paused, resumed and deleted", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(topic);
                         on.settled();
                         on.spec("KafkaTopic", "t", "{partitions: 1}");
                         on.settled();
                         on.spec("KafkaTopic", "t", "{partitions: 3}");
                         on.settled();
                         pause_and_resume(on, "KafkaTopic", "t");
                         on.remove("KafkaTopic", "t");
                         on.settled();
                     }},
                    {"is refused at once, then mended", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(filled(topic, "replicas: 1", "replicas: 7"));
                         on.settled();
                         on.spec("KafkaTopic", "t", "{replicas: 1}");
                         on.settled();
                     }},
                    {"is let go of and taken up again", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(topic);
                         on.settled();
                         on.annotate("KafkaTopic", "t", "strimzi.io/managed", "'false'");
                         on.settled();
                         on.annotate("KafkaTopic", "t", "strimzi.io/managed", "null");
                         on.settled();
                     }},
                    {"waits while somebody else has it", "1.2.0", "", [](auto& on) {
                         with_kafka(on);
                         on.create(
                             "{kind: KafkaTopic, metadata: {name: older, labels: {strimzi.io/cluster: c}}, spec: {topicName: t, "
                             "partitions: 1, replicas: 1}}");
                         on.settled();
                         on.create(topic);
                         on.settled();
                         on.remove("KafkaTopic", "older");
                         on.settled();
                         on.pass(minutes(5));
                     }}}});
    all.push_back({"KafkaUser",
                   "A.3",
                   strimzi_state,
                   "u",
                   {{"", "Ready"},
                    {"Ready", "ReconciliationPaused"},
                    {"ReconciliationPaused", "Ready"},
                    {"Ready", "gone"},
                    {"", "NotReady:InvalidResourceException"},
                    {"NotReady:InvalidResourceException", "Ready"}},
                   {{"is made, paused, resumed and deleted", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(user);
                         on.settled();
                         pause_and_resume(on, "KafkaUser", "u");
                         on.remove("KafkaUser", "u");
                         on.settled();
                     }},
                    {"with rules that its cluster does not know, mended", "1.2.0", "", [](auto& on) {
                         with_kafka(on);
                         on.create(filled(
                             user, "{type: tls}",
                             "{type: tls}, authorization: {type: simple, acls: [{resource: {type: topic, name: t}, operations: [Read]}]}"));
                         on.settled();
                         on.spec("KafkaUser", "u", "{authorization: null}");
                         on.settled();
                     }}}});
    all.push_back({"KafkaConnect",
                   "A.3, H.13",
                   strimzi_state,
                   "n",
                   {{"", "Ready"},
                    {"Ready", "ReconciliationPaused"},
                    {"ReconciliationPaused", "Ready"},
                    {"Ready", "NotReady:UnsupportedKafkaVersionException"},
                    {"NotReady:UnsupportedKafkaVersionException", "Ready"},
                    {"Ready", "gone"},
                    {"", "NotReady:StrimziTimeoutException"},
                    {"NotReady:StrimziTimeoutException", "Ready"}},
                   {{"is deployed, paused, resumed, stopped and deleted", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(connect);
                         on.settled();
                         pause_and_resume(on, "KafkaConnect", "n");
                         on.spec("KafkaConnect", "n", "{version: 1.0.0}");
                         on.settled();
                         on.spec("KafkaConnect", "n", "{version: 4.3.1}");
                         on.settled();
                         on.remove("KafkaConnect", "n");
                         on.settled();
                     }},
                    {"whose Kafka comes later", "1.2.0", "", [](auto& on) {
                         on.create(connect);
                         on.pass(minutes(10));
                         with_kafka(on);
                         on.pass(minutes(10));
                     }}}});
    all.push_back(
        {"KafkaConnector",
         "A.3, H.14",
         connector_state,
         "f",
         {{"", "Ready RUNNING[RUNNING]"},
          {"Ready RUNNING[RUNNING]", "Ready PAUSED[PAUSED]"},
          {"Ready PAUSED[PAUSED]", "Ready STOPPED[]"},
          {"Ready STOPPED[]", "Ready RUNNING[RUNNING]"},
          {"Ready RUNNING[RUNNING]", "ReconciliationPaused"},
          {"ReconciliationPaused", "Ready RUNNING[RUNNING]"},
          {"Ready RUNNING[RUNNING]", "gone"},
          {"Ready RUNNING[RUNNING]", "NotReady:Throwable FAILED[]"},
          {"NotReady:Throwable FAILED[]", "Ready RUNNING[RUNNING]"},
          {"", "NotReady:NoSuchResourceException"},
          {"NotReady:NoSuchResourceException", "Ready RUNNING[RUNNING]"}},
         {{"runs, is paused by Connect, stopped, run again, paused by Strimzi", "1.2.0", "",
           [](auto& on) {
               with_kafka(on);
               on.create(connect);
               on.create(filled(connector, "OUTCOME", "''"));
               on.settled();
               for (const auto* state : {"paused", "stopped", "running"}) {
                   on.spec("KafkaConnector", "f", fmt::format("{{state: {}}}", state));
                   on.settled();
               }
               pause_and_resume(on, "KafkaConnector", "f");
               on.remove("KafkaConnector", "f");
               on.settled();
           }},
          {"fails and is restarted by hand", "1.2.0", "",
           [](auto& on) {
               with_kafka(on);
               on.create(connect);
               on.create(filled(connector, "OUTCOME", "fail"));
               on.settled();
               on.pass(minutes(2));
               on.patch("KafkaConnector", "f", "metadata: {annotations: {sandbox.nexa.dev/outcome: null, strimzi.io/restart: 'true'}}");
               on.settled();
           }},
          {"of which a task fails once and is restarted by itself", "1.2.0", "",
           [](auto& on) {
               with_kafka(on);
               on.create(connect);
               on.create(filled(filled(connector, "OUTCOME", "flaky"), "tasksMax: 1", "tasksMax: 1, autoRestart: {enabled: true}"));
               on.settled();
               on.pass(minutes(5));
           }},
          {"without its Connect cluster, then with it", "1.2.0", "", [](auto& on) {
               with_kafka(on);
               on.create(filled(connector, "OUTCOME", "''"));
               on.settled();
               on.create(connect);
               on.settled();
               on.pass(minutes(3));
           }}}});
    all.push_back(
        {"KafkaMirrorMaker2",
         "A.3",
         mirror_state,
         "m",
         {{"", "Ready RUNNING"},
          {"Ready RUNNING", "NotReady:Throwable FAILED"},
          {"NotReady:Throwable FAILED", "Ready RUNNING"},
          {"Ready RUNNING", "ReconciliationPaused"},
          {"ReconciliationPaused", "Ready RUNNING"},
          {"Ready RUNNING", "gone"}},
         {{"copies, fails, is restarted, paused and deleted", "1.2.0", "", [](auto& on) {
               with_kafka(on);
               on.create(mirror);
               on.settled();
               on.annotate("KafkaMirrorMaker2", "m", "sandbox.nexa.dev/outcome", "fail");
               on.pass(minutes(3));
               on.patch(
                   "KafkaMirrorMaker2", "m",
                   "metadata: {annotations: {sandbox.nexa.dev/outcome: null, strimzi.io/restart-connector: 'a->b.MirrorSourceConnector'}}");
               on.settled();
               pause_and_resume(on, "KafkaMirrorMaker2", "m");
               on.remove("KafkaMirrorMaker2", "m");
               on.settled();
           }}}});
    all.push_back({"KafkaMirrorMaker",
                   "A.3 (0.45)",
                   strimzi_state,
                   "o",
                   {{"", "Ready"}, {"Ready", "ReconciliationPaused"}, {"ReconciliationPaused", "Ready"}, {"Ready", "gone"}},
                   {{"runs on the last line that has it", "0.45.2", "", [](auto& on) {
                         on.create(mirror_1);
                         on.settled();
                         pause_and_resume(on, "KafkaMirrorMaker", "o");
                         on.remove("KafkaMirrorMaker", "o");
                         on.settled();
                     }}}});
    all.push_back({"KafkaBridge",
                   "A.3",
                   strimzi_state,
                   "w",
                   {{"", "Ready"}, {"Ready", "ReconciliationPaused"}, {"ReconciliationPaused", "Ready"}, {"Ready", "gone"}},
                   {{"serves, is paused and deleted", "1.2.0", "", [](auto& on) {
                         with_kafka(on);
                         on.create(bridge);
                         on.settled();
                         pause_and_resume(on, "KafkaBridge", "w");
                         on.remove("KafkaBridge", "w");
                         on.settled();
                     }}}});
    all.push_back({"KafkaRebalance",
                   "A.3, A.4",
                   rebalance_state,
                   "r",
                   {{"", "PendingProposal"},
                    {"PendingProposal", "ProposalReady"},
                    {"ProposalReady", "PendingProposal"},
                    {"ProposalReady", "Rebalancing"},
                    {"Rebalancing", "Ready"},
                    {"Ready", "PendingProposal"},
                    {"ProposalReady", "gone"},
                    {"PendingProposal", "Stopped"},
                    {"Stopped", "PendingProposal"},
                    {"Rebalancing", "PendingProposal"},
                    {"Rebalancing", "Stopped"},
                    {"Rebalancing", "NotReady"},
                    {"NotReady", "PendingProposal"},
                    {"", "NotReady"},
                    {"ProposalReady", "ReconciliationPaused"},
                    {"ReconciliationPaused", "PendingProposal"}},
                   {{"from the proposal to the end, and again", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(rebalance);
                         on.settled();
                         asked(on, "refresh");
                         on.settled();
                         asked(on, "approve");
                         on.settled();
                         asked(on, "refresh");
                         on.settled();
                         on.remove("KafkaRebalance", "r");
                         on.settled();
                     }},
                    {"is stopped before and while it moves", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(rebalance);
                         on.pass(seconds(2));
                         asked(on, "stop");
                         asked(on, "refresh");
                         on.settled();
                         asked(on, "approve");
                         asked(on, "refresh");
                         on.settled();
                         asked(on, "approve");
                         asked(on, "stop");
                     }},
                    {"approves itself, and fails", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(
                             filled(rebalance, "labels:",
                                    "annotations: {strimzi.io/rebalance-auto-approval: 'true', sandbox.nexa.dev/outcome: fail}, labels:"));
                         on.settled();
                         on.pass(minutes(2));
                         on.annotate("KafkaRebalance", "r", "sandbox.nexa.dev/outcome", "null");
                         asked(on, "refresh");
                         on.settled();
                     }},
                    {"asks for brokers that are not there", "1.2.0", "",
                     [](auto& on) {
                         with_kafka(on);
                         on.create(filled(rebalance, "spec: {}", "spec: {mode: add-brokers, brokers: [9]}"));
                         on.settled();
                         on.pass(minutes(1));
                     }},
                    {"is paused and taken up", "1.2.0", "", [](auto& on) {
                         with_kafka(on);
                         on.create(rebalance);
                         on.settled();
                         pause_and_resume(on, "KafkaRebalance", "r");
                     }}}});
    return all;
}

}  // namespace nexa::sandbox::machines
