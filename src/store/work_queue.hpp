#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

namespace nexa::store {

/// One transaction that waits to be run, and whom to tell.
struct Work {
    std::function<Result<>(Tx&)> run;
    Database::Confirm confirm;
    std::move_only_function<void(Result<>)> done;
};

/// What the database's threads wait on. Bounded: beyond that a caller is refused at once instead of being answered too late. Thread-safe.
class WorkQueue {
public:
    /// `behind`: other works go first.
    void push(Work work, bool behind = false);
    /// Waits for work and takes up to `most`; none when the queue is closed and empty. While others wait, a few of those behind them are
    /// taken each time, so that they are slow but not forgotten. With `expected` > 1 it stays a moment for so many: callers that were just
    /// answered come back at once, and one fsync then serves all.
    std::vector<Work> pop(std::size_t most, std::size_t expected = 1);
    void close();

private:
    std::size_t waiting() const { return works_.size() + behind_.size(); }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Work> works_;
    std::deque<Work> behind_;
    bool closed_ = false;
};

}  // namespace nexa::store
