#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/async.hpp"

namespace nexa {

/// The I/O threads: one io_context to a thread, so that each executor is a strand by itself and no lock is shared between cores.
/// Thread-safe.
class IoPool {
public:
    /// `threads` >= 1. `name` (12 bytes at most) is what tools show of them. `niceness` > 0: they yield to the other threads of the
    /// program.
    explicit IoPool(std::size_t threads, std::string name = "nexa-io", int niceness = 0);
    ~IoPool();
    IoPool(const IoPool&) = delete;
    IoPool& operator=(const IoPool&) = delete;

    std::size_t size() const;
    /// The executor of thread `index` (0 is where background work of the program lives).
    Executor executor(std::size_t index) const;
    /// The executors in turn.
    Executor next();
    /// Starts the threads.
    void start();
    /// Lets the threads end, pending work or not, and joins them.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Runs one coroutine on a context of its own until it ends, and returns what it returned: for command lines and tests.
template <class T>
T run_to_end(Task<T> task) {
    asio::io_context context(1);
    std::optional<T> value;
    std::exception_ptr failure;
    asio::co_spawn(context, std::move(task), [&](std::exception_ptr error, T result) {
        failure = std::move(error);
        if (!failure) value.emplace(std::move(result));
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
}
inline void run_to_end(Task<> task) {
    asio::io_context context(1);
    std::exception_ptr failure;
    asio::co_spawn(context, std::move(task), [&](std::exception_ptr error) { failure = std::move(error); });
    context.run();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace nexa
