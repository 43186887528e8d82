#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.hpp"

namespace nexa {

/// Upper bounds for what answers a person: 1 ms to 10 s.
inline constexpr std::array quick_bounds{Duration(1'000),   Duration(2'500),     Duration(5'000),     Duration(10'000),
                                         Duration(25'000),  Duration(50'000),    Duration(100'000),   Duration(250'000),
                                         Duration(500'000), Duration(1'000'000), Duration(2'500'000), Duration(10'000'000)};
/// For what waits for a cluster: 50 ms to an hour.
inline constexpr std::array slow_bounds{Duration(50'000),      Duration(250'000),      Duration(1'000'000),  Duration(2'500'000),
                                        Duration(10'000'000),  Duration(30'000'000),   Duration(60'000'000), Duration(300'000'000),
                                        Duration(900'000'000), Duration(3'600'000'000)};

/// Counts durations by upper bounds, as Prometheus does. Thread-safe without a lock: each observation is two relaxed additions, so a
/// snapshot may be one observation ahead in one of them.
class Histogram {
public:
    static constexpr std::size_t most_bounds = 12;

    /// `bounds`: ascending, at most `most_bounds`; must outlive the histogram.
    explicit Histogram(std::span<const Duration> bounds = quick_bounds) : bounds_(bounds) {}

    void observe(Duration took) {
        const auto at = static_cast<std::size_t>(std::ranges::lower_bound(bounds_, took) - bounds_.begin());
        counts_[at].fetch_add(1, std::memory_order_relaxed);
        sum_.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)), std::memory_order_relaxed);
    }

    struct Snapshot {
        std::span<const Duration> bounds;
        std::vector<std::uint64_t> counts;  ///< Of each bucket alone; the last one is what is above all bounds.
        Duration sum{};

        std::uint64_t total() const {
            std::uint64_t all = 0;
            for (const auto count : counts) all += count;
            return all;
        }
        /// Adds what another histogram of the same bounds has counted.
        void add(const Snapshot& other) {
            if (counts.empty()) counts.resize(other.counts.size());
            bounds = other.bounds;
            for (std::size_t at = 0; at < counts.size(); ++at) counts[at] += other.counts[at];
            sum += other.sum;
        }
    };
    Snapshot snapshot() const {
        Snapshot taken{bounds_, {}, Duration(sum_.load(std::memory_order_relaxed))};
        for (std::size_t at = 0; at <= bounds_.size(); ++at) taken.counts.push_back(counts_[at].load(std::memory_order_relaxed));
        return taken;
    }

private:
    std::span<const Duration> bounds_;
    std::array<std::atomic<std::uint64_t>, most_bounds + 1> counts_{};
    std::atomic<std::uint64_t> sum_{0};  // microseconds
};

}  // namespace nexa
