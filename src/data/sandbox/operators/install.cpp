#include "data/sandbox/operators/install.hpp"

#include <fmt/format.h>

#include "data/kafka/strimzi_releases.hpp"
#include "data/sandbox/operators/kubernetes.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_operator.hpp"
#include "data/sandbox/operators/strimzi_operator.hpp"
#include "data/version.hpp"

namespace nexa::sandbox {
namespace {

json::object environment(std::string_view name, std::string_view value) {
    return {{"name", name}, {"value", value}};
}

json::object deployment(std::string_view name_space, std::string_view name, const json::object& labels, const json::object& selector,
                        json::object container) {
    auto object = make_object("Deployment", name_space, name, labels);
    object["spec"] = json::object{{"replicas", 1},
                                  {"selector", {{"matchLabels", selector}}},
                                  {"template",
                                   {{"metadata", {{"labels", selector}, {"annotations", {{pod_annotation::ready_after, "2s"}}}}},
                                    {"spec", {{"serviceAccountName", name}, {"containers", json::array{std::move(container)}}}}}}};
    return object;
}

json::object strimzi_deployment(const std::string& version) {
    const auto* release = strimzi::find_release(version);
    if (release == nullptr) release = &strimzi::releases().back();
    std::string images;
    for (const auto& kafka : release->kafka) images += fmt::format("{0}=quay.io/strimzi/kafka:{1}-kafka-{0}\n", kafka.version, version);
    auto container = make_container("strimzi-cluster-operator", "quay.io/strimzi/operator:" + version);
    container["env"] = json::array{environment("STRIMZI_NAMESPACE", "*"), environment("STRIMZI_FULL_RECONCILIATION_INTERVAL_MS", "120000"),
                                   environment("STRIMZI_OPERATION_TIMEOUT_MS", "300000"), environment("STRIMZI_KAFKA_IMAGES", images)};
    return deployment(
        "strimzi", "strimzi-cluster-operator",
        {{"app", "strimzi"}, {"chart", "strimzi-kafka-operator-" + version}, {"component", "deployment"}, {"release", "strimzi"}},
        {{"name", "strimzi-cluster-operator"}, {"strimzi.io/kind", "cluster-operator"}}, std::move(container));
}

json::object spark_deployment(const std::string& version, std::string_view part) {
    const json::object selector{{"app.kubernetes.io/name", "spark-operator"},
                                {"app.kubernetes.io/instance", "spark-operator"},
                                {"app.kubernetes.io/component", part}};
    auto labels = selector;
    labels["app.kubernetes.io/version"] = version;
    labels["app.kubernetes.io/managed-by"] = "Helm";
    labels["helm.sh/chart"] = "spark-operator-" + version;
    // The images moved to ghcr.io after 2.1.1.
    const auto registry =
        compare_versions(version, "2.1.1") > 0 ? "ghcr.io/kubeflow/spark-operator/controller" : "docker.io/kubeflow/spark-operator";
    auto container = make_container(fmt::format("spark-operator-{}", part), fmt::format("{}:{}", registry, version));
    container["args"] = json::array{part, "start", "--zap-log-level=info", "--namespaces=\"\""};
    return deployment("spark-operator", fmt::format("spark-operator-{}", part), labels, selector, std::move(container));
}

void plant(SandboxCluster& cluster, std::string_view name_space, std::vector<json::object> deployments) {
    Plan plan;
    if (!cluster.store().find("Namespace", {}, name_space)) plan.create({{"kind", "Namespace"}, {"metadata", {{"name", name_space}}}});
    for (auto& object : deployments) plan.ensure(std::move(object));
    carry_out(cluster, plan);
}

}  // namespace

OperatorVersions versions_of(const ClusterOptions& options) {
    return {options.strimzi_version, options.spark_version};
}

void install_operators(SandboxCluster& cluster, const OperatorVersions& versions) {
    add_kubernetes(cluster);
    if (!versions.strimzi.empty()) {
        add_strimzi_operator(cluster, versions.strimzi);
        plant(cluster, "strimzi", {strimzi_deployment(versions.strimzi)});
    }
    if (!versions.spark.empty()) {
        add_spark_operator(cluster, versions.spark);
        plant(cluster, "spark-operator", {spark_deployment(versions.spark, "controller"), spark_deployment(versions.spark, "webhook")});
    }
}

}  // namespace nexa::sandbox
