#include <array>

#include "data/reasons.hpp"

// What Strimzi 0.45 to 1.2 and its topic and user operators write into conditions: read in their sources, and recorded from the running
// operators (contracts: A.3, H). Kafka's and Connect's own texts reach conditions through them.
namespace nexa::kafka {
namespace {

constexpr std::array rows{
    // Every kind.
    ReasonRow{"is being deleted", "It is being deleted"},
    ReasonRow{"ReconciliationPaused", "Its reconciliation is paused: Strimzi leaves it as it is"},
    ReasonRow{"reconciliation is being resumed", "Strimzi is being told to take it up again"},
    ReasonRow{"Strimzi is working on generation * (finished: *); moving from Kafka * to *, node by node",
              "Strimzi moves it from Kafka {3} to {4}, node by node"},
    ReasonRow{"Strimzi is working on generation * (finished: *)", "Strimzi is working on the last change"},
    ReasonRow{"it is wanted, but not on the cluster (yet)", "It was asked for, but is not on the cluster"},
    ReasonRow{"it is on its way to the cluster", "It is on its way to the cluster"},
    ReasonRow{"Exceeded timeout of *ms while waiting for * resource * in namespace * to be addressable",
              "{3} got no address in time. Strimzi tries again; a load balancer or node port that never comes is the usual cause"},
    ReasonRow{"Exceeded timeout of *ms while waiting for * resource * in namespace * to be *",
              "{3} did not become {5} in time. Strimzi tries again; the events of its pods say what holds it up"},
    ReasonRow{"TimeoutException", "Something took longer than Strimzi waits for it. Strimzi tries again"},
    ReasonRow{"StrimziTimeoutException", "Something took longer than Strimzi waits for it. Strimzi tries again"},
    ReasonRow{"Labels starting with strimzi.io/ are not allowed in Custom Resources, such labels should be removed. Found: *",
              "Remove the label {1}: Strimzi keeps names that begin with strimzi.io/ for itself"},
    ReasonRow{"Resource lacks label 'strimzi.io/cluster': *", "It lacks the label strimzi.io/cluster, which says what it belongs to"},
    ReasonRow{"* resource '*' identified by label 'strimzi.io/cluster' does not exist in namespace *.",
              "Its label strimzi.io/cluster names {2}, but there is no {1} of that name in {3}"},
    ReasonRow{"Secret * not found", "The Secret {1} that it needs is not there"},

    // Kafka and its pools.
    ReasonRow{"Kafka cluster is being deployed", "The Kafka cluster is being deployed"},
    ReasonRow{"Unsupported Kafka.spec.kafka.version: *. Supported versions are: [*]",
              "This Strimzi does not run Kafka {1}. Set spec.kafka.version to one of {2}"},
    ReasonRow{"No KafkaNodePools found for Kafka cluster *",
              "It has no node pool. Create a KafkaNodePool with the label strimzi.io/cluster: {1}"},
    ReasonRow{"KafkaNodePools are enabled, but KafkaNodePools for Kafka cluster * either don't exist or have 0 replicas.*",
              "None of its node pools has a replica. Give at least one of them 1 or more"},
    ReasonRow{"The current metadata version (*) has to be lower or equal to the Kafka broker version we are downgrading to (*)",
              "It can't go back to Kafka {2}, because its metadata is already of version {1}"},
    ReasonRow{"The Kafka cluster * is invalid: [*]", "Strimzi refuses the cluster as it is described: {2}"},
    ReasonRow{"Listener configuration is not valid: [*]", "Its listeners are not valid: {1}"},
    ReasonRow{"Kafka configuration option '*' should be set to * because this cluster has only * Kafka broker(s)*",
              "Set {1} to {2}: with its brokers ({3}) more can't be kept"},
    ReasonRow{"Strimzi * supports only KRaft-based Apache Kafka clusters.*",
              "It still uses ZooKeeper, which Strimzi {1} no longer runs. Move it to KRaft with Strimzi 0.45 first"},
    ReasonRow{"Pod is unschedulable or is not starting",
              "A pod can't be scheduled or does not start. Its events say why: often CPU, memory or a volume is missing"},
    ReasonRow{"Error while waiting for restarted pod * to become ready",
              "The pod {1} did not become ready after its restart. Its log and events say why"},
    ReasonRow{"Pod * cannot be updated right now.",
              "The pod {1} can't be restarted now without taking partitions away. Strimzi tries again"},
    ReasonRow{
        "* replicas are wanted, Strimzi keeps * (nodes *): a broker with partitions is not removed",
        "{1} replicas are wanted, but Strimzi keeps {2} (nodes {3}): a broker is removed only when its partitions have been moved away"},

    // Topics.
    ReasonRow{"Unmanaged: Strimzi leaves the topic in Kafka alone", "It is not managed: Strimzi leaves the topic in Kafka alone"},
    ReasonRow{"Decreasing partitions not supported",
              "Kafka can't take partitions away from a topic. Set spec.partitions back to what it was, or higher"},
    ReasonRow{"Changing spec.topicName is not supported", "A topic can't be renamed. Set spec.topicName back, or create another topic"},
    ReasonRow{"Replication factor change not supported, but required for partitions *",
              "Its replicas can be changed only by Cruise Control. Set spec.replicas back, or add Cruise Control to the Kafka cluster"},
    ReasonRow{"Managed by Ref{namespace='*', name='*'}",
              "The KafkaTopic {2} in {1} manages the same topic in Kafka. Remove one of the two, or give it another spec.topicName"},
    ReasonRow{"Timed out waiting for a node assignment. Call: *",
              "Kafka does not answer the topic operator. It is tried again as soon as the Kafka cluster can be reached"},
    ReasonRow{"Invalid value * for configuration *: *", "{2} can't be {1}: {3}"},
    ReasonRow{"Unknown topic config name: *", "Kafka knows no topic setting {1}. Remove it from spec.config, or mend its spelling"},
    ReasonRow{"Topic name is invalid: *", "Kafka refuses the topic's name: {1}"},
    ReasonRow{"Unable to replicate the partition * time(s): The target replication factor of * cannot be reached because only * broker(s) "
              "are registered.",
              "It asks for {2} replicas, and the Kafka cluster's brokers are fewer ({3})"},
    ReasonRow{"replicas are being changed to * (*): *", "Cruise Control is changing its replicas to {1}, and reports: {3}"},
    ReasonRow{"replicas are being changed to * (*)", "Cruise Control is changing its replicas to {1}"},

    // Users.
    ReasonRow{"ScramShaCredentialsCache is not ready!",
              "The user operator has not read Kafka's users yet. It does so as soon as the Kafka cluster can be reached"},
    ReasonRow{"AclCache is not ready!",
              "The user operator can't read Kafka's ACLs: the Kafka cluster can't be reached, or has no spec.kafka.authorization"},

    // Connect, connectors and mirrors.
    ReasonRow{"ConnectException", "Kafka Connect's REST API can't be reached. Strimzi tries again"},
    ReasonRow{"java.net.ConnectException", "Kafka Connect's REST API can't be reached. Strimzi tries again"},
    ReasonRow{"The Kafka Connect build failed.", "The image with its plugins could not be built. The log of the build pod says why"},
    ReasonRow{"KafkaConnect resource '*' identified by label 'strimzi.io/cluster' has 0 replicas.",
              "Its Connect cluster {1} is scaled to 0 replicas, so that nothing can run there"},
    ReasonRow{
        "KafkaConnect * is not configured with annotation strimzi.io/use-connector-resources",
        "The Connect cluster {1} takes no connectors as resources. Set its annotation strimzi.io/use-connector-resources to \"true\""},
    ReasonRow{
        "PUT /connectors/*/config returned *: Failed to find any class that implements Connector and which name matches *, available *",
        "No plugin of the Connect cluster has the class {3}. Mend spec.class, or add the plugin to the Connect cluster"},
    ReasonRow{"PUT /connectors/*/config returned *: Failed to find any class that implements Connector and which name matches *",
              "No plugin of the Connect cluster has the class {3}. Mend spec.class, or add the plugin to the Connect cluster"},
    ReasonRow{"PUT /connectors/*/config returned *: *", "Kafka Connect refuses the connector's configuration: {3}"},
    ReasonRow{"Connector has failed, see connectorStatus for more details. (*); restarted * by Strimzi",
              "The connector has failed, and Strimzi restarted it {2}: {1}"},
    ReasonRow{"Connector has failed, see connectorStatus for more details. (*)", "The connector has failed: {1}"},
    ReasonRow{"Connector has failed, see connectorStatus for more details.", "The connector has failed. Its log on the worker says why"},
    ReasonRow{"The following tasks have failed: *, see connectorStatus for more details. (*); restarted * by Strimzi",
              "Tasks have failed ({1}), and Strimzi restarted them {3}: {2}"},
    ReasonRow{"The following tasks have failed: *, see connectorStatus for more details. (*)", "Tasks have failed ({1}): {2}"},
    ReasonRow{"The following tasks have failed: *, see connectorStatus for more details.",
              "Tasks have failed ({1}). Their log on the worker says why"},
    ReasonRow{"One or more connectors are in FAILED state (*: *)", "Its connector {1} has failed: {2}"},
    ReasonRow{"One or more connectors are in FAILED state", "At least one of its connectors has failed"},
    ReasonRow{"the connector has FAILED: *", "The connector has failed: {1}"},
    ReasonRow{"the connector has FAILED", "The connector has failed. Its log on the worker says why"},
    ReasonRow{"task * FAILED: *", "Task {1} has failed: {2}"},
    ReasonRow{"task * FAILED", "Task {1} has failed. Its log on the worker says why"},
    ReasonRow{"tasks * FAILED: *", "Tasks have failed ({1}): {2}"},
    ReasonRow{"tasks * FAILED", "Tasks have failed ({1}). Their log on the worker says why"},
    ReasonRow{"RESTARTING", "The connector is being restarted"},
    ReasonRow{"connectCluster with alias * cannot be found in the list of clusters at spec.clusters",
              "spec.connectCluster names {1}, which is not among spec.clusters"},

    // Rebalances.
    ReasonRow{"New", "Strimzi has not asked Cruise Control for a proposal yet"},
    ReasonRow{"PendingProposal: Cruise Control is working on a proposal", "Cruise Control is working on a proposal"},
    ReasonRow{"ProposalReady: waits for approval", "The proposal is ready and waits for somebody to approve it"},
    ReasonRow{"ProposalReady: is approved automatically", "The proposal is ready and is approved by itself"},
    ReasonRow{"Rebalancing", "Cruise Control is moving partitions"},
    ReasonRow{"Stopped; refresh asks for a new proposal", "It was stopped. Refresh it to get a new proposal"},
    ReasonRow{"Kafka resource lacks 'cruiseControl' declaration", "The Kafka cluster has no Cruise Control. Add spec.cruiseControl to it"},
    ReasonRow{"Kafka cluster is not Ready", "It waits until its Kafka cluster is ready"},
    ReasonRow{"The brokers list is mandatory when using the * rebalancing mode",
              "The mode {1} needs spec.brokers, which says for which brokers"},
    ReasonRow{"Error processing POST request '*' due to: '*'", "Cruise Control refuses the request: {2}"},
    ReasonRow{"Error during the rebalance: the task was completed with error.",
              "Cruise Control ended the rebalance with an error. Its log says why"},
};

}  // namespace

std::span<const ReasonRow> strimzi_reasons() noexcept {
    return rows;
}

}  // namespace nexa::kafka
