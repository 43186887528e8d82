#include "http/shard.hpp"

#include "base/log.hpp"
#include "http/problem.hpp"

namespace nexa::http {
namespace {

/// Fine enough to be no more than an eighth late on the shortest limit, and never busier than 2 ms.
Duration tick_period(const Limits& limits) {
    const Duration shortest = std::min({limits.tls_handshake, limits.header, limits.body, limits.idle, limits.write});
    return std::clamp<Duration>(shortest / 8, std::chrono::milliseconds(2), std::chrono::milliseconds(500));
}

}  // namespace

Response Service::problem_response(int status, std::string detail) const noexcept {
    if (problem) {
        try {
            return problem(status, detail);
        } catch (const std::exception& error) {
            log::error("http", "the error form for status {} failed: {}", status, error.what());
        }
    }
    return http::problem(status, detail);
}

Shard::Shard(Executor executor, std::shared_ptr<Service> service)
    : executor_(std::move(executor)),
      service_(std::move(service)),
      period_(tick_period(service_->limits)),
      group_(executor_),
      timer_(executor_) {}

void Shard::add(Connection& connection) {
    connections_.push_back(connection);
    if (!armed_) arm();
}

void Shard::begin_stop() {
    stopping_ = true;
    for (Connection& connection : connections_) connection.on_stop();
}

void Shard::arm() {
    armed_ = true;
    timer_.expires_after(period_);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (self && !error) self->tick();
    });
}

void Shard::tick() {
    armed_ = false;
    const auto now = std::chrono::steady_clock::now();
    for (Connection& connection : connections_) {
        if (connection.deadline() <= now) connection.on_deadline();
    }
    if (!connections_.empty()) arm();
}

}  // namespace nexa::http
