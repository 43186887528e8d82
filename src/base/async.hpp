#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace nexa {

namespace asio = boost::asio;

/// What every coroutine returns. Coroutines run on an executor of `IoPool`, each of whose contexts has one thread:
/// what is touched only by coroutines of one executor needs no lock.
template <class T = void>
using Task = asio::awaitable<T>;
using Executor = asio::any_io_executor;

/// Threads for work that blocks: database calls, password hashing, file reads. Thread-safe; joins in the destructor.
class BlockingPool {
public:
    explicit BlockingPool(std::size_t threads) : pool_(threads) {}
    ~BlockingPool() { pool_.join(); }
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;
    asio::thread_pool::executor_type executor() { return pool_.get_executor(); }

private:
    asio::thread_pool pool_;
};

/// Runs `work` on the pool and resumes the caller on its own executor with what it returned. An exception passes through.
template <class Work>
Task<std::invoke_result_t<Work&>> run_blocking(BlockingPool& pool, Work work) {
    using T = std::invoke_result_t<Work&>;
    static_assert(!std::is_void_v<T>, "return a Result<>");
    auto initiate = [&pool](auto handler, Work body) {
        auto home = asio::get_associated_executor(handler);
        auto guard = asio::make_work_guard(home);
        auto task = [handler = std::move(handler), body = std::move(body), home, guard = std::move(guard)]() mutable {
            std::exception_ptr failure;
            std::optional<T> value;
            try {
                value.emplace(body());
            } catch (...) {
                failure = std::current_exception();
            }
            asio::post(home, [handler = std::move(handler), failure, value = std::move(value)]() mutable {
                std::move(handler)(failure, std::move(value));
            });
        };
        asio::post(pool.executor(), std::move(task));
    };
    auto value = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, std::optional<T>)>(
        std::move(initiate), asio::use_awaitable, std::move(work));
    co_return std::move(*value);
}

/// Waits; returns early, and without an exception, when the coroutine is cancelled.
Task<> sleep_for(Duration time);

/// The result of `work`, or `timed_out` when it took longer than `limit`; then the work has been cancelled and has ended.
/// `what` names the work in the message. Must run on a single-threaded executor.
template <class T>
Task<Result<T>> with_timeout(Task<Result<T>> work, Duration limit, std::string what) {
    using namespace asio::experimental::awaitable_operators;
    const Executor executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto expiry = timer.async_wait(asio::use_awaitable);
    auto first = co_await (std::move(work) || std::move(expiry));
    if (first.index() == 0) co_return std::get<0>(std::move(first));
    const auto seconds = static_cast<double>(limit.count()) / 1e6;
    co_return fail(ErrorCode::timed_out, fmt::format("{} took longer than {} s", what, seconds));
}

/// Wakes one waiting coroutine. A notification without a waiter is kept (once). `notify` is thread-safe; one waiter at a time.
class Wakeup {
public:
    explicit Wakeup(Executor executor);
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    void notify();
    /// True when notified, false when `limit` passed first. Returns at once, false, when the coroutine is cancelled.
    Task<bool> wait_for(Duration limit);

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Owns coroutines: they start with `spawn` and have all ended when `join` returns. An exception that leaves a child is logged
/// under its name and ends only that child. `spawn` and `stop` are thread-safe; the group must be joined before it is destroyed.
class TaskGroup {
public:
    explicit TaskGroup(Executor executor);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts `task` on the group's executor. After `stop` the task is dropped unstarted.
    void spawn(std::string name, Task<> task);
    /// Asks every child to end, by Asio cancellation (terminal).
    void stop();
    /// Waits until every child has ended. Call from a coroutine, on any executor.
    Task<> join();
    std::size_t size() const;
    Executor executor() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa
