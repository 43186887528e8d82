#include "data/sandbox/schema/operator_crds.hpp"

#include "data/sandbox/resource_type.hpp"
#include "data/sandbox/schema/crd_schema.hpp"
#include "data/version.hpp"

namespace nexa::sandbox {

namespace {

const PrinterColumn ready{"Ready", "string", R"(.status.conditions[?(@.type=="Ready")].status)", "The state of the custom resource", 0, ""};
const PrinterColumn cluster{
    "Cluster", "string", R"(.metadata.labels.strimzi\.io/cluster)", "The name of the Kafka cluster this resource belongs to", 0, ""};
const PrinterColumn replicas{"Desired replicas", "integer", ".spec.replicas", "The desired number of replicas", 0, ""};
const PrinterColumn age{"Age", "date", ".metadata.creationTimestamp", "", 0, ""};
const ScalePaths by_replicas{".spec.replicas", ".status.replicas", ".status.labelSelector"};

/// One kind of one operator; `first` and `last` bound the releases that install it ("" is open).
struct CrdRow {
    std::string_view group;
    std::string_view kind;
    std::string_view plural;
    std::string_view short_name;
    std::vector<std::string_view> versions;  ///< Newest first.
    std::string_view stored_before_v1;       ///< Strimzi 0.49 to 0.51 keep storing the old version.
    std::optional<ScalePaths> scale;
    std::vector<PrinterColumn> columns;
    std::string_view first = {};
    std::string_view last = {};
};

const std::vector<CrdRow>& strimzi_rows() {
    static const std::string_view group = "kafka.strimzi.io";
    static const std::vector<CrdRow> rows = {
        {group,
         "Kafka",
         "kafkas",
         "k",
         {"v1", "v1beta2"},
         "v1beta2",
         {},
         {ready,
          {"Warnings", "string", R"(.status.conditions[?(@.type=="Warning")].status)", "Warnings related to the custom resource", 0, ""},
          {"Kafka version", "string", ".status.kafkaVersion", "The Kafka version used by the cluster", 0, ""},
          {"Metadata version", "string", ".status.kafkaMetadataVersion", "The Kafka metadata version used by the cluster", 0, ""}}},
        {group,
         "KafkaNodePool",
         "kafkanodepools",
         "knp",
         {"v1", "v1beta2"},
         "v1beta2",
         by_replicas,
         {replicas,
          {"Roles", "string", ".status.roles", "Roles of the nodes in the pool", 0, ""},
          {"NodeIds", "string", ".status.nodeIds", "Node IDs used by Kafka nodes in this pool", 0, ""}}},
        {group,
         "KafkaTopic",
         "kafkatopics",
         "kt",
         {"v1", "v1beta2", "v1beta1", "v1alpha1"},
         "v1beta2",
         {},
         {cluster,
          {"Partitions", "integer", ".spec.partitions", "The desired number of partitions in the topic", 0, ""},
          {"Replication factor", "integer", ".spec.replicas", "The desired number of replicas of each partition", 0, ""},
          ready}},
        {group,
         "KafkaUser",
         "kafkausers",
         "ku",
         {"v1", "v1beta2", "v1beta1", "v1alpha1"},
         "v1beta2",
         {},
         {cluster,
          {"Authentication", "string", ".spec.authentication.type", "How the user is authenticated", 0, ""},
          {"Authorization", "string", ".spec.authorization.type", "How the user is authorised", 0, ""},
          ready}},
        {group, "KafkaConnect", "kafkaconnects", "kc", {"v1", "v1beta2"}, "v1beta2", by_replicas, {replicas, ready}},
        {group,
         "KafkaConnector",
         "kafkaconnectors",
         "kctr",
         {"v1", "v1beta2"},
         "v1beta2",
         ScalePaths{".spec.tasksMax", ".status.tasksMax", ""},
         {cluster,
          {"Connector class", "string", ".spec.class", "The class used by this connector", 0, ""},
          {"Max Tasks", "integer", ".spec.tasksMax", "Maximum number of tasks", 0, ""},
          ready}},
        {group, "KafkaMirrorMaker2", "kafkamirrormaker2s", "kmm2", {"v1", "v1beta2"}, "v1beta2", by_replicas, {replicas, ready}},
        {group, "KafkaMirrorMaker", "kafkamirrormakers", "kmm", {"v1beta2"}, "v1beta2", by_replicas, {replicas, ready}, {}, "0.45.99"},
        {group,
         "KafkaBridge",
         "kafkabridges",
         "kb",
         {"v1", "v1beta2"},
         "v1beta2",
         by_replicas,
         {replicas, {"Bootstrap Servers", "string", ".spec.bootstrapServers", "The bootstrap servers", 0, ""}, ready}},
        {group,
         "KafkaRebalance",
         "kafkarebalances",
         "kr",
         {"v1", "v1beta2"},
         "v1beta2",
         {},
         {cluster,
          {"Template", "string", R"(.metadata.annotations.strimzi\.io/rebalance-template)", "If this rebalance resource is a template", 0,
           ""},
          {"Status", "string", ".status.conditions[*].type", "Status of the current rebalancing operation", 0, ""}}},
        {"core.strimzi.io",
         "StrimziPodSet",
         "strimzipodsets",
         "sps",
         {"v1", "v1beta2"},
         "v1beta2",
         {},
         {{"Pods", "integer", ".status.pods", "Number of pods managed by the StrimziPodSet", 0, ""},
          {"Ready Pods", "integer", ".status.readyPods", "Number of ready pods", 0, ""},
          {"Current Pods", "integer", ".status.currentPods", "Number of up-to-date pods", 0, ""},
          age}},
    };
    return rows;
}

const std::vector<CrdRow>& spark_rows() {
    static const std::string_view group = "sparkoperator.k8s.io";
    static const std::vector<CrdRow> rows = {
        {group,
         "SparkApplication",
         "sparkapplications",
         "sparkapp",
         {"v1beta2"},
         "",
         {},
         {{"Suspend", "boolean", ".spec.suspend", "", 0, ""},
          {"Status", "string", ".status.applicationState.state", "", 0, ""},
          {"Attempts", "string", ".status.executionAttempts", "", 0, ""},
          {"Start", "string", ".status.lastSubmissionAttemptTime", "", 0, ""},
          {"Finish", "string", ".status.terminationTime", "", 0, ""},
          age}},
        {group,
         "ScheduledSparkApplication",
         "scheduledsparkapplications",
         "scheduledsparkapp",
         {"v1beta2"},
         "",
         {},
         {{"Schedule", "string", ".spec.schedule", "", 0, ""},
          {"TimeZone", "string", ".spec.timeZone", "", 0, ""},
          {"Suspend", "string", ".spec.suspend", "", 0, ""},
          {"Last Run", "date", ".status.lastRun", "", 0, ""},
          {"Last Run Name", "string", ".status.lastRunName", "", 0, ""},
          age}},
        {group, "SparkConnect", "sparkconnects", "sparkconn", {"v1alpha1"}, "", {}, {age}, "2.3.0"},
    };
    return rows;
}

bool strimzi_serves(std::string_view api_version, std::string_view release) {
    const bool has_v1 = compare_versions(release, "0.49.0") >= 0;
    const bool only_v1 = compare_versions(release, "1.0.0") >= 0;
    return api_version == "v1" ? has_v1 : !only_v1;
}

json::object build(const CrdRow& row, const std::vector<std::string_view>& served, std::string_view stored, bool deprecates,
                   std::string_view release, json::object labels, json::object annotations) {
    std::string singular(row.kind);
    std::ranges::transform(singular, singular.begin(),
                           [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    json::array versions;
    for (const auto name : served) {
        json::object version{{"name", name}, {"served", true}, {"storage", name == stored}};
        if (deprecates && name != "v1") {
            version["deprecated"] = true;
            version["deprecationWarning"] =
                fmt::format("Version {} of the {} API is deprecated. Please use the v1 version instead.", name, row.kind);
        }
        json::object subresources{{"status", json::object()}};
        if (row.scale) {
            json::object scale{{"specReplicasPath", row.scale->spec_replicas}, {"statusReplicasPath", row.scale->status_replicas}};
            if (!row.scale->label_selector.empty()) scale["labelSelectorPath"] = row.scale->label_selector;
            subresources["scale"] = std::move(scale);
        }
        version["subresources"] = std::move(subresources);
        json::array columns;
        for (const auto& column : row.columns) {
            json::object entry{{"name", column.name}, {"type", column.type}, {"jsonPath", column.json_path}};
            if (!column.description.empty()) entry["description"] = column.description;
            columns.push_back(std::move(entry));
        }
        version["additionalPrinterColumns"] = std::move(columns);
        version["schema"] = {{"openAPIV3Schema", crd_schema(row.kind, name, release)}};
        versions.push_back(std::move(version));
    }
    json::object metadata{{"name", fmt::format("{}.{}", row.plural, row.group)}};
    if (!labels.empty()) metadata["labels"] = std::move(labels);
    if (!annotations.empty()) metadata["annotations"] = std::move(annotations);
    json::object names{{"kind", row.kind},
                       {"listKind", fmt::format("{}List", row.kind)},
                       {"plural", row.plural},
                       {"singular", singular},
                       {"shortNames", json::array{row.short_name}}};
    if (row.group.ends_with("strimzi.io")) names["categories"] = json::array{"strimzi"};
    return {{"apiVersion", "apiextensions.k8s.io/v1"},
            {"kind", "CustomResourceDefinition"},
            {"metadata", std::move(metadata)},
            {"spec",
             {{"group", row.group},
              {"names", std::move(names)},
              {"scope", "Namespaced"},
              {"conversion", {{"strategy", "None"}}},
              {"versions", std::move(versions)}}}};
}

}  // namespace

std::vector<std::shared_ptr<const json::object>> operator_crds(std::string_view strimzi_version, std::string_view spark_version) {
    using Crds = std::vector<std::shared_ptr<const json::object>>;
    static std::mutex mutex;
    static std::map<std::pair<std::string, std::string>, Crds> built;
    const std::lock_guard lock(mutex);
    auto [slot, fresh] = built.try_emplace({std::string(strimzi_version), std::string(spark_version)});
    auto& out = slot->second;
    if (!fresh) return out;
    const auto add = [&](json::object crd) { out.push_back(std::make_shared<const json::object>(std::move(crd))); };
    const auto installed = [](const CrdRow& row, std::string_view release) {
        return (row.first.empty() || compare_versions(release, row.first) >= 0) &&
               (row.last.empty() || compare_versions(release, row.last) <= 0);
    };
    if (!strimzi_version.empty()) {
        const bool both = strimzi_serves("v1", strimzi_version) && strimzi_serves("v1beta2", strimzi_version);
        for (const auto& row : strimzi_rows()) {
            if (!installed(row, strimzi_version)) continue;
            std::vector<std::string_view> served;
            std::ranges::copy_if(row.versions, std::back_inserter(served),
                                 [&](auto name) { return strimzi_serves(name, strimzi_version); });
            const auto stored = strimzi_serves("v1beta2", strimzi_version) ? row.stored_before_v1 : "v1";
            add(build(row, served, stored, both, strimzi_version, {{"app", "strimzi"}, {"strimzi.io/crd-install", "true"}}, {}));
        }
    }
    if (!spark_version.empty()) {
        for (const auto& row : spark_rows()) {
            if (!installed(row, spark_version)) continue;
            add(build(row, row.versions, row.versions.front(), false, spark_version, {},
                      {{"api-approved.kubernetes.io", "https://github.com/kubeflow/spark-operator/pull/1298"}}));
        }
    }
    return out;
}

}  // namespace nexa::sandbox
