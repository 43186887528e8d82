#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/async.hpp"
#include "base/clock.hpp"

namespace nexa::sandbox {

/// A cluster's own time and its agenda: what simulated operators wait on.
///
/// Living: virtual time passes `speed` times as fast as real time, and callbacks run on the executor.
/// Manual: time stands still until `step` or `run_until_quiet`, and callbacks run in the caller's thread; for tests.
/// Callbacks of one SimTime run one at a time, in order of their due time, then of scheduling. They must not throw or block,
/// and may schedule and cancel. Thread-safe;
class SimTime final : public Clock {
public:
    using Callback = std::move_only_function<void()>;
    enum class Weight {
        foreground,  ///< Something is under way: `run_until_quiet` waits for it.
        background,  ///< Periodic housekeeping: runs when its time comes, but keeps nobody waiting.
    };

    /// `speed` > 0 (10: a simulated minute takes six seconds).
    static std::shared_ptr<SimTime> living(Executor executor, double speed, Time start = system_clock().now());
    static std::shared_ptr<SimTime> manual(Time start = Time(std::chrono::seconds(1'767'225'600)));
    ~SimTime() override;
    SimTime(const SimTime&) = delete;
    SimTime& operator=(const SimTime&) = delete;

    Time now() const override;
    double speed() const;
    /// Living mode: from now on. What is scheduled keeps its virtual due time.
    void set_speed(double speed);

    /// Manual mode ends: from where it stands, time passes by itself. For a cluster whose past was simulated first.
    void go_live(Executor executor, double speed);

    /// Runs `callback` once `after` (virtual) has passed; 0: in the next turn, never inside this call. The number cancels it.
    std::uint64_t schedule(Duration after, Callback callback, Weight weight = Weight::foreground);
    /// False when it has run, is running or was cancelled.
    bool cancel(std::uint64_t ticket);

    /// Manual mode: moves time forward by `by`, running everything that falls due, each at its own time.
    void step(Duration by);
    /// Manual mode: runs the agenda, jumping from one due time to the next, until no foreground callback is left or `most` has passed.
    /// True when quiet.
    bool run_until_quiet(Duration most = std::chrono::hours(1));

    /// Drops the agenda; nothing runs after it returned (called from a callback: after that callback).
    void stop();

private:
    struct State;
    explicit SimTime(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace nexa::sandbox
