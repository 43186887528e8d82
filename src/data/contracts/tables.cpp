#include "data/contracts/contract.hpp"
#include "data/contracts/rules.hpp"

namespace nexa::contracts {
namespace {

using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr std::string_view kafka[] = {"Kafka"};
constexpr std::string_view node_pool[] = {"KafkaNodePool"};
constexpr std::string_view topic[] = {"KafkaTopic"};
constexpr std::string_view of_a_cluster[] = {"KafkaNodePool", "KafkaTopic"};
constexpr std::string_view strimzi[] = {"Kafka", "KafkaNodePool", "KafkaTopic"};
constexpr std::string_view with_storage[] = {"Kafka", "KafkaNodePool"};
constexpr std::string_view application[] = {"SparkApplication"};
constexpr std::string_view schedule[] = {"ScheduledSparkApplication"};
constexpr std::string_view spark[] = {"SparkApplication", "ScheduledSparkApplication"};
constexpr std::string_view pods[] = {"Pod", "Job", "CronJob", "Deployment", "StatefulSet", "ReplicaSet"};

constexpr Rule contract_rows[] = {
    {.id = "api-version-served",
     .title = "API version is served by the cluster",
     .kinds = {},
     .explanation = "Strimzi up to 0.48 serves v1beta2 only, 0.49 to 0.51 v1beta2 and v1, from 1.0.0 on v1 only. An apiserver refuses what "
                    "it does not serve.",
     .source = "The CRDs of each operator release; discovery of the cluster",
     .check = api_version_served},
    {.id = "operator-watches-namespace",
     .title = "An operator watches the namespace",
     .kinds = {},
     .explanation = "An operator that watches some namespaces only never sees a resource in another one: it would stay as it is for ever, "
                    "without an error.",
     .source = "Strimzi: STRIMZI_NAMESPACE; Spark operator: --namespaces",
     .check = operator_watches_namespace},
    {.id = "kafka-kraft-version",
     .title = "KRaft clusters run Kafka 4.0.0 or newer, in a version that the Strimzi release supports",
     .kinds = kafka,
     .explanation = "KRaft Kafka 4.0.0 and newer needs Strimzi 0.46.0 or newer, and each release supports a short list of Kafka versions. "
                    "With another one Strimzi reports "
                    "UnsupportedKafkaVersionException and stops reconciling the cluster.",
     .source = "Strimzi: supported versions, kafka-versions.yaml of the release",
     .check = kafka_kraft_version},
    {.id = "kafka-zookeeper-version",
     .title = "ZooKeeper mode runs only as Kafka 3.8.1 on Strimzi 0.45",
     .kinds = kafka,
     .explanation = "Strimzi 0.45 is the last line with ZooKeeper. Kafka 3.8.1 is the version that such clusters are held at until they "
                    "move to KRaft.",
     .source = "Strimzi 0.46.0 release notes: ZooKeeper removed; platform rule",
     .check = kafka_zookeeper_version},
    {.id = "kafka-kraft-annotations",
     .title = "Strimzi 0.46 and 0.47 need the KRaft annotations",
     .kinds = kafka,
     .explanation = "Strimzi 0.46 and 0.47 look only at Kafka resources with strimzi.io/kraft and strimzi.io/node-pools enabled; without "
                    "them they change no status at all.",
     .source = "Strimzi 0.46 and 0.47: deploying and upgrading, KRaft annotations",
     .check = kafka_kraft_annotations},
    {.id = "kafka-cluster-label",
     .title = "Node pools and topics name their Kafka cluster",
     .kinds = of_a_cluster,
     .explanation = "Strimzi finds the Kafka resource by the label strimzi.io/cluster. Without it nothing is reconciled.",
     .source = "Strimzi: configuring node pools, topics",
     .check = kafka_cluster_label},
    {.id = "kafka-reserved-labels",
     .title = "Labels of strimzi.io/ are Strimzi's own",
     .kinds = kafka,
     .explanation =
         "Strimzi copies the labels of a Kafka resource to everything it makes and refuses its own prefix, but for strimzi.io/cluster.",
     .source = "Strimzi: labels of custom resources",
     .check = kafka_reserved_labels},
    {.id = "kafka-controllers-static",
     .title = "The controllers of a cluster stay as they are",
     .kinds = node_pool,
     .explanation = "Strimzi runs KRaft with a static quorum. Adding, removing, scaling or re-roling controllers is not supported, is not "
                    "rejected by Strimzi, and ends in a cluster "
                    "whose controllers can't agree.",
     .source = "Strimzi: KRaft limitations",
     .check = kafka_controllers_static},
    {.id = "topic-partitions-shrink",
     .title = "Partitions of a topic can't be removed",
     .kinds = topic,
     .explanation =
         "Kafka has no way to take partitions away. The topic operator answers NotSupported, \"Decreasing partitions not supported\".",
     .source = "Strimzi: topic operator; Apache Kafka operations, modifying topics",
     .check = topic_partitions_shrink},
    {.id = "topic-rename",
     .title = "A topic can't be renamed",
     .kinds = topic,
     .explanation = "The topic operator answers NotSupported, \"Changing spec.topicName is not supported\".",
     .source = "Strimzi: topic operator",
     .check = topic_rename},
    {.id = "spark-submitted-as-application",
     .title = "Spark runs as a SparkApplication",
     .kinds = pods,
     .explanation = "A driver that is started as a bare Pod or Job is outside of the operator: no retries, no status, no rules of the "
                    "namespace, nothing to audit.",
     .source = "Platform rule",
     .check = spark_submitted_as_application},
    {.id = "spark-name",
     .title = "Names of Spark applications are DNS-1035 labels",
     .kinds = spark,
     .explanation = "The operator derives Services from the name, and from 2.4 on its webhook refuses a name that is no DNS-1035 label.",
     .source = "Spark operator 2.4: validating webhook",
     .check = spark_name},
    {.id = "api-version-deprecated",
     .title = "API version is deprecated",
     .type = Type::warning,
     .kinds = strimzi,
     .explanation = "Where both versions are served, v1beta2 is on its way out: Strimzi 1.0.0 serves only v1.",
     .source = "Strimzi 0.49 release notes",
     .check = api_version_deprecated},
    {.id = "operator-found",
     .title = "The operator was found on the cluster",
     .type = Type::warning,
     .kinds = {},
     .explanation = "The kind is served, but no operator for it was found, so that nothing can be said of versions.",
     .source = "Discovery of the cluster",
     .check = operator_found},
    {.id = "spark-schedule-concurrency",
     .title = "A schedule says what to do about overlapping runs",
     .type = Type::warning,
     .kinds = schedule,
     .explanation =
         "Neither CRD nor webhook has a default for concurrencyPolicy, and the operator takes an unset one for none of the three.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = spark_schedule_concurrency},
    {.id = "spark-retries-never",
     .title = "OnFailure without a number of retries never retries",
     .type = Type::warning,
     .kinds = spark,
     .explanation = "The operator takes an unset number of retries for none.",
     .source = "Spark operator: restart policy",
     .check = spark_retries_never},
};

constexpr Rule effect_rows[] = {
    {.id = "spark-rerun",
     .title = "The job runs again",
     .type = Type::effect,
     .gravity = Gravity::rerun,
     .kinds = application,
     .explanation = "Every change of spec but suspend (and, from operator 2.5.1 on, timeToLiveSeconds) makes the operator delete the "
                    "driver, count attempts from 0 and submit "
                    "again, even when the job had finished.",
     .source = "Spark operator: SparkApplication controller, INVALIDATING",
     .check = spark_rerun},
    {.id = "kafka-version-rolls-brokers",
     .title = "Every node restarts, one at a time",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = kafka,
     .explanation = "A change of the Kafka version is a change of image: Strimzi rolls all nodes, controllers first, and never a broker "
                    "whose partitions would fall below "
                    "min.insync.replicas.",
     .source = "Strimzi: upgrading Kafka",
     .check = kafka_version_rolls_brokers},
    {.id = "kafka-storage-ignored",
     .title = "The storage change is ignored",
     .type = Type::effect,
     .gravity = Gravity::ignored,
     .kinds = with_storage,
     .explanation = "Strimzi can grow volumes, add and remove volumes of a JBOD, and change deleteClaim and kraftMetadata. With any other "
                    "storage change it keeps the storage as it was.",
     .source = "Strimzi: storage, warning KafkaStorage",
     .check = kafka_storage_ignored},
};

}  // namespace

std::span<const Rule> contracts() noexcept {
    return contract_rows;
}
std::span<const Rule> effects() noexcept {
    return effect_rows;
}

}  // namespace nexa::contracts
