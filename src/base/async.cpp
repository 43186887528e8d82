#include "base/async.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <list>

#include "base/log.hpp"

namespace nexa {

Task<> sleep_for(Duration time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

struct Wakeup::State {
    explicit State(Executor on) : executor(std::move(on)), timer(executor) {}
    Executor executor;
    asio::steady_timer timer;  // touched on the executor only
    bool waiting = false;      // likewise
    std::atomic<bool> pending{false};
};

Wakeup::Wakeup(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Wakeup::~Wakeup() = default;

void Wakeup::notify() {
    if (state_->pending.exchange(true)) return;
    asio::post(state_->executor, [state = state_] {
        // What this is about may have been taken without waiting; a later wait is not its to end.
        if (state->waiting && state->pending) state->timer.cancel();
    });
}

Task<bool> Wakeup::wait_for(Duration limit) {
    const auto state = state_;
    if (state->pending.exchange(false)) co_return true;
    state->timer.expires_after(limit);
    state->waiting = true;
    boost::system::error_code ignored;
    co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    state->waiting = false;
    co_return state->pending.exchange(false);
}

struct TaskGroup::State {
    explicit State(Executor on) : executor(std::move(on)) {}
    struct Child {
        asio::cancellation_signal signal;
    };
    const Executor executor;
    std::mutex mutex;
    std::list<Child> children;
    std::vector<std::pair<Executor, std::shared_ptr<asio::steady_timer>>> joiners;
    bool stopped = false;
};

TaskGroup::TaskGroup(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
    stop();
}

Executor TaskGroup::executor() const {
    return state_->executor;
}

std::size_t TaskGroup::size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->children.size();
}

void TaskGroup::spawn(std::string name, Task<> task) {
    const auto state = state_;
    std::list<State::Child>::iterator child;
    {
        const std::lock_guard lock(state->mutex);
        if (state->stopped) return;
        child = state->children.emplace(state->children.end());
    }
    auto ended = [state, child, name = std::move(name)](const std::exception_ptr& failure) {
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const boost::system::system_error& error) {
            if (error.code() != asio::error::operation_aborted) log::error("task", "{} ended: {}", name, error.what());
        } catch (const std::exception& error) {
            log::error("task", "{} ended: {}", name, error.what());
        }
        const std::lock_guard lock(state->mutex);
        state->children.erase(child);
        if (!state->children.empty()) return;
        for (auto& [executor, timer] : state->joiners) asio::post(executor, [expired = timer] { expired->cancel(); });
        state->joiners.clear();
    };
    asio::dispatch(state->executor, [state, child, task = std::move(task), ended = std::move(ended)]() mutable {
        asio::co_spawn(state->executor, std::move(task), asio::bind_cancellation_slot(child->signal.slot(), std::move(ended)));
    });
}

void TaskGroup::stop() {
    const auto state = state_;
    {
        const std::lock_guard lock(state->mutex);
        state->stopped = true;
    }
    asio::post(state->executor, [state] {
        // Emitting may end a child at once, which erases it: collect first, emit without the lock.
        std::vector<asio::cancellation_signal*> signals;
        {
            const std::lock_guard lock(state->mutex);
            for (auto& child : state->children) signals.push_back(&child.signal);
        }
        for (auto* signal : signals) {
            bool alive = false;
            {
                const std::lock_guard lock(state->mutex);
                alive = std::ranges::any_of(state->children, [&](const auto& child) { return &child.signal == signal; });
            }
            if (alive) signal->emit(asio::cancellation_type::terminal);
        }
    });
}

Task<> TaskGroup::join() {
    const auto state = state_;
    const Executor executor = co_await asio::this_coro::executor;
    const auto timer = std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
    {
        const std::lock_guard lock(state->mutex);
        if (state->children.empty()) co_return;
        state->joiners.emplace_back(executor, timer);
    }
    boost::system::error_code ignored;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    // With the lock, because the child that ended last may still be letting go of this timer, whose context the caller may destroy next;
    // the erasing is for a join that was cancelled.
    const std::lock_guard lock(state->mutex);
    std::erase_if(state->joiners, [&](const auto& joiner) { return joiner.second == timer; });
}

}  // namespace nexa
