#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace nexa::sandbox {

/// What the containers of one cluster's pods have written: the newest lines of each, in memory. Thread-safe.
class PodLogs {
public:
    /// `lines_per_container`: older lines are dropped.
    explicit PodLogs(std::size_t lines_per_container = 5000);
    ~PodLogs();
    PodLogs(const PodLogs&) = delete;
    PodLogs& operator=(const PodLogs&) = delete;

    struct Line {
        std::uint64_t number = 0;  ///< 1, 2, ... of that container.
        Time at;
        std::string text;
    };

    void append(std::string_view name_space, std::string_view pod, std::string_view container, Time at, std::string_view text);
    /// Lines after `number`, oldest first; with `tail` only the last that many.
    std::vector<Line> read(std::string_view name_space, std::string_view pod, std::string_view container, std::uint64_t after = 0,
                           std::optional<std::size_t> tail = std::nullopt) const;
    std::size_t containers() const;  ///< That have written, and whose pods were not forgotten.
    /// Forgets a pod that is gone.
    void forget(std::string_view name_space, std::string_view pod);

    /// Called after each appended line, without a lock: wake somebody up.
    using Listener = std::function<void()>;
    std::uint64_t subscribe(Listener listener);
    void unsubscribe(std::uint64_t ticket);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::sandbox
