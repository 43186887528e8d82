#pragma once

#include <span>
#include <string_view>

namespace nexa::store {

/// Migration 1. Names that people give are VARCHAR, ids are UUID texts, times are microseconds since 1970 in UTC, booleans are 0 and 1.
std::span<const std::string_view> tables_of_the_spine() noexcept;

/// Migration 2: what several processes on one database need of each other.
std::span<const std::string_view> tables_of_replicas() noexcept;

/// Migration 3: by what lists of runs are filtered.
std::span<const std::string_view> indexes_of_runs() noexcept;

/// Migration 4: plans and their steps.
std::span<const std::string_view> tables_of_plans() noexcept;

/// Migration 5: logs of drivers whose pods may be gone.
std::span<const std::string_view> tables_of_kept_logs() noexcept;

/// Migration 6: the queue of submissions.
std::span<const std::string_view> tables_of_submissions() noexcept;

/// Migration 7: the lives of Spark applications.
std::span<const std::string_view> tables_of_state_changes() noexcept;

/// Migration 8: logs of executors beside those of drivers.
std::span<const std::string_view> columns_for_executor_logs() noexcept;
std::span<const std::string_view> indexes_of_past_applications() noexcept;
std::span<const std::string_view> columns_of_aliases() noexcept;

}  // namespace nexa::store
