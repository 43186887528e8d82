#include "data/sandbox/operators/spark_pods.hpp"

#include <fmt/format.h>

#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

json::object run_labels(const json::object& application, std::string_view role, std::string_view submission_id, const json::object& extra) {
    json::object labels = extra;
    const auto name = name_of(application);
    labels["spark-role"] = role;
    labels["spark-app-selector"] = spark_app_id(submission_id);
    labels["spark-app-name"] = name;
    labels["spark-version"] = text_at(application, {"spec", "sparkVersion"});
    labels["sparkoperator.k8s.io/app-name"] = name;
    labels["sparkoperator.k8s.io/launched-by-spark-operator"] = "true";
    labels["sparkoperator.k8s.io/submission-id"] = submission_id;
    labels["sparkoperator.k8s.io/mutated-by-spark-operator"] = "true";
    return labels;
}

std::string image_of(const json::object& application, std::string_view role) {
    auto image = text_at(application, {"spec", role, "image"});
    if (image.empty()) image = text_at(application, {"spec", "image"});
    if (image.empty()) image = "docker.io/apache/spark:" + text_at(application, {"spec", "sparkVersion"});
    return image;
}

std::string seconds_text(Duration duration) {
    return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

json::object resources_of(const json::object& application, std::string_view role) {
    const auto cores = text_at(application, {"spec", role, "cores"}, "1");
    const auto memory = text_at(application, {"spec", role, "memory"}, "1g");
    // Spark's "512m" is mebibytes; Kubernetes' would be milli-bytes.
    auto quantity = memory;
    if (!quantity.empty() && (quantity.back() == 'm' || quantity.back() == 'g')) {
        const char unit = quantity.back() == 'm' ? 'M' : 'G';
        quantity.back() = unit;
        quantity += 'i';
    }
    return {{"requests", {{"cpu", cores}, {"memory", quantity}}}, {"limits", {{"memory", quantity}}}};
}

void keep_quiet(const json::object& application, json::object& annotations) {
    if (annotation_of(application, pod_annotation::quiet) == "true") annotations[pod_annotation::quiet] = "true";
}

}  // namespace

std::string driver_pod_name(const json::object& application) {
    auto name = text_at(application, {"spec", "driver", "podName"});
    if (name.empty()) name = text_at(application, {"spec", "sparkConf", "spark.kubernetes.driver.pod.name"});
    return name.empty() ? name_of(application) + "-driver" : name;
}

std::string ui_service_name(const json::object& application) {
    // A Service's name is a DNS label of at most 63 characters; the operator cuts the application's name, not the suffix.
    constexpr std::string_view suffix = "-ui-svc";
    auto name = name_of(application);
    if (name.size() + suffix.size() > 63) name.resize(63 - suffix.size());
    return name + std::string(suffix);
}

std::string spark_app_id(std::string_view submission_id) {
    return "spark-" + stable_hex(submission_id, 32);
}

std::string submission_of(const json::object& pod) {
    return label_of(pod, "sparkoperator.k8s.io/submission-id");
}

json::object make_driver_pod(const json::object& application, const SparkRun& run, std::string_view submission_id) {
    auto labels = run_labels(application, "driver", submission_id, object_at(application, {"spec", "driver", "labels"}));
    auto annotations = object_at(application, {"spec", "driver", "annotations"});
    annotations[pod_annotation::start_after] = "1s";
    annotations[pod_annotation::ready_after] = "0s";
    keep_quiet(application, annotations);
    if (run.outcome != SparkOutcome::hang && run.outcome != SparkOutcome::lost_driver) {
        annotations[pod_annotation::run_for] = seconds_text(run.duration);
        annotations[pod_annotation::exit_code] = std::to_string(run.exit_code);
        annotations[pod_annotation::exit_reason] = run.exit_reason;
    }
    auto pod = make_object("Pod", namespace_of(application), driver_pod_name(application), std::move(labels), std::move(annotations));
    auto container = make_container(driver_container, image_of(application, "driver"), resources_of(application, "driver"));
    json::array arguments{"driver", "--properties-file", "/opt/spark/conf/spark.properties"};
    if (const auto main = text_at(application, {"spec", "mainClass"}); !main.empty()) {
        arguments.emplace_back("--class");
        arguments.emplace_back(main);
    }
    arguments.emplace_back(text_at(application, {"spec", "mainApplicationFile"}));
    for (const auto& argument : texts_at(application, {"spec", "arguments"})) arguments.emplace_back(argument);
    container["args"] = std::move(arguments);
    container["ports"] = json::array{json::object{{"name", "driver-rpc-port"}, {"containerPort", 7078}, {"protocol", "TCP"}},
                                     json::object{{"name", "blockmanager"}, {"containerPort", 7079}, {"protocol", "TCP"}},
                                     json::object{{"name", "spark-ui"}, {"containerPort", 4040}, {"protocol", "TCP"}}};
    pod["spec"] = json::object{{"containers", json::array{std::move(container)}},
                               {"restartPolicy", "Never"},
                               {"serviceAccountName", text_at(application, {"spec", "driver", "serviceAccount"}, "default")}};
    add_owner(pod, application, true);
    return pod;
}

json::object make_ui_service(const json::object& application, std::string_view submission_id) {
    auto service =
        make_object("Service", namespace_of(application), ui_service_name(application),
                    {{"sparkoperator.k8s.io/app-name", name_of(application)}, {"sparkoperator.k8s.io/created-by-spark-operator", "true"}});
    service["spec"] = json::object{
        {"type", "ClusterIP"},
        {"clusterIP", ui_address(application)},
        {"selector",
         {{"sparkoperator.k8s.io/app-name", name_of(application)},
          {"spark-role", "driver"},
          {"sparkoperator.k8s.io/submission-id", submission_id}}},
        {"ports", json::array{json::object{{"name", "spark-driver-ui-port"}, {"port", 4040}, {"protocol", "TCP"}, {"targetPort", 4040}}}}};
    add_owner(service, application, true);
    return service;
}

std::string ui_address(const json::object& application) {
    const auto hash = stable_hash(fmt::format("{}/{}", namespace_of(application), ui_service_name(application)));
    return fmt::format("10.43.{}.{}", hash % 256, hash / 256 % 254 + 1);
}

std::string executor_pod_name(const json::object& application, std::string_view submission_id, int id) {
    // Spark cuts long names so that the pod's name stays below 63 characters.
    const auto prefix = name_of(application).substr(0, 34);
    return fmt::format("{}-{}-exec-{}", prefix, stable_hex(submission_id, 16), id);
}

json::object make_executor_pod(const json::object& application, const json::object& driver, const ExecutorRun& executor) {
    auto labels = run_labels(application, "executor", submission_of(driver), object_at(application, {"spec", "executor", "labels"}));
    labels["spark-exec-id"] = std::to_string(executor.id);
    auto annotations = object_at(application, {"spec", "executor", "annotations"});
    annotations[pod_annotation::start_after] = "1s";
    annotations[pod_annotation::ready_after] = "0s";
    annotations[pod_annotation::quiet] = "true";
    if (executor.length > Duration{}) {
        annotations[pod_annotation::run_for] =
            seconds_text(std::max<Duration>(executor.length - std::chrono::seconds(1), std::chrono::seconds(1)));
        annotations[pod_annotation::exit_code] = std::to_string(executor.exit_code);
        if (!executor.exit_reason.empty()) annotations[pod_annotation::exit_reason] = executor.exit_reason;
    }
    auto pod = make_object("Pod", namespace_of(application), executor_pod_name(application, submission_of(driver), executor.id),
                           std::move(labels), std::move(annotations));
    auto container = make_container(executor_container, image_of(application, "executor"), resources_of(application, "executor"));
    container["args"] = json::array{"executor"};
    pod["spec"] = json::object{{"containers", json::array{std::move(container)}}, {"restartPolicy", "Never"}};
    add_owner(pod, driver, true);
    return pod;
}

}  // namespace nexa::sandbox
