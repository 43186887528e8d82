// The verdicts and summaries of what works with a Kafka: one row for every state that the operators' statuses can be in.
#include <gmock/gmock.h>

#include "data/kinds.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

using testing::HasSubstr;

struct HealthCase {
    const char* kind;
    const char* object;  ///< YAML
    Health health;
    const char* reason;  ///< Part of it; "": it must be empty.
};

void judge(std::span<const HealthCase> cases) {
    for (const auto& each : cases) {
        const auto verdict = find_kind(each.kind)->health(test::object(each.object));
        EXPECT_EQ(verdict.health, each.health) << each.kind << " " << each.object << "\n" << verdict.reason;
        EXPECT_THAT(verdict.reason, HasSubstr(each.reason)) << each.object;
        if (*each.reason == 0) EXPECT_EQ(verdict.reason, "") << each.object;
    }
}

TEST(Health, OfUsers) {
    const HealthCase cases[] = {
        {"KafkaUser", "{metadata: {generation: 1}}", Health::progressing, "has not reported"},
        {"KafkaUser",
         "{metadata: {generation: 1}, status: {observedGeneration: 1, username: u, conditions: [{type: Ready, status: 'True'}]}}",
         Health::healthy, ""},
        {"KafkaUser", "{metadata: {generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}",
         Health::progressing, "generation 2"},
        // Username and secret are gone from a failed status; most reasons are the wrapper's.
        {"KafkaUser",
         "{metadata: {generation: 2}, status: {observedGeneration: 2, conditions: [{type: NotReady, status: 'True', reason: "
         "ExecutionException, message: 'Secret u not found'}]}}",
         Health::degraded, "NotReady: ExecutionException: Secret u not found"},
        // A paused user keeps the generation from before.
        {"KafkaUser",
         "{metadata: {generation: 3, annotations: {strimzi.io/pause-reconciliation: 'true'}}, status: {observedGeneration: 2, conditions: "
         "[{type: ReconciliationPaused, status: 'True'}]}}",
         Health::suspended, "ReconciliationPaused"},
        {"KafkaUser",
         "{metadata: {generation: 1}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}, {type: Warning, status: "
         "'True', reason: DeprecatedFields, message: operation}]}}",
         Health::healthy, "DeprecatedFields: operation"},
    };
    judge(cases);
}

TEST(Health, OfConnectMirrorMakerAndBridge) {
    const char* const ready = "status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}";
    for (const char* kind : {"KafkaConnect", "KafkaMirrorMaker2", "KafkaMirrorMaker", "KafkaBridge"}) {
        const auto scaled = std::string("{metadata: {generation: 1}, spec: {replicas: 0}, ") + ready;
        const auto runs = std::string("{metadata: {generation: 1}, spec: {replicas: 2}, ") + ready;
        const HealthCase cases[] = {
            {kind, "{metadata: {generation: 1}, spec: {replicas: 1}}", Health::progressing, "has not reported"},
            {kind, runs.c_str(), Health::healthy, ""},
            {kind, scaled.c_str(), Health::suspended, "0 replicas"},
            {kind, "{metadata: {generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}",
             Health::progressing, "generation 2"},
            {kind,
             "{metadata: {generation: 1}, status: {observedGeneration: 1, url: 'http://c', conditions: [{type: NotReady, status: 'True', "
             "reason: CompletionException, message: java.net.ConnectException}]}}",
             Health::degraded, "CompletionException: java.net.ConnectException"},
            {kind,
             "{metadata: {generation: 4, annotations: {strimzi.io/pause-reconciliation: 'true'}}, status: {observedGeneration: 3, "
             "replicas: "
             "0, conditions: [{type: ReconciliationPaused, status: 'True'}]}}",
             Health::suspended, "ReconciliationPaused"},
        };
        judge(cases);
    }
}

std::string connector(std::string_view spec, std::string_view conditions, std::string_view rest) {
    return "{metadata: {generation: 1}, spec: " + std::string(spec) + ", status: {observedGeneration: 1, conditions: [" +
           std::string(conditions) + "], " + std::string(rest) + "}}";
}

TEST(Health, OfConnectors) {
    struct Case {
        const char* spec;
        const char* conditions;
        const char* status;
        Health health;
        const char* reason;
    };
    constexpr auto ready = "{type: Ready, status: 'True'}";
    const Case cases[] = {
        {"{}", ready, "connectorStatus: {connector: {state: RUNNING}, tasks: [{id: 0, state: RUNNING}]}", Health::healthy, ""},
        {"{}", ready, "connectorStatus: {connector: {state: UNASSIGNED}, tasks: []}", Health::progressing, "UNASSIGNED"},
        {"{}", ready, "connectorStatus: {connector: {state: RESTARTING}, tasks: []}", Health::progressing, "RESTARTING"},
        {"{}", ready, "connectorStatus: {connector: {state: RUNNING}, tasks: [{id: 0, state: RUNNING}, {id: 1, state: UNASSIGNED}]}",
         Health::progressing, "tasks 1 have no worker"},
        {"{state: paused}", ready, "connectorStatus: {connector: {state: PAUSED}, tasks: []}", Health::suspended, "PAUSED"},
        {"{pause: true}", ready, "connectorStatus: {connector: {state: PAUSED}, tasks: []}", Health::suspended, "PAUSED"},
        {"{state: stopped}", ready, "connectorStatus: {connector: {state: STOPPED}, tasks: []}", Health::suspended, "STOPPED"},
        {"{state: running}", ready, "connectorStatus: {connector: {state: PAUSED}, tasks: []}", Health::progressing, "about to be resumed"},
        {"{state: stopped}", ready, "connectorStatus: {connector: {state: RUNNING}, tasks: []}", Health::progressing, "about to be"},
        {"{}", ready, "connectorStatus: {connector: {state: RUNNING}, tasks: [{id: 0, state: FAILED, trace: \"broken\\n\\tat x\"}]}",
         Health::degraded, "task 0 FAILED: broken"},
        {"{}",
         "{type: NotReady, status: 'True', reason: Throwable, message: 'The following tasks have failed: 0, 2, see connectorStatus for "
         "more "
         "details.'}",
         "autoRestart: {count: 2}, connectorStatus: {connector: {state: RUNNING}, tasks: [{id: 0, state: FAILED, trace: \"No route\\n "
         "at\"}]}",
         Health::degraded, "tasks have failed: 0, 2, see connectorStatus for more details. (No route); restarted 2 times by Strimzi"},
        {"{}", "{type: NotReady, status: 'True', reason: NoSuchResourceException, message: does not exist}", "tasksMax: 0",
         Health::degraded, "NoSuchResourceException: does not exist"},
    };
    for (const auto& each : cases) {
        const auto text = connector(each.spec, each.conditions, each.status);
        const HealthCase one[] = {{"KafkaConnector", text.c_str(), each.health, each.reason}};
        judge(one);
    }
}

TEST(Health, OfMirrorMaker2FollowsItsConnectors) {
    const auto with = [](std::string_view connectors) {
        return connector("{replicas: 1}", "{type: Ready, status: 'True'}", "connectors: [" + std::string(connectors) + "]");
    };
    const auto running = with("{name: a->b.MirrorSourceConnector, connector: {state: RUNNING}, tasks: [{id: 0, state: RUNNING}]}");
    const auto task =
        with("{name: a->b.MirrorSourceConnector, connector: {state: RUNNING}, tasks: [{id: 3, state: FAILED, trace: denied}]}");
    const auto one_paused = with("{name: s, connector: {state: PAUSED}}, {name: t, connector: {state: RUNNING}}");
    const auto paused = with("{name: s, connector: {state: PAUSED}}, {name: t, connector: {state: STOPPED}}");
    const auto starting = with("{name: s, connector: {state: UNASSIGNED}}");
    const auto failed = connector(
        "{replicas: 1}", "{type: NotReady, status: 'True', reason: Throwable, message: One or more connectors are in FAILED state}",
        "connectors: [{name: s, connector: {state: FAILED, trace: \"refused\\n at\"}}]");
    const HealthCase cases[] = {
        {"KafkaMirrorMaker2", running.c_str(), Health::healthy, ""},
        {"KafkaMirrorMaker2", task.c_str(), Health::degraded, "a->b.MirrorSourceConnector: task 3 FAILED: denied"},
        {"KafkaMirrorMaker2", one_paused.c_str(), Health::healthy, "1 of 2 connectors"},
        {"KafkaMirrorMaker2", paused.c_str(), Health::suspended, "all of its connectors"},
        {"KafkaMirrorMaker2", starting.c_str(), Health::progressing, "s: UNASSIGNED"},
        {"KafkaMirrorMaker2", failed.c_str(), Health::degraded, "FAILED state (s: refused)"},
    };
    judge(cases);
}

TEST(Health, OfRebalances) {
    const auto in = [](std::string_view state, std::string_view annotations = "{}", std::string_view more = "") {
        return "{metadata: {generation: 1, annotations: " + std::string(annotations) +
               "}, status: {observedGeneration: 1, conditions: [{type: " + std::string(state) + ", status: 'True'}" + std::string(more) +
               "]}}";
    };
    struct Case {
        std::string object;
        Health health;
        const char* reason;
    };
    const Case cases[] = {
        {"{metadata: {generation: 1}}", Health::progressing, "has not reported"},
        {in("New"), Health::progressing, "New"},
        {in("PendingProposal"), Health::progressing, "PendingProposal"},
        {in("ProposalReady"), Health::suspended, "waits for approval"},
        {in("ProposalReady", "{strimzi.io/rebalance-auto-approval: 'true'}"), Health::progressing, "approved automatically"},
        {in("ProposalReady", "{strimzi.io/rebalance: approve}"), Health::progressing, "approve was asked for"},
        {in("Rebalancing"), Health::progressing, "Rebalancing"},
        {in("Stopped"), Health::suspended, "Stopped"},
        {in("Ready"), Health::healthy, ""},
        // What does not fit the state stays, and is warned of.
        {in("Ready", "{strimzi.io/rebalance: approve}", ", {type: Warning, status: 'True', reason: InvalidAnnotation, message: wrong}"),
         Health::healthy, "InvalidAnnotation: wrong"},
        {"{metadata: {generation: 1}, status: {observedGeneration: 1, conditions: [{type: NotReady, status: 'True', reason: "
         "RuntimeException, message: Kafka cluster is not Ready}]}}",
         Health::degraded, "RuntimeException: Kafka cluster is not Ready"},
        {in("ReconciliationPaused", "{strimzi.io/pause-reconciliation: 'true'}"), Health::suspended, "ReconciliationPaused"},
        {in("Rebalancing2"), Health::unknown, "Rebalancing2"},
        {"{metadata: {generation: 2}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}", Health::progressing,
         "generation 2"},
        {"{metadata: {generation: 1, annotations: {strimzi.io/rebalance-template: 'true'}}}", Health::suspended, "template"},
    };
    for (const auto& each : cases) {
        const HealthCase one[] = {{"KafkaRebalance", each.object.c_str(), each.health, each.reason}};
        judge(one);
    }
}

TEST(Health, OfPodSets) {
    const HealthCase cases[] = {
        {"StrimziPodSet", "{metadata: {generation: 1}}", Health::progressing, "has not reported"},
        {"StrimziPodSet", "{metadata: {generation: 1}, status: {observedGeneration: 1, pods: 3, readyPods: 3, currentPods: 3}}",
         Health::healthy, ""},
        {"StrimziPodSet", "{metadata: {generation: 1}, status: {observedGeneration: 1, pods: 3, readyPods: 2, currentPods: 3}}",
         Health::progressing, "2 of 3 pods are ready"},
        {"StrimziPodSet", "{metadata: {generation: 1}, status: {observedGeneration: 1, pods: 3, readyPods: 3, currentPods: 1}}",
         Health::progressing, "1 of 3 pods are up to date"},
        {"StrimziPodSet", "{metadata: {generation: 2}, status: {observedGeneration: 1, pods: 3, readyPods: 3, currentPods: 3}}",
         Health::progressing, "generation 2"},
        // In lower case, as nowhere else.
        {"StrimziPodSet",
         "{metadata: {generation: 1}, status: {observedGeneration: 1, conditions: [{type: Error, status: 'true', reason: X, message: no "
         "room}]}}",
         Health::degraded, "Error: no room"},
    };
    judge(cases);
}

TEST(Health, OfSparkConnectServers) {
    const HealthCase cases[] = {
        {"SparkConnect", "{spec: {sparkVersion: 4.0.4}}", Health::progressing, "not taken it up"},
        {"SparkConnect", "{status: {state: Provisioning}}", Health::progressing, "Provisioning"},
        {"SparkConnect", "{status: {state: Ready}}", Health::healthy, "Ready"},
        {"SparkConnect",
         "{status: {state: NotReady, conditions: [{type: ServerPodReady, status: 'False', reason: ServerPodNotReady, message: 'Server pod "
         "is not ready: no room'}]}}",
         Health::progressing, "NotReady: Server pod is not ready: no room"},
        {"SparkConnect", "{status: {state: Failed}}", Health::degraded, "Failed"},
        {"SparkConnect", "{status: {state: Completed}}", Health::healthy, "Completed"},
        {"SparkConnect", "{status: {state: Elsewhere}}", Health::unknown, "Elsewhere"},
        {"SparkConnect", "{metadata: {generation: 3}, status: {state: Ready, observedGeneration: 2}}", Health::progressing, "generation 3"},
        {"SparkConnect", "{metadata: {deletionTimestamp: '2026-11-24T00:00:00Z'}, status: {state: Ready}}", Health::progressing, "deleted"},
    };
    judge(cases);
}

TEST(Summary, OfWhatWorksWithAKafka) {
    struct Case {
        const char* kind;
        const char* object;
        const char* summary;
    };
    const Case cases[] = {
        {"ku",
         "{metadata: {labels: {strimzi.io/cluster: c}}, spec: {authentication: {type: tls}, authorization: {type: simple, acls: [{}, "
         "{}]}}, "
         "status: {username: CN=u, secret: u}}",
         "{cluster: c, authentication: tls, authorization: simple, acls: 2, username: CN=u, secret: u}"},
        {"kc",
         "{metadata: {annotations: {strimzi.io/use-connector-resources: 'true'}}, spec: {replicas: 2, version: 4.3.1, bootstrapServers: "
         "'b:9092'}, status: {url: 'http://c', connectorPlugins: [{}, {}, {}]}}",
         "{replicas: 2, version: 4.3.1, bootstrap: 'b:9092', resources: resources, plugins: 3, url: 'http://c', warnings: 0}"},
        {"kctr",
         "{metadata: {labels: {strimzi.io/cluster: c}}, spec: {class: a.B, tasksMax: 3}, status: {autoRestart: {count: 1}, topics: [t, u], "
         "connectorStatus: {connector: {state: RUNNING}, tasks: [{id: 0, state: RUNNING}, {id: 1, state: FAILED}]}}}",
         "{cluster: c, class: a.B, state: RUNNING, tasks: 1/2, tasks_max: 3, restarts: 1, topics: 't, u'}"},
        {"kmm2",
         "{spec: {replicas: 1, version: 4.3.1, target: {alias: b}, mirrors: [{source: {alias: a}}, {source: {alias: c}}]}, status: {url: "
         "u, "
         "connectors: [{connector: {state: RUNNING}}, {connector: {state: FAILED}}]}}",
         "{source: 'a, c', target: b, replicas: 1, connectors: 1/2, version: 4.3.1, url: u}"},
        {"kmm2", "{spec: {replicas: 1, connectCluster: b, mirrors: [{sourceCluster: a, targetCluster: b}]}}",
         "{source: a, target: b, replicas: 1, connectors: '', version: '', url: ''}"},
        {"kmm", "{spec: {replicas: 1, include: '.*', consumer: {bootstrapServers: a}, producer: {bootstrapServers: b}}}",
         "{source: a, target: b, include: '.*', replicas: 1, version: ''}"},
        {"kb", "{spec: {replicas: 1, bootstrapServers: b, http: {port: 8443}}, status: {url: u}}",
         "{replicas: 1, bootstrap: b, port: 8443, url: u}"},
        {"kr",
         "{metadata: {labels: {strimzi.io/cluster: c}}, spec: {}, status: {conditions: [{type: ProposalReady, status: 'True'}], "
         "optimizationResult: {dataToMoveMB: 2, numReplicaMovements: 26, numLeaderMovements: 3, onDemandBalancednessScoreBefore: 71.5, "
         "onDemandBalancednessScoreAfter: 86.2}}}",
         "{cluster: c, state: ProposalReady, mode: full, data_to_move: 2097152, replicas: 26, leaders: 3, score: '71.5 → 86.2'}"},
        {"sps", "{metadata: {labels: {strimzi.io/cluster: c, strimzi.io/kind: Kafka}}, status: {pods: 3, readyPods: 2, currentPods: 1}}",
         "{cluster: c, of_kind: Kafka, pods: 3, ready: 2, current: 1}"},
        {"sparkconn",
         "{metadata: {namespace: n}, spec: {sparkVersion: 4.0.4}, status: {state: Ready, startTime: '2026-11-24T00:00:00Z', executors: "
         "{running: 2, pending: 1}, server: {podName: p, serviceName: s}}}",
         "{state: Ready, spark_version: 4.0.4, executors: 2, address: 'sc://s.n.svc:15002', server: p, started: '2026-11-24T00:00:00Z'}"},
    };
    for (const auto& each : cases)
        EXPECT_EQ(find_kind(each.kind)->summary(test::object(each.object)), test::object(each.summary)) << each.kind;
}

TEST(Drift, ExemptsWhatOperatorsTakeAway) {
    const auto drifts = [](const char* kind, const char* annotation) {
        const auto desired = test::object("{metadata: {annotations: {" + std::string(annotation) + ": x}}}");
        return drift_of(*find_kind(kind), desired, test::object("{metadata: {annotations: {nexa.dev/revision: '1'}}}")).size();
    };
    EXPECT_EQ(drifts("KafkaRebalance", "strimzi.io/rebalance"), 0U);
    EXPECT_EQ(drifts("KafkaConnector", "strimzi.io/restart-task"), 0U);
    EXPECT_EQ(drifts("KafkaConnect", "strimzi.io/force-rebuild"), 0U);
    EXPECT_EQ(drifts("KafkaMirrorMaker2", "strimzi.io/restart-connector"), 0U);
    EXPECT_EQ(drifts("KafkaRebalance", "strimzi.io/rebalance-auto-approval"), 1U);
}

}  // namespace
}  // namespace nexa
