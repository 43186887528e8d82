#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

/// What the submission queue, and the history, have to know of a SparkApplication. Pure.
namespace nexa::spark {

/// Whether going from one manifest to the other makes the operator submit the application; `before` is empty when there was none.
bool submits(const json::object& before, const json::object& after);

/// What the driver and all executors ask for together, in thousandths of a core, by spec and sparkConf (spec wins) or else Spark's
/// defaults: one driver and two executors of one core. With dynamic allocation the most executors that it may come to have.
std::int64_t millicores_of(const json::object& application);
/// As lists show it: 2500 is 2.5.
json::value in_cores(std::int64_t millicores);

/// Whether an application in this state ("RUNNING") holds what it asked for, or is about to.
bool holds_cores(std::string_view state) noexcept;
/// Whether the operator has submitted what a change asked for, given the state that it reports while the change's run still waits. The
/// state may be the one of the job before.
bool is_submitted(std::string_view state) noexcept;

/// Of the annotation nexa.dev/priority; 0 when there is none. Nothing: it is no whole number from -1000 to 1000.
std::optional<std::int64_t> priority_of(const json::object& application) noexcept;

/// Where it stands in its life.
struct Standing {
    std::string state;  ///< "NEW" before the operator has taken it up.
    std::string message;
    std::int64_t attempt = 0;
    std::int64_t executors_running = 0, executors_failed = 0;
};
Standing standing_of(const json::object& application);

}  // namespace nexa::spark
