#include "data/sandbox/seed/load.hpp"

#include <fmt/format.h>

#include "data/sandbox/operators/plan.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_pods.hpp"

namespace nexa::sandbox {
namespace {

json::object application(const LoadShape& shape, std::size_t index) {
    const auto name = load_name(shape, index);
    json::object annotations;
    if (!shape.finished) annotations[pod_annotation::quiet] = "true";
    auto object = make_object("SparkApplication", load_namespace(shape, index), name,
                              {{"team", fmt::format("team-{}", index % 17)},
                               {"app.kubernetes.io/name", name},
                               {"environment", index % 3 == 0 ? "production" : "staging"}},
                              std::move(annotations));
    json::array arguments;
    for (int i = 0; i < 2; ++i)
        arguments.emplace_back(fmt::format("--input=s3a://bucket-{}/year=2026/month=11/day={:02}/part-{}", index % 97, index % 28 + 1, i));
    json::object configuration{
        {"spark.eventLog.enabled", "true"}, {"spark.eventLog.dir", "s3a://spark-history/events"}, {"spark.sql.shuffle.partitions", "200"}};
    const auto role = [&](int cores, std::string_view memory) {
        return json::object{{"cores", cores}, {"memory", memory}, {"labels", {{"version", "4.0.4"}}}, {"serviceAccount", "spark"}};
    };
    auto executor = role(2, "4g");
    executor["instances"] = 3;
    executor.erase("serviceAccount");
    object["spec"] = json::object{
        {"type", "Scala"},
        {"mode", "cluster"},
        {"image", "docker.io/apache/spark:4.0.4"},
        {"imagePullPolicy", "IfNotPresent"},
        {"mainClass", fmt::format("com.example.jobs.Job{}", index % 311)},
        {"mainApplicationFile", fmt::format("s3a://nexa-jobs/releases/job-{}.jar", index % 311)},
        {"arguments", std::move(arguments)},
        {"sparkVersion", "4.0.4"},
        {"sparkConf", std::move(configuration)},
        {"restartPolicy",
         {{"type", "OnFailure"}, {"onFailureRetries", 2}, {"onFailureRetryInterval", 10}, {"onSubmissionFailureRetryInterval", 10}}},
        {"driver", role(1, "2g")},
        {"executor", std::move(executor)}};
    return object;
}

json::object executor_states(const json::object& app, std::string_view submission, std::string_view state) {
    json::object states;
    for (int id = 1; id <= 3; ++id) states[executor_pod_name(app, submission, id)] = state;
    return states;
}

json::object finished_status(const json::object& app, std::size_t index, Time now) {
    const bool failed = index % 10 == 9;
    const auto submission = stable_uuid(name_of(app));
    json::object state{{"state", failed ? "FAILED" : "COMPLETED"}};
    if (failed) state["errorMessage"] = "driver container failed with ExitCode: 1, Reason: Error";
    const auto ended = now - std::chrono::seconds(index % 86'400);
    return {{"applicationState", std::move(state)},
            {"driverInfo",
             {{"podName", driver_pod_name(app)},
              {"webUIAddress", ui_address(app) + ":4040"},
              {"webUIPort", 4040},
              {"webUIServiceName", ui_service_name(app)}}},
            {"executionAttempts", failed ? 3 : 1},
            {"executorState", executor_states(app, submission, failed ? "FAILED" : "COMPLETED")},
            {"lastSubmissionAttemptTime", to_rfc3339_seconds(ended - std::chrono::minutes(5))},
            {"sparkApplicationId", spark_app_id(submission)},
            {"submissionAttempts", 1},
            {"submissionID", submission},
            {"terminationTime", to_rfc3339_seconds(ended)}};
}

}  // namespace

std::string load_name(const LoadShape& shape, std::size_t index) {
    return fmt::format("{}-{:06}", shape.prefix, index);
}

std::string load_namespace(const LoadShape& shape, std::size_t index) {
    return fmt::format("load-{:02}", index % std::max<std::size_t>(1, shape.namespaces));
}

Outcome<> plant_load(ObjectStore& store, const LoadShape& shape) {
    for (std::size_t i = 0; i < std::min(shape.count, shape.namespaces); ++i) {
        const auto name = load_namespace(shape, i);
        if (store.find("Namespace", {}, name)) continue;
        if (auto made = store.create("Namespace", {}, {{"metadata", {{"name", name}}}}); !made) return refuse(std::move(made.error()));
    }
    for (std::size_t i = 0; i < shape.count; ++i) {
        auto made = store.create("SparkApplication", load_namespace(shape, i), application(shape, i));
        if (!made) return refuse(std::move(made.error()));
        if (!shape.finished) continue;
        const auto status = finished_status((*made)->value(), i, store.clock().now());
        auto set = store.set_status("SparkApplication", load_namespace(shape, i), load_name(shape, i), [&](json::object& live) {
            live = status;
            return true;
        });
        if (!set) return refuse(std::move(set.error()));
    }
    return {};
}

Outcome<> churn_load(ObjectStore& store, const LoadShape& shape, std::size_t changes, std::uint64_t turn) {
    for (std::size_t i = 0; i < changes; ++i) {
        const auto index = i % std::max<std::size_t>(1, shape.count);
        auto set = store.set_status("SparkApplication", load_namespace(shape, index), load_name(shape, index), [&](json::object& live) {
            const auto round = static_cast<std::int64_t>(turn * changes + i);
            live["submissionAttempts"] = round % 1000 + 1;
            auto& states = live["executorState"];
            if (!states.is_object()) states.emplace_object();
            for (auto& entry : states.get_object()) entry.value() = round % 2 == 0 ? "COMPLETED" : "FAILED";
            return true;
        });
        if (!set) return refuse(std::move(set.error()));
    }
    return {};
}

}  // namespace nexa::sandbox
