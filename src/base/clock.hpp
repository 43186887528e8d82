#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "base/result.hpp"

namespace nexa {

/// UTC with microseconds: the resolution that the database keeps.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

/// Where every component gets the time from, so that tests can set it. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

/// The machine's clock; lives for the whole program.
const Clock& system_clock();

/// A clock that moves only when told to. Thread-safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Time start) : micros_(start.time_since_epoch().count()) {}
    Time now() const override { return Time(Duration(micros_.load())); }
    void advance(Duration by) { micros_.fetch_add(by.count()); }
    void set(Time to) { micros_.store(to.time_since_epoch().count()); }

private:
    std::atomic<std::int64_t> micros_;
};

/// RFC 3339 in UTC. With fraction: "2026-11-24T01:02:03.000004Z"; without: whole seconds, as Kubernetes writes metadata times.
std::string to_rfc3339(Time time);
std::string to_rfc3339_seconds(Time time);

/// Reads RFC 3339 with any fraction and offset. Errors: invalid.
Result<Time> parse_rfc3339(std::string_view text);

}  // namespace nexa
