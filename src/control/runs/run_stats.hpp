#pragma once

#include <array>
#include <atomic>

#include "base/histogram.hpp"
#include "model/run.hpp"

namespace nexa::control {

/// What this process's runs came to, for /metrics. Thread-safe, without a lock.
struct RunStats {
    /// One outcome for each terminal state, by its place in RunState.
    std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(RunState::timed_out) + 1> ended{};
    std::atomic<std::uint64_t> attempts_applied{0}, attempts_retried{0}, attempts_failed{0};
    Histogram queue_wait{slow_bounds};     ///< From being due to being claimed.
    Histogram attempt{quick_bounds};       ///< One attempt on the cluster.
    Histogram apply_latency{slow_bounds};  ///< From being accepted to having been applied.

    void end(RunState state) { ended[static_cast<std::size_t>(state)].fetch_add(1, std::memory_order_relaxed); }
};

}  // namespace nexa::control
