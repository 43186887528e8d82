#include "data/sandbox/operators/spark_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/cron.hpp"
#include "data/sandbox/operators/fields.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;

constexpr Duration executor_delay = seconds(2);  ///< The driver's context needs that long before it asks for executors.
constexpr Duration executor_stagger = std::chrono::milliseconds(300);
constexpr std::int64_t most_executors = 20;  ///< Simulated pods of one job, whatever the manifest asks for.

bool is_missing(const json::object& application, std::string_view field) {
    return text_at(application, {"spec", field}).find("missing") != std::string::npos;
}

SparkOutcome outcome_of(const json::object& application, std::int64_t attempt) {
    const auto text = annotation_of(application, spark_annotation::outcome);
    if (text == "fail") return SparkOutcome::fail;
    if (text == "oom") return SparkOutcome::out_of_memory;
    if (text == "executor-oom") return SparkOutcome::executor_out_of_memory;
    if (text == "flaky") return attempt <= 1 ? SparkOutcome::fail : SparkOutcome::succeed;
    if (text == "submission-fail") return SparkOutcome::submission_fail;
    if (text == "lost-driver") return SparkOutcome::lost_driver;
    if (text == "hang") return SparkOutcome::hang;
    if (text.empty() && (is_missing(application, "mainApplicationFile") || is_missing(application, "mainClass"))) return SparkOutcome::fail;
    return SparkOutcome::succeed;
}

Duration duration_of(const json::object& application) {
    if (const auto text = annotation_of(application, spark_annotation::duration); !text.empty()) {
        if (const auto parsed = parse_duration(text)) return std::max<Duration>(*parsed, seconds(1));
    }
    if (is_missing(application, "mainApplicationFile") || is_missing(application, "mainClass")) return seconds(2);
    const auto hash = stable_hash(fmt::format("{}/{}", namespace_of(application), name_of(application)));
    return seconds(10 + static_cast<std::int64_t>(hash % 31));
}

std::string fault_of(const json::object& application, SparkOutcome outcome) {
    if (outcome == SparkOutcome::out_of_memory) return "java.lang.OutOfMemoryError: Java heap space";
    if (outcome != SparkOutcome::fail) return {};
    if (is_missing(application, "mainApplicationFile")) {
        return fmt::format("java.nio.file.NoSuchFileException: {}", text_at(application, {"spec", "mainApplicationFile"}));
    }
    if (is_missing(application, "mainClass"))
        return fmt::format("java.lang.ClassNotFoundException: {}", text_at(application, {"spec", "mainClass"}));
    return "org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times, most recent failure: "
           "Lost task 3.3 in stage 1.0: java.sql.SQLTransientConnectionException: Connection is not available, request timed out after "
           "30000ms.";
}

std::vector<ExecutorRun> executors_of(const json::object& application, const SparkRun& run) {
    std::vector<ExecutorRun> executors;
    const auto count = executor_count(application);
    const bool endless = run.outcome == SparkOutcome::hang;
    for (std::int64_t id = 1; id <= count.most; ++id) {
        ExecutorRun executor;
        executor.id = static_cast<int>(id);
        executor.start = executor_delay + executor_stagger * (id - 1);
        // Dynamic allocation asks for more once tasks wait, a third of the way through.
        if (id > count.first) executor.start += run.duration / 3;
        if (executor.start >= run.duration) break;
        // A driver that succeeds stops its executors just before it ends; when it dies they notice a little later.
        if (run.exit_code == 0) {
            executor.length = std::max<Duration>(run.duration - executor.start - seconds(2), seconds(1));
        } else {
            executor.length = run.duration - executor.start + seconds(3);
            executor.exit_code = 1;
        }
        if (endless) executor.length = Duration{};
        if (run.outcome == SparkOutcome::executor_out_of_memory && id == 1) {
            executor.length = std::max<Duration>((run.duration - executor.start) / 2, seconds(1));
            executor.exit_code = 137;
            executor.exit_reason = "OOMKilled";
        }
        executors.push_back(executor);
    }
    return executors;
}

}  // namespace

ExecutorCount executor_count(const json::object& application) {
    const auto bounded = [](std::int64_t n) { return std::clamp<std::int64_t>(n, 0, most_executors); };
    const auto instances = number_at(application, {"spec", "executor", "instances"}, 1);
    const auto& dynamic = object_at(application, {"spec", "dynamicAllocation"});
    if (!flag_at(dynamic, {"enabled"})) return {bounded(instances), bounded(instances)};
    const auto least = number_at(dynamic, {"minExecutors"}, 0);
    const auto first = bounded(std::max(
        {number_at(dynamic, {"initialExecutors"}, least), least, find(application, {"spec", "executor", "instances"}) ? instances : 0}));
    return {first, std::max(first, bounded(number_at(dynamic, {"maxExecutors"}, first + 2)))};
}

SparkRun plan_run(const json::object& application, std::int64_t attempt) {
    SparkRun run;
    run.outcome = outcome_of(application, attempt);
    run.duration = duration_of(application);
    run.exit_reason = "Completed";
    if (run.outcome == SparkOutcome::fail) {
        run.exit_code = 1;
        run.exit_reason = "Error";
    } else if (run.outcome == SparkOutcome::out_of_memory) {
        run.exit_code = 137;
        run.exit_reason = "OOMKilled";
    }
    run.fault = fault_of(application, run.outcome);
    run.executors = executors_of(application, run);
    return run;
}

}  // namespace nexa::sandbox
