#include "data/kinds.hpp"

#include <gmock/gmock.h>

#include <set>

#include "data/object.hpp"
#include "data/schema/schema.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Kinds, EachRowIsWhole) {
    std::set<std::string_view> names;
    for (const auto& kind : kinds()) {
        for (const auto name : {kind.ref.kind, kind.ref.plural}) EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_FALSE(kind.display.empty());
        EXPECT_FALSE(kind.operator_name.empty());
        EXPECT_EQ(kind.starts_anew == nullptr, kind.status_time == nullptr) << kind.ref.kind;
        for (const auto version : kind.ref.versions)
            EXPECT_NE(schema::fields(kind.ref.kind, version, ""), nullptr) << kind.ref.kind << version;
        // Of an object that says nothing at all too, a kind must have something to say.
        EXPECT_EQ(kind.health({}).health, Health::progressing) << kind.ref.kind;
        const auto summary = kind.summary({});
        for (const auto& column : kind.columns) EXPECT_TRUE(summary.contains(column.name)) << kind.ref.kind << " " << column.name;
        EXPECT_EQ(summary.size(), kind.columns.size()) << kind.ref.kind;
    }
}

TEST(Kinds, AreFoundByAnyName) {
    for (const char* name : {"KafkaTopic", "kafkatopic", "kafkatopics", "kt", "KT"}) {
        ASSERT_NE(find_kind(name), nullptr) << name;
        EXPECT_EQ(find_kind(name)->ref.kind, "KafkaTopic");
    }
    EXPECT_EQ(find_kind("pods"), nullptr);
    EXPECT_EQ(find_kind("kafka.strimzi.io", "KafkaTopic"), find_kind("kt"));
    EXPECT_EQ(find_kind("apps", "KafkaTopic"), nullptr);
    EXPECT_EQ(find_kind("kafka.strimzi.io", "kafkatopic"), nullptr);
}

struct HealthCase {
    const char* kind;
    const char* object;  ///< YAML
    Health health;
    const char* reason;  ///< Part of it.
};

TEST(Health, OfStrimzisKinds) {
    const HealthCase cases[] = {
        {"Kafka", "metadata: {generation: 1}", Health::progressing, "has not reported"},
        {"Kafka",
         "{metadata: {generation: 1}, status: {observedGeneration: 0, conditions: [{type: NotReady, status: 'True', reason: Creating, "
         "message: Kafka cluster is being deployed}]}}",
         Health::progressing, "NotReady: Creating: Kafka cluster is being deployed"},
        {"Kafka", "{metadata: {generation: 2}, status: {observedGeneration: 2, conditions: [{type: Ready, status: 'True'}]}}",
         Health::healthy, ""},
        {"Kafka", "{metadata: {generation: 3}, status: {observedGeneration: 2, conditions: [{type: Ready, status: 'True'}]}}",
         Health::progressing, "generation 3 (finished: 2)"},
        {"Kafka",
         "{metadata: {generation: 3}, spec: {kafka: {version: 4.1.0}}, status: {observedGeneration: 2, kafkaVersion: 4.0.0, conditions: "
         "[{type: Ready, status: 'True'}]}}",
         Health::progressing, "moving from Kafka 4.0.0 to 4.1.0"},
        {"Kafka",
         "{metadata: {generation: 2}, status: {observedGeneration: 2, conditions: [{type: Warning, status: 'True', reason: KafkaStorage, "
         "message: ephemeral}, {type: Ready, status: 'True'}]}}",
         Health::healthy, "KafkaStorage: ephemeral"},
        {"Kafka",
         "{metadata: {generation: 2}, status: {observedGeneration: 2, conditions: [{type: NotReady, status: 'True', reason: "
         "UnsupportedKafkaVersionException, message: Unsupported}]}}",
         Health::degraded, "NotReady: UnsupportedKafkaVersionException: Unsupported"},
        {"Kafka",
         "{metadata: {generation: 3}, status: {observedGeneration: 2, conditions: [{type: NotReady, status: 'True', reason: "
         "TimeoutException}]}}",
         Health::progressing, "before: NotReady: TimeoutException"},
        {"Kafka",
         "{metadata: {generation: 3, annotations: {strimzi.io/pause-reconciliation: 'true'}}, status: {observedGeneration: 2, conditions: "
         "[{type: ReconciliationPaused, status: 'True'}]}}",
         Health::suspended, "ReconciliationPaused"},
        {"Kafka",
         "{metadata: {generation: 3}, status: {observedGeneration: 2, conditions: [{type: ReconciliationPaused, status: 'True'}]}}",
         Health::progressing, "resumed"},
        {"Kafka", "{metadata: {generation: 1}, status: {observedGeneration: 1}}", Health::unknown, "neither Ready nor NotReady"},
        {"Kafka",
         "{metadata: {generation: 2, deletionTimestamp: '2026-11-24T00:00:00Z'}, status: {observedGeneration: 2, conditions: [{type: "
         "Ready, status: 'True'}]}}",
         Health::progressing, "deleted"},
        {"KafkaNodePool", "{metadata: {generation: 1}, spec: {replicas: 3}}", Health::progressing, "has not reported"},
        {"KafkaNodePool",
         "{metadata: {generation: 1}, spec: {replicas: 3}, status: {observedGeneration: 1, replicas: 3, nodeIds: [0, 1, 2]}}",
         Health::healthy, ""},
        {"KafkaNodePool", "{metadata: {generation: 2}, spec: {replicas: 4}, status: {observedGeneration: 1, replicas: 3}}",
         Health::progressing, "generation 2"},
        {"KafkaNodePool",
         "{metadata: {generation: 2}, spec: {replicas: 2}, status: {observedGeneration: 2, replicas: 3, nodeIds: [0, 1, 2]}}",
         Health::progressing, "2 replicas are wanted, Strimzi keeps 3 (nodes 0, 1, 2)"},
        {"KafkaNodePool",
         "{metadata: {generation: 1}, spec: {replicas: 1}, status: {observedGeneration: 1, replicas: 1, conditions: [{type: Warning, "
         "status: 'True', reason: KafkaStorage, message: m}]}}",
         Health::healthy, "KafkaStorage: m"},
        {"KafkaTopic", "{metadata: {generation: 1}, status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}}",
         Health::healthy, ""},
        {"KafkaTopic",
         "{metadata: {generation: 2}, status: {observedGeneration: 2, conditions: [{type: Ready, status: 'False', reason: NotSupported, "
         "message: Decreasing partitions not supported}]}}",
         Health::degraded, "Ready=False: NotSupported: Decreasing partitions not supported"},
        {"KafkaTopic", "{metadata: {generation: 2}, status: {observedGeneration: 2, conditions: [{type: Unmanaged, status: 'True'}]}}",
         Health::suspended, "Unmanaged"},
        {"KafkaTopic",
         "{metadata: {generation: 2, annotations: {strimzi.io/pause-reconciliation: 'true'}}, status: {observedGeneration: 2, conditions: "
         "[{type: ReconciliationPaused, status: 'True'}]}}",
         Health::suspended, "ReconciliationPaused"},
        {"KafkaTopic",
         "{metadata: {generation: 2}, status: {observedGeneration: 2, replicasChange: {targetReplicas: 3, state: ongoing}, conditions: "
         "[{type: Ready, status: 'True'}]}}",
         Health::progressing, "changed to 3 (ongoing)"},
    };
    for (const auto& each : cases) {
        const auto verdict = find_kind(each.kind)->health(test::object(each.object));
        EXPECT_EQ(verdict.health, each.health) << each.object << verdict.reason;
        EXPECT_THAT(verdict.reason, HasSubstr(each.reason)) << each.object;
        if (*each.reason == 0) EXPECT_EQ(verdict.reason, "") << each.object;
    }
}

json::object application(std::string_view state, std::string_view spec = "{}", std::string_view more = "a: 1") {
    return test::object("{metadata: {generation: 1}, spec: " + std::string(spec) + ", status: {" + std::string(more) +
                        ", applicationState: {state: '" + std::string(state) + "', errorMessage: driver gone}}}");
}

TEST(Health, OfSparkApplications) {
    struct Case {
        const char* state;
        const char* spec;
        const char* status;
        Health health;
        const char* reason;
    };
    const Case cases[] = {
        {"", "{}", "a: 1", Health::progressing, "not taken it up"},
        {"SUBMITTED", "{}", "a: 1", Health::progressing, "SUBMITTED"},
        {"RUNNING", "{}", "a: 1", Health::healthy, "RUNNING"},
        {"RUNNING", "{suspend: true}", "a: 1", Health::progressing, "about to be suspended"},
        {"SUCCEEDING", "{}", "a: 1", Health::healthy, "SUCCEEDING"},
        {"COMPLETED", "{}", "a: 1", Health::healthy, "COMPLETED"},
        {"COMPLETED", "{suspend: true}", "a: 1", Health::healthy, "COMPLETED"},
        {"FAILED", "{}", "a: 1", Health::degraded, "FAILED: driver gone"},
        {"FAILING", "{}", "executionAttempts: 1", Health::degraded, "FAILING"},
        {"FAILING", "{restartPolicy: {type: Always}}", "executionAttempts: 9", Health::progressing, "try again"},
        {"FAILING", "{restartPolicy: {type: OnFailure, onFailureRetries: 2}}", "executionAttempts: 2", Health::progressing, "try again"},
        {"FAILING", "{restartPolicy: {type: OnFailure, onFailureRetries: 2}}", "executionAttempts: 3", Health::degraded,
         "FAILING: driver gone"},
        {"FAILING", "{restartPolicy: {type: OnFailure}}", "executionAttempts: 1", Health::degraded, "FAILING"},
        {"SUBMISSION_FAILED", "{restartPolicy: {type: OnFailure, onSubmissionFailureRetries: 1}}", "submissionAttempts: 1",
         Health::progressing, "try again"},
        {"SUBMISSION_FAILED", "{restartPolicy: {type: Never}}", "submissionAttempts: 1", Health::degraded, "SUBMISSION_FAILED"},
        {"PENDING_RERUN", "{}", "a: 1", Health::progressing, "PENDING_RERUN"},
        {"INVALIDATING", "{}", "a: 1", Health::progressing, "INVALIDATING"},
        {"SUSPENDING", "{suspend: true}", "a: 1", Health::progressing, "SUSPENDING"},
        {"SUSPENDED", "{suspend: true}", "a: 1", Health::suspended, "SUSPENDED"},
        {"SUSPENDED", "{suspend: false}", "a: 1", Health::progressing, "resumed"},
        {"RESUMING", "{}", "a: 1", Health::progressing, "RESUMING"},
        {"UNKNOWN", "{}", "a: 1", Health::unknown, "UNKNOWN"},
        {"NEW_IN_3_0", "{}", "a: 1", Health::unknown, "NEW_IN_3_0"},
    };
    for (const auto& each : cases) {
        const auto verdict = find_kind("SparkApplication")->health(application(each.state, each.spec, each.status));
        EXPECT_EQ(verdict.health, each.health) << each.state << each.spec;
        EXPECT_THAT(verdict.reason, HasSubstr(each.reason)) << each.state << each.spec;
    }
}

TEST(Health, OfSchedules) {
    const HealthCase cases[] = {
        {"", "{spec: {schedule: '@every 1m'}}", Health::progressing, "not taken it up"},
        {"", "{status: {scheduleState: Scheduled}}", Health::healthy, "Scheduled"},
        {"", "{spec: {suspend: true}, status: {scheduleState: Scheduled}}", Health::suspended, "suspended"},
        {"", "{spec: {suspend: true}, status: {scheduleState: FailedValidation, reason: bad cron}}", Health::degraded,
         "FailedValidation: bad cron"},
    };
    for (const auto& each : cases) {
        const auto verdict = find_kind("ScheduledSparkApplication")->health(test::object(each.object));
        EXPECT_EQ(verdict.health, each.health) << each.object;
        EXPECT_THAT(verdict.reason, HasSubstr(each.reason)) << each.object;
    }
}

TEST(Summary, ReadsWhatTheColumnsPromise) {
    const auto pool = test::object(
        "{metadata: {labels: {strimzi.io/cluster: c}}, spec: {replicas: 3, roles: [controller, broker], storage: {type: jbod, volumes: "
        "[{id: 0, size: 1Gi}, {id: 1, size: 512Mi}]}}, "
        "status: {nodeIds: [0, 1, 2]}}");
    EXPECT_EQ(find_kind("knp")->summary(pool),
              test::object("{cluster: c, roles: 'controller, broker', replicas: 3, nodes: '0, 1, 2', storage: jbod, size: 1610612736}"));
    const auto run = test::object(
        "{spec: {type: Scala, sparkVersion: 4.0.1}, status: {applicationState: {state: RUNNING}, executionAttempts: 2, executorState: {a: "
        "RUNNING, b: COMPLETED, c: RUNNING}, "
        "lastSubmissionAttemptTime: '2026-11-24T00:00:00Z', terminationTime: null}}");
    EXPECT_EQ(find_kind("sparkapp")->summary(run),
              test::object("{state: RUNNING, type: Scala, spark_version: 4.0.1, executors: 2, cores: 3, "
                           "attempts: 2, started: '2026-11-24T00:00:00Z', ended: null}"));
    const auto kafka = test::object(
        "{spec: {zookeeper: {replicas: 1}, kafka: {version: 3.8.1}}, status: {listeners: [{name: plain, bootstrapServers: "
        "'c-kafka-bootstrap:9092'}]}}");
    EXPECT_EQ(find_kind("k")->summary(kafka),
              test::object("{version: 3.8.1, mode: ZooKeeper, pools: 0, bootstrap: 'c-kafka-bootstrap:9092', warnings: 0}"));
}

TEST(Quantities, AreReadAsKubernetesDoes) {
    EXPECT_EQ(parse_quantity("100Gi"), 107374182400.0);
    EXPECT_EQ(parse_quantity("1500m"), 1.5);
    EXPECT_EQ(parse_quantity("2k"), 2000.0);
    EXPECT_EQ(parse_quantity("1E"), 1e18);
    EXPECT_EQ(parse_quantity("1e3"), 1000.0);
    EXPECT_EQ(parse_quantity("12"), 12.0);
    EXPECT_EQ(parse_quantity("Gi"), std::nullopt);
    EXPECT_EQ(parse_quantity("1Zi"), std::nullopt);
}

TEST(DriftOf, ExemptsWhatIsNoDrift) {
    const auto pointers = [](const char* kind, const char* desired, const char* observed) {
        std::vector<std::string> result;
        for (const auto& each : drift_of(*find_kind(kind), test::object(desired), test::object(observed)))
            result.push_back(std::string(to_string(each.type)) + " " + each.pointer);
        return result;
    };
    const char* const kafka =
        "{apiVersion: kafka.strimzi.io/v1, metadata: {labels: {a: b}}, spec: {kafka: {listeners: [{name: plain, port: 9092}]}}}";
    EXPECT_THAT(pointers("Kafka", kafka,
                         "{apiVersion: kafka.strimzi.io/v1, metadata: {uid: x, labels: {a: b, c: d}}, spec: {kafka: {listeners: [{name: "
                         "plain, port: 9092}], x: 1}}, status: {}}"),
                IsEmpty());
    // The list has one owner: a listener that someone else adds is drift.
    EXPECT_THAT(pointers("Kafka", kafka,
                         "{apiVersion: kafka.strimzi.io/v1, metadata: {labels: {a: c}}, spec: {kafka: {listeners: [{name: plain, port: "
                         "9092}, {name: tls, port: 9093}]}}}"),
                ElementsAre("changed /metadata/labels/a", "added /spec/kafka/listeners/1"));
    EXPECT_THAT(pointers("Kafka", "{spec: {entityOperator: {userOperator: {}}}}", "{spec: {entityOperator: {}}}"),
                ElementsAre("removed /spec/entityOperator/userOperator"));
    EXPECT_THAT(pointers("SparkApplication", "{spec: {suspend: false, driver: {labels: {}, cores: 1}}}", "{spec: {driver: {cores: 2}}}"),
                ElementsAre("changed /spec/driver/cores"));
}

TEST(WaitingVerdict, FollowsTheOperator) {
    using State = RunVerdict::State;
    const auto ready =
        test::object("{metadata: {generation: 4}, status: {observedGeneration: 4, conditions: [{type: Ready, status: 'True'}]}}");
    const auto& kafka = *find_kind("Kafka");
    EXPECT_EQ(waiting_verdict(kafka, {.generation = 4, .at = {}}, ready).state, State::succeeded);
    EXPECT_EQ(waiting_verdict(kafka, {.generation = 5, .at = {}}, ready).state, State::waiting);
    const auto failed = test::object(
        "{metadata: {generation: 4}, status: {observedGeneration: 4, conditions: [{type: NotReady, status: 'True', reason: FatalProblem, "
        "message: m}]}}");
    EXPECT_EQ(waiting_verdict(kafka, {.generation = 4, .at = {}}, failed), (RunVerdict{State::failed, "NotReady: FatalProblem: m"}));
    const auto paused = test::object(
        "{metadata: {generation: 4, annotations: {strimzi.io/pause-reconciliation: 'true'}}, status: {observedGeneration: 3, conditions: "
        "[{type: ReconciliationPaused, status: 'True'}]}}");
    EXPECT_EQ(waiting_verdict(kafka, {.generation = 4, .at = {}}, paused).state, State::succeeded);
}

TEST(WaitingVerdict, DoesNotTakeTheRunBeforeForTheNewOne) {
    using State = RunVerdict::State;
    const auto& kind = *find_kind("SparkApplication");
    const auto applied_at = *parse_rfc3339("2026-11-24T10:00:00.7Z");
    const Applied rerun{.generation = 1, .at = applied_at, .starts_anew = true};
    const Applied relabelled{.generation = 1, .at = applied_at, .starts_anew = false};
    const auto before =
        application("COMPLETED", "{}", "lastSubmissionAttemptTime: '2026-11-24T09:00:00Z', terminationTime: '2026-11-24T09:30:00Z'");
    const auto after = application("RUNNING", "{}", "lastSubmissionAttemptTime: '2026-11-24T10:00:00Z', terminationTime: null");
    EXPECT_EQ(waiting_verdict(kind, rerun, before).state, State::waiting);
    EXPECT_EQ(waiting_verdict(kind, relabelled, before).state, State::succeeded);
    EXPECT_EQ(waiting_verdict(kind, rerun, after).state, State::succeeded);
    EXPECT_EQ(waiting_verdict(kind, rerun, application("INVALIDATING", "{}", "lastSubmissionAttemptTime: '2026-11-24T09:00:00Z'")).state,
              State::waiting);

    EXPECT_TRUE(kind.starts_anew(test::object("{spec: {image: a}}"), test::object("{spec: {image: b}}")));
    EXPECT_FALSE(kind.starts_anew(test::object("{spec: {image: a}}"),
                                  test::object("{metadata: {labels: {a: b}}, spec: {image: a, suspend: true, timeToLiveSeconds: 5}}")));
}

}  // namespace
}  // namespace nexa
