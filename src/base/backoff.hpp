#pragma once

#include "base/clock.hpp"

namespace nexa {

/// Exponential backoff with full jitter: attempt n (from 1) waits between half of and the whole of min(first * 2^(n-1), most).
struct Backoff {
    Duration first = std::chrono::milliseconds(500);
    Duration most = std::chrono::minutes(2);

    /// `random` is uniform in [0, 1). Pure.
    Duration delay(int attempt, double random) const;
    /// With the system's random generator.
    Duration delay(int attempt) const;
};

}  // namespace nexa
