#include "data/reasons.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace nexa {
namespace {

using testing::ElementsAre;

struct Case {
    const char* kind;
    const char* reason;  ///< As health and runs have it.
    const char* words;
};

/// What the operators were recorded to say, or what their sources say where nothing was recorded.
const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"Kafka", "", ""},
        {"Kafka", "is being deleted", "It is being deleted."},
        {"Kafka", "Strimzi has not reported on it yet", "Strimzi has not reported on it yet."},
        {"Kafka", "ReconciliationPaused", "Its reconciliation is paused: Strimzi leaves it as it is."},
        {"Kafka", "reconciliation is being resumed", "Strimzi is being told to take it up again."},
        {"Kafka", "it is on its way to the cluster", "It is on its way to the cluster."},
        {"Kafka", "it is wanted, but not on the cluster (yet)", "It was asked for, but is not on the cluster."},
        {"Kafka", "Strimzi is working on generation 3 (finished: 2)", "Strimzi is working on the last change."},
        {"Kafka", "Strimzi is working on generation 3 (finished: 2); moving from Kafka 4.0.0 to 4.1.0, node by node",
         "Strimzi moves it from Kafka 4.0.0 to 4.1.0, node by node."},
        {"Kafka", "Strimzi is working on generation 3 (finished: 2); before: NotReady: TimeoutException",
         "Strimzi is working on the last change. Before that: Something took longer than Strimzi waits for it. Strimzi tries again."},
        {"Kafka", "NotReady: StrimziTimeoutException", "Something took longer than Strimzi waits for it. Strimzi tries again."},
        {"Kafka", "NotReady: Creating: Kafka cluster is being deployed", "The Kafka cluster is being deployed."},
        {"Kafka",
         "NotReady: UnsupportedKafkaVersionException: Unsupported Kafka.spec.kafka.version: 3.9.0. Supported versions are: [4.0.0, 4.1.0]",
         "This Strimzi does not run Kafka 3.9.0. Set spec.kafka.version to one of 4.0.0, 4.1.0."},
        {"Kafka", "NotReady: InvalidConfigurationException: No KafkaNodePools found for Kafka cluster events",
         "It has no node pool. Create a KafkaNodePool with the label strimzi.io/cluster: events."},
        {"Kafka",
         "NotReady: InvalidResourceException: KafkaNodePools are enabled, but KafkaNodePools for Kafka cluster events either don't exist "
         "or "
         "have 0 replicas. Please make sure at least one KafkaNodePool resource exists",
         "None of its node pools has a replica. Give at least one of them 1 or more."},
        {"Kafka",
         "NotReady: KafkaUpgradeException: The current metadata version (4.2-IV1) has to be lower or equal to the Kafka broker version we "
         "are downgrading to (4.1.0)",
         "It can't go back to Kafka 4.1.0, because its metadata is already of version 4.2-IV1."},
        {"Kafka",
         "NotReady: InvalidResourceException: The Kafka cluster events is invalid: [At least one KafkaNodePool with the broker role and at "
         "least one replica is required]",
         "Strimzi refuses the cluster as it is described: At least one KafkaNodePool with the broker role and at least one replica is "
         "required."},
        {"Kafka", "NotReady: InvalidResourceException: Listener configuration is not valid: [every listener needs to have a unique name]",
         "Its listeners are not valid: every listener needs to have a unique name."},
        {"Kafka",
         "NotReady: InvalidResourceException: Kafka configuration option 'default.replication.factor' should be set to 1 because this "
         "cluster has only 1 Kafka broker(s).",
         "Set default.replication.factor to 1: with its brokers (1) more can't be kept."},
        {"Kafka",
         "NotReady: InvalidConfigurationException: Strimzi 0.46.0 supports only KRaft-based Apache Kafka clusters. Please make sure",
         "It still uses ZooKeeper, which Strimzi 0.46.0 no longer runs. Move it to KRaft with Strimzi 0.45 first."},
        {"Kafka",
         "NotReady: CompletionException: java.lang.IllegalArgumentException: Labels starting with strimzi.io/ are not allowed in Custom "
         "Resources, such labels should be removed. Found: strimzi.io/foo",
         "Remove the label strimzi.io/foo: Strimzi keeps names that begin with strimzi.io/ for itself."},
        {"Kafka",
         "NotReady: StrimziTimeoutException: Exceeded timeout of 300000ms while waiting for Pods resource c-broker-0 in namespace a to be "
         "ready",
         "c-broker-0 did not become ready in time. Strimzi tries again; the events of its pods say what holds it up."},
        {"Kafka",
         "NotReady: TimeoutException: Exceeded timeout of 300000ms while waiting for Service resource c-kafka-external-bootstrap in "
         "namespace a to be addressable",
         "c-kafka-external-bootstrap got no address in time. Strimzi tries again; a load balancer or node port that never comes is the "
         "usual cause."},
        {"Kafka", "NotReady: FatalProblem: Pod is unschedulable or is not starting",
         "A pod can't be scheduled or does not start. Its events say why: often CPU, memory or a volume is missing."},
        {"Kafka", "NotReady: FatalProblem: Error while waiting for restarted pod c-dual-0 to become ready",
         "The pod c-dual-0 did not become ready after its restart. Its log and events say why."},
        {"Kafka", "NotReady: UnforceableProblem: Pod c-broker-1 cannot be updated right now.",
         "The pod c-broker-1 can't be restarted now without taking partitions away. Strimzi tries again."},
        {"Kafka", "KafkaStorage: A volume is ephemeral; KafkaMinInsyncReplicas: min.insync.replicas option is not configured",
         "A volume is ephemeral. min.insync.replicas option is not configured."},
        {"Kafka", "applied; ReconciliationPaused", "Applied. Its reconciliation is paused: Strimzi leaves it as it is."},
        {"KafkaNodePool", "2 replicas are wanted, Strimzi keeps 3 (nodes 0, 1, 2): a broker with partitions is not removed",
         "2 replicas are wanted, but Strimzi keeps 3 (nodes 0, 1, 2): a broker is removed only when its partitions have been moved away."},
        {"StrimziPodSet", "2 of 3 pods are ready", "2 of 3 pods are ready."},

        {"KafkaTopic", "Ready=False: NotSupported: Decreasing partitions not supported",
         "Kafka can't take partitions away from a topic. Set spec.partitions back to what it was, or higher."},
        {"KafkaTopic", "Ready=False: NotSupported: Changing spec.topicName is not supported",
         "A topic can't be renamed. Set spec.topicName back, or create another topic."},
        {"KafkaTopic", "Ready=False: NotSupported: Replication factor change not supported, but required for partitions [0, 1, 2, 3, 4]",
         "Its replicas can be changed only by Cruise Control. Set spec.replicas back, or add Cruise Control to the Kafka cluster."},
        {"KafkaTopic", "Ready=False: ResourceConflict: Managed by Ref{namespace='team-a', name='orders'}",
         "The KafkaTopic orders in team-a manages the same topic in Kafka. Remove one of the two, or give it another spec.topicName."},
        {"KafkaTopic",
         "Ready=False: KafkaError: org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: "
         "describeConfigs",
         "Kafka does not answer the topic operator. It is tried again as soon as the Kafka cluster can be reached."},
        {"KafkaTopic",
         "Ready=False: KafkaError: org.apache.kafka.common.errors.InvalidConfigurationException: Invalid value abc for configuration "
         "retention.ms: Not a number of type LONG",
         "retention.ms can't be abc: Not a number of type LONG."},
        {"KafkaTopic",
         "Ready=False: KafkaError: org.apache.kafka.common.errors.InvalidConfigurationException: Unknown topic config name: no.such.key",
         "Kafka knows no topic setting no.such.key. Remove it from spec.config, or mend its spelling."},
        {"KafkaTopic",
         "Ready=False: KafkaError: org.apache.kafka.common.errors.InvalidTopicException: Topic name is invalid: 'a b/c' contains one or "
         "more characters other than ASCII alphanumerics, '.', '_' and '-'",
         "Kafka refuses the topic's name: 'a b/c' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'."},
        {"KafkaTopic",
         "Ready=False: KafkaError: org.apache.kafka.common.errors.InvalidReplicationFactorException: Unable to replicate the partition 3 "
         "time(s): The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.",
         "It asks for 3 replicas, and the Kafka cluster's brokers are fewer (1)."},
        {"KafkaTopic", "replicas are being changed to 3 (ongoing)", "Cruise Control is changing its replicas to 3."},
        {"KafkaTopic", "replicas are being changed to 3 (pending): Error when calling Cruise Control",
         "Cruise Control is changing its replicas to 3, and reports: Error when calling Cruise Control."},
        {"KafkaTopic", "Unmanaged: Strimzi leaves the topic in Kafka alone", "It is not managed: Strimzi leaves the topic in Kafka alone."},
        // Not in the table: the operator's own sentence remains.
        {"KafkaTopic", "Ready=False: InternalError: java.lang.RuntimeException: the disk is\n\tat io.strimzi.Foo.bar(Foo.java:7)",
         "The disk is."},
        {"KafkaTopic", "Ready=False: KafkaError: org.apache.kafka.common.errors.SomethingException",
         "The operator failed and gave no reason but the name of its error, SomethingException."},
        {"KafkaTopic", "Ready=False: KafkaError: max.message.bytes is too large", "max.message.bytes is too large."},

        {"KafkaUser",
         "NotReady: ExecutionException: java.util.concurrent.CompletionException: "
         "io.strimzi.operator.common.InvalidConfigurationException: "
         "Secret pw not found",
         "The Secret pw that it needs is not there."},
        {"KafkaUser", "NotReady: ExecutionException: java.lang.RuntimeException: ScramShaCredentialsCache is not ready!",
         "The user operator has not read Kafka's users yet. It does so as soon as the Kafka cluster can be reached."},
        {"KafkaUser", "NotReady: ExecutionException: java.lang.RuntimeException: AclCache is not ready!",
         "The user operator can't read Kafka's ACLs: the Kafka cluster can't be reached, or has no spec.kafka.authorization."},
        {"KafkaUser", "NotReady: TimeoutException", "Something took longer than Strimzi waits for it. Strimzi tries again."},

        {"KafkaConnect", "NotReady: CompletionException: java.net.ConnectException",
         "Kafka Connect's REST API can't be reached. Strimzi tries again."},
        {"KafkaConnect", "NotReady: ConnectBuildException: The Kafka Connect build failed.",
         "The image with its plugins could not be built. The log of the build pod says why."},
        {"KafkaConnect", "scaled to 0 replicas: nothing runs", "Scaled to 0 replicas: nothing runs."},
        {"KafkaConnector", "NotReady: ConnectException", "Kafka Connect's REST API can't be reached. Strimzi tries again."},
        {"KafkaConnector",
         "NotReady: InvalidResourceException: Resource lacks label 'strimzi.io/cluster': No connect cluster in which to create this "
         "connector.",
         "It lacks the label strimzi.io/cluster, which says what it belongs to."},
        {"KafkaConnector",
         "NotReady: NoSuchResourceException: KafkaConnect resource 'x' identified by label 'strimzi.io/cluster' does not exist in "
         "namespace "
         "team-a.",
         "Its label strimzi.io/cluster names x, but there is no KafkaConnect of that name in team-a."},
        {"KafkaConnector", "NotReady: RuntimeException: KafkaConnect resource 'x' identified by label 'strimzi.io/cluster' has 0 replicas.",
         "Its Connect cluster x is scaled to 0 replicas, so that nothing can run there."},
        {"KafkaConnector",
         "NotReady: NoSuchResourceException: KafkaConnect x is not configured with annotation strimzi.io/use-connector-resources",
         "The Connect cluster x takes no connectors as resources. Set its annotation strimzi.io/use-connector-resources to \"true\"."},
        {"KafkaConnector",
         "NotReady: ConnectRestException: PUT /connectors/c/config returned 500 (Internal Server Error): Failed to find any class that "
         "implements Connector and which name matches org.x.Sink, available connectors are: PluginDesc{klass=class org.y}",
         "No plugin of the Connect cluster has the class org.x.Sink. Mend spec.class, or add the plugin to the Connect cluster."},
        {"KafkaConnector",
         "NotReady: ConnectRestException: PUT /connectors/c/config returned 500 (Internal Server Error): Failed to find any class that "
         "implements Connector and which name matches org.x.Sink",
         "No plugin of the Connect cluster has the class org.x.Sink. Mend spec.class, or add the plugin to the Connect cluster."},
        {"KafkaConnector",
         "NotReady: ConnectRestException: PUT /connectors/c/config returned 400 (Bad Request): Connector configuration is invalid",
         "Kafka Connect refuses the connector's configuration: Connector configuration is invalid."},
        {"KafkaConnector",
         "NotReady: Throwable: Connector has failed, see connectorStatus for more details. "
         "(org.apache.kafka.connect.errors.ConnectException: "
         "No route); restarted 2 times by Strimzi",
         "The connector has failed, and Strimzi restarted it 2 times: No route."},
        {"KafkaConnector",
         "NotReady: Throwable: Connector has failed, see connectorStatus for more details. (java.io.IOException: No route)",
         "The connector has failed: No route."},
        {"KafkaConnector", "NotReady: Throwable: Connector has failed, see connectorStatus for more details.",
         "The connector has failed. Its log on the worker says why."},
        {"KafkaConnector",
         "NotReady: Throwable: The following tasks have failed: 0, 2, see connectorStatus for more details. (java.io.IOException: No "
         "route); restarted 1 time by Strimzi",
         "Tasks have failed (0, 2), and Strimzi restarted them 1 time: No route."},
        {"KafkaConnector",
         "NotReady: Throwable: The following tasks have failed: 0, see connectorStatus for more details. (java.io.IOException: No route)",
         "Tasks have failed (0): No route."},
        {"KafkaConnector", "NotReady: Throwable: The following tasks have failed: 0, see connectorStatus for more details.",
         "Tasks have failed (0). Their log on the worker says why."},
        {"KafkaConnector", "the connector has FAILED: org.apache.kafka.connect.errors.DataException: no field",
         "The connector has failed: no field."},
        {"KafkaConnector", "the connector has FAILED", "The connector has failed. Its log on the worker says why."},
        {"KafkaConnector", "task 0 FAILED: java.io.IOException: gone", "Task 0 has failed: gone."},
        {"KafkaConnector", "task 0 FAILED", "Task 0 has failed. Its log on the worker says why."},
        {"KafkaConnector", "tasks 0, 1 FAILED: java.io.IOException: gone", "Tasks have failed (0, 1): gone."},
        {"KafkaConnector", "tasks 0, 1 FAILED", "Tasks have failed (0, 1). Their log on the worker says why."},
        {"KafkaConnector", "RESTARTING", "The connector is being restarted."},
        {"KafkaConnector", "UNASSIGNED: no worker has taken the connector yet", "No worker has taken the connector yet."},
        {"KafkaMirrorMaker2",
         "NotReady: Throwable: One or more connectors are in FAILED state (a->b.MirrorSourceConnector: "
         "org.apache.kafka.common.KafkaException: Failed to construct kafka consumer)",
         "Its connector a->b.MirrorSourceConnector has failed: Failed to construct kafka consumer."},
        {"KafkaMirrorMaker2", "NotReady: Throwable: One or more connectors are in FAILED state",
         "At least one of its connectors has failed."},
        {"KafkaMirrorMaker2",
         "NotReady: InvalidResourceException: connectCluster with alias b cannot be found in the list of clusters at spec.clusters",
         "spec.connectCluster names b, which is not among spec.clusters."},

        {"KafkaRebalance", "New", "Strimzi has not asked Cruise Control for a proposal yet."},
        {"KafkaRebalance", "PendingProposal: Cruise Control is working on a proposal", "Cruise Control is working on a proposal."},
        {"KafkaRebalance", "ProposalReady: waits for approval", "The proposal is ready and waits for somebody to approve it."},
        {"KafkaRebalance", "ProposalReady: is approved automatically", "The proposal is ready and is approved by itself."},
        {"KafkaRebalance", "Rebalancing", "Cruise Control is moving partitions."},
        {"KafkaRebalance", "Stopped; refresh asks for a new proposal", "It was stopped. Refresh it to get a new proposal."},
        {"KafkaRebalance", "NotReady: InvalidResourceException: Kafka resource lacks 'cruiseControl' declaration",
         "The Kafka cluster has no Cruise Control. Add spec.cruiseControl to it."},
        {"KafkaRebalance", "NotReady: RuntimeException: Kafka cluster is not Ready", "It waits until its Kafka cluster is ready."},
        {"KafkaRebalance", "NotReady: IllegalArgumentException: The brokers list is mandatory when using the add-brokers rebalancing mode",
         "The mode add-brokers needs spec.brokers, which says for which brokers."},
        {"KafkaRebalance",
         "NotReady: CruiseControlRestException: Error processing POST request '/add_broker' due to: "
         "'java.lang.IllegalArgumentException: Some of the brokers [7] don't exist.'",
         "Cruise Control refuses the request: Some of the brokers [7] don't exist."},
        {"KafkaRebalance", "NotReady: CruiseControlRestException: Error during the rebalance: the task was completed with error.",
         "Cruise Control ended the rebalance with an error. Its log says why."},

        {"SparkApplication", "is being deleted", "It is being deleted."},
        {"SparkApplication", "it is on its way to the cluster", "It is on its way to the cluster."},
        {"SparkApplication", "it is wanted, but not on the cluster (yet)", "It was asked for, but is not on the cluster."},
        {"SparkApplication", "the Spark operator has not taken it up yet", "The Spark operator has not taken it up yet."},
        {"SparkApplication", "SUBMITTED: the driver pod is starting", "The driver pod is starting."},
        {"SparkApplication", "RUNNING", "It runs."},
        {"SparkApplication", "SUCCEEDING", "The driver has ended well."},
        {"SparkApplication", "COMPLETED", "It has ended well."},
        {"SparkApplication", "FAILED: driver container failed with ExitCode: 137, Reason: OOMKilled",
         "The driver was killed because it used more memory than it may. Give it more in spec.driver.memory or memoryOverhead."},
        {"SparkApplication", "FAILED: driver container failed with ExitCode: 1, Reason: Error",
         "The driver ended with exit code 1. Its log says why."},
        {"SparkApplication", "FAILING: driver container failed with ExitCode: 1, Reason: Error; the operator will try again",
         "The driver ended with exit code 1. Its log says why. The operator will try again."},
        {"SparkApplication", "FAILED: driver container failed with ExitCode: 0, Reason: ContainerCannotRun",
         "The driver ended with exit code 0 (ContainerCannotRun). Its log may say why."},
        {"SparkApplication", "FAILED: driver pod not found", "The driver's pod was removed while the job ran."},
        {"SparkApplication", "SUBMISSION_FAILED: driver pod already exist",
         "A pod with the driver's name is there already, left by an earlier run or by another application."},
        {"SparkApplication", "FAILED: driver container status missing",
         "The driver's pod failed before its container said anything. Its events say why."},
        {"SparkApplication",
         "SUBMISSION_FAILED: failed to submit spark application: failed to run spark-submit: exit status 1: 26/11/24 WARN Utils\nException "
         "in thread \"main\" org.apache.spark.SparkException: Please specify spark.kubernetes.file.upload.path property.\n\tat "
         "org.apache.spark.deploy.k8s.KubernetesUtils$.uploadFileUri(KubernetesUtils.scala:330)",
         "spark-submit failed: Please specify spark.kubernetes.file.upload.path property."},
        {"SparkApplication", "FAILED: failed to submit spark application: failed to run spark-submit: exit status 1",
         "spark-submit failed: exit status 1."},
        {"SparkApplication", "FAILED", "The job failed, and the operator gave no reason. The driver's log may say why."},
        {"SparkApplication", "FAILING; the operator will try again",
         "The job failed, and the operator gave no reason. The driver's log may say why. The operator will try again."},
        {"SparkApplication", "SUBMISSION_FAILED", "The job could not be submitted, and the operator gave no reason."},
        {"SparkApplication", "RESUMING", "The operator is about to run it again."},
        {"SparkApplication", "SUSPENDED", "It is suspended: no pod of it runs."},
        {"SparkApplication", "SUSPENDED: about to be resumed", "The operator is about to run it again."},
        {"SparkApplication", "RUNNING: about to be suspended", "It runs, and is about to be suspended."},
        {"SparkApplication", "UNKNOWN: the driver pod's node does not answer", "The driver pod's node does not answer."},

        {"ScheduledSparkApplication", "FailedValidation: failed to parse schedule: expected 5 fields (delete it and create it anew)",
         "The operator refused the schedule and does not look at it again. Delete it and create it anew. It said: failed to parse "
         "schedule: expected 5 fields."},
        {"ScheduledSparkApplication", "suspended: no runs are started", "It is suspended: no runs are started."},
        {"ScheduledSparkApplication", "Scheduled", "Its runs are started by the schedule."},
        {"ScheduledSparkApplication", "Validating", "The operator is checking the schedule."},
        {"SparkConnect", "the Spark operator is working on generation 2 (finished: 1)",
         "The Spark operator is working on the last change."},
        {"SparkConnect", "Provisioning", "The server is being set up."},
        {"SparkConnect", "NotReady: the server's pod is not ready", "The server's pod is not ready."},
        {"SparkConnect", "Failed", "The server failed, and the operator gave no reason. Its pod's log may say why."},
    };
    return all;
}

TEST(Reasons, AreSentences) {
    for (const auto& each : cases())
        EXPECT_EQ(in_words(*find_kind(each.kind), each.reason), each.words) << each.kind << ": " << each.reason;
}

TEST(Reasons, EachRowHasACase) {
    const auto check = [](std::span<const ReasonRow> rows, Family family) {
        for (const auto& row : rows) {
            const std::string_view beginning = row.words.substr(0, row.words.find('{'));
            const bool has_case = std::ranges::any_of(cases(), [&](const Case& each) {
                return find_kind(each.kind)->family == family && std::string_view(each.words).contains(beginning);
            });
            EXPECT_TRUE(has_case && (!beginning.empty() || row.words.size() > 3)) << row.pattern;
        }
    };
    check(kafka::strimzi_reasons(), Family::kafka);
    check(spark::operator_reasons(), Family::spark);
}

TEST(Reasons, NeverShowTheNamesOfClasses) {
    const auto& kind = *find_kind("KafkaTopic");
    for (const std::string text : {"java.lang.IllegalStateException: nope", "NotReady: FooBarException: a.b.c.DException: nope",
                                   "nope\n\tat a.b.C.d(C.java:1)", "Error: nope"})
        EXPECT_EQ(in_words(kind, text), "Nope.") << text;
    // A name of three parts that is no error's stays: it may be what one looks for.
    EXPECT_EQ(in_words(kind, "there is no io.debezium.connector.PostgresConnector"),
              "There is no io.debezium.connector.PostgresConnector.");
    // Whatever comes, something is said.
    for (const std::string text : {":", "; before: ", "NotReady: ", "FAILED: ", "\n"}) EXPECT_NO_THROW(in_words(kind, text)) << text;
}

TEST(Patterns, TakeTheShortestTextThatFits) {
    const auto found = match("a * c*", "a b c c");
    ASSERT_TRUE(found);
    EXPECT_THAT(*found, ElementsAre("b", " c"));
    EXPECT_THAT(match("*", "all").value(), ElementsAre("all"));
    EXPECT_THAT(match("x*z", "xyz z").value(), ElementsAre("yz "));
    EXPECT_EQ(match("a*b", "a"), std::nullopt);
    EXPECT_EQ(match("a", "ab"), std::nullopt);
    EXPECT_TRUE(match("", "").value().empty());
}

}  // namespace
}  // namespace nexa
