#pragma once

#include "data/sandbox/operators/spark_run.hpp"

/// What the driver of a simulated Spark job writes. Pure: the same application and run give the same lines.
namespace nexa::sandbox {

struct LogLine {
    Duration after{};  ///< Since the driver runs.
    std::string text;  ///< Without its time stamp, which the log gets from the moment it is written.
};

/// In order of time. The lines of a job that hangs end where it hangs.
std::vector<LogLine> driver_log(const json::object& application, const SparkRun& run, const json::object& driver);

/// "26/11/24 02:40:01 " before the text, as Spark's default layout has it.
std::string stamped(Time at, const LogLine& line);

}  // namespace nexa::sandbox
