#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"

/// How the simulated Spark job of an application goes: decided from its manifest alone, so that the same manifest does the same everywhere.
namespace nexa::sandbox {

namespace spark_annotation {
/// "succeed", "fail", "oom" (the driver is killed for memory), "executor-oom" (its first executor is; the
/// job goes on with the others), "flaky" (the first run fails, later ones succeed), "submission-fail",
/// "lost-driver" (the driver pod vanishes half-way) or "hang" (runs for ever).
inline constexpr std::string_view outcome = "sandbox.nexa.dev/outcome";
inline constexpr std::string_view duration = "sandbox.nexa.dev/duration";  ///< "45s": of the driver, from Running to its end.
}  // namespace spark_annotation

enum class SparkOutcome { succeed, fail, out_of_memory, executor_out_of_memory, submission_fail, lost_driver, hang };

struct ExecutorRun {
    int id = 1;
    Duration start{};   ///< After the driver runs.
    Duration length{};  ///< Of its run; zero: until it is told otherwise (a job that hangs).
    int exit_code = 0;
    std::string exit_reason;  ///< Empty: as the code says.
};

struct SparkRun {
    SparkOutcome outcome = SparkOutcome::succeed;
    Duration duration{};  ///< Of the driver.
    int exit_code = 0;
    std::string exit_reason;  ///< "Completed", "Error", "OOMKilled"
    std::string fault;        ///< What the driver's log ends with; empty when it succeeds.
    std::vector<ExecutorRun> executors;
};

/// `attempt`: 1 for the first execution. Without annotations a job succeeds after 10 to 40 s (by its name), unless its
/// mainApplicationFile or mainClass contains "missing": such a driver fails at once, as Spark does. Pure.
SparkRun plan_run(const json::object& application, std::int64_t attempt);

/// The number of executors that the application starts with and grows to.
struct ExecutorCount {
    std::int64_t first = 1;
    std::int64_t most = 1;
};
ExecutorCount executor_count(const json::object& application);

}  // namespace nexa::sandbox
