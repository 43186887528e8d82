#pragma once

#include "data/sandbox/operators/plan.hpp"
#include "data/sandbox/operators/spark_run.hpp"

/// The objects of one execution of a SparkApplication, with the names, labels and owners that Spark and its operator give them. Pure.
namespace nexa::sandbox {

inline constexpr std::string_view driver_container = "spark-kubernetes-driver";
inline constexpr std::string_view executor_container = "spark-kubernetes-executor";

/// spec.driver.podName, else spark.kubernetes.driver.pod.name of sparkConf, else "<app>-driver".
std::string driver_pod_name(const json::object& application);
std::string ui_service_name(const json::object& application);
/// "spark-<32 hex>": what Spark calls the run.
std::string spark_app_id(std::string_view submission_id);

json::object make_driver_pod(const json::object& application, const SparkRun& run, std::string_view submission_id);
json::object make_ui_service(const json::object& application, std::string_view submission_id);
/// `driver` is the pod of the run, read from the cluster.
json::object make_executor_pod(const json::object& application, const json::object& driver, const ExecutorRun& executor);
/// "<app>-<16 hex>-exec-<n>".
std::string executor_pod_name(const json::object& application, std::string_view submission_id, int id);
/// In the service network, without asking an apiserver for one.
std::string ui_address(const json::object& application);

/// The run that a driver pod belongs to.
std::string submission_of(const json::object& pod);

}  // namespace nexa::sandbox
