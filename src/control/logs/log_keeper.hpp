#pragma once

#include <memory>
#include <string_view>

#include "control/clusters/cluster_registry.hpp"

namespace nexa::control {

/// Keeps the driver's log of each attempt of a SparkApplication that has ended, as its pod may be gone the next moment: the last 10 MB, and
/// the lines in it that tell why it failed. Told by the observer of a watched cluster; thread-safe. What can't be read is left out: the pod
/// was quicker, or its log may not be read.
class LogKeeper {
public:
    static constexpr std::size_t most_bytes = 10 * 1024 * 1024;
    static constexpr std::size_t most_attempts = 5;  ///< Of one application.

    /// `clusters` is asked when there is something to keep, not before.
    LogKeeper(Executor executor, store::Database& database, std::function<std::optional<ClusterHandle>(std::string_view)> find,
              const Clock& clock);
    ~LogKeeper();

    /// A live SparkApplication was observed.
    void observed(std::string_view cluster, const json::object& application);
    Task<> stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
