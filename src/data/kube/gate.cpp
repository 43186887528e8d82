#include "data/kube/gate.hpp"

#include <boost/asio/redirect_error.hpp>

namespace nexa::kube {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::size_t lanes = 3;

struct Waiter {
    explicit Waiter(const Executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    bool admitted = false;
};

}  // namespace

struct Gate::State : std::enable_shared_from_this<Gate::State> {
    State(const Executor& on, GateLimits most)
        : executor(on),
          limits(most),
          refill(on),
          tokens(most.burst),
          counted_at(SteadyClock::now()) {}

    bool take_token() {
        const auto now = SteadyClock::now();
        tokens = std::min(limits.burst, tokens + std::chrono::duration<double>(now - counted_at).count() * limits.per_second);
        counted_at = now;
        if (tokens < 1) return false;
        tokens -= 1;
        return true;
    }

    /// Admits whoever may go now, the lanes in turn.
    void admit() {
        while (running < limits.in_flight && waiting() > 0) {
            if (!take_token()) return wait_for_token();
            while (queues[turn].empty()) turn = (turn + 1) % lanes;
            const auto next = queues[turn].front();
            queues[turn].pop_front();
            turn = (turn + 1) % lanes;
            next->admitted = true;
            ++running;
            next->timer.cancel();
        }
    }

    void wait_for_token() {
        if (refilling) return;
        refilling = true;
        refill.expires_after(
            std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>((1 - tokens) / limits.per_second)));
        refill.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            self->refilling = false;
            if (!error) self->admit();
        });
    }

    void leave() {
        --running;
        admit();
    }

    std::size_t waiting() const {
        std::size_t count = 0;
        for (const auto& queue : queues) count += queue.size();
        return count;
    }

    Executor executor;
    GateLimits limits;
    asio::steady_timer refill;
    bool refilling = false;
    double tokens;
    SteadyClock::time_point counted_at;
    std::size_t running = 0;
    std::array<std::deque<std::shared_ptr<Waiter>>, lanes> queues;
    std::size_t turn = 0;
};

Gate::Gate(Executor executor, GateLimits limits) : state_(std::make_shared<State>(executor, limits)) {}
Gate::~Gate() {
    state_->refill.cancel();
}

Gate::Permit& Gate::Permit::operator=(Permit&& other) noexcept {
    if (this != &other) {
        release();
        gate_ = std::move(other.gate_);
    }
    return *this;
}

void Gate::Permit::release() {
    if (const auto gate = std::move(gate_)) gate->leave();
}

std::size_t Gate::in_flight() const {
    return state_->running;
}
std::size_t Gate::waiting() const {
    return state_->waiting();
}

Task<Result<Gate::Permit>> Gate::enter(Lane lane, Duration limit) {
    const auto state = state_;
    if (state->waiting() == 0 && state->running < state->limits.in_flight && state->take_token()) {
        ++state->running;
        co_return Permit(state);
    }
    if (state->waiting() >= state->limits.waiting) {
        co_return fail(ErrorCode::too_many_requests,
                       fmt::format("{} requests are waiting already; try again later", state->limits.waiting));
    }
    const auto waiter = std::make_shared<Waiter>(state->executor);
    auto& queue = state->queues[static_cast<std::size_t>(lane)];
    queue.push_back(waiter);
    state->admit();
    if (!waiter->admitted) {
        waiter->timer.expires_after(limit);
        boost::system::error_code ended;
        co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (!waiter->admitted) {
            std::erase(queue, waiter);
            if (ended) co_return fail(ErrorCode::cancelled, "the request was cancelled while it waited for its turn");
            co_return fail(ErrorCode::timed_out, fmt::format("no turn came within {:g} s: too many requests to this cluster are under way",
                                                             static_cast<double>(limit.count()) / 1e6));
        }
    }
    co_return Permit(state);
}

}  // namespace nexa::kube
