#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <memory>

#include "base/async.hpp"

namespace nexa::kube {

/// Who waits beside whom at a cluster's gate: turns go round the lanes, so that a long queue in one does not hold up the others.
enum class Lane { interactive, work, background };

struct GateLimits {
    std::size_t in_flight = 32;    ///< Requests at a time.
    double per_second = 200;       ///< Requests started, on average,
    double burst = 400;            ///< and at once after a rest.
    std::size_t waiting = 10'000;  ///< Longer queues are refused.
};

/// Limits the requests to one cluster. On one executor only.
class Gate {
    struct State;

public:
    Gate(Executor executor, GateLimits limits);
    ~Gate();
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    /// Leave to have one request in flight, until it is destroyed.
    class Permit {
    public:
        Permit() = default;
        explicit Permit(std::shared_ptr<State> gate) : gate_(std::move(gate)) {}
        Permit(Permit&&) noexcept = default;
        Permit& operator=(Permit&& other) noexcept;
        ~Permit() { release(); }

    private:
        void release();
        std::shared_ptr<State> gate_;
    };

    /// Waits for a turn. Errors: timed_out (none came within `limit`), too_many_requests (the queue is full), cancelled.
    Task<Result<Permit>> enter(Lane lane, Duration limit);

    std::size_t in_flight() const;
    std::size_t waiting() const;

private:
    std::shared_ptr<State> state_;
};

}  // namespace nexa::kube
