#include "store/work_queue.hpp"

#include <chrono>

namespace nexa::store {
namespace {

constexpr std::size_t most_waiting = 20'000;
/// A small part of what an fsync takes.
constexpr std::chrono::microseconds gathering(300);

}  // namespace

void WorkQueue::push(Work work) {
    const char* refusal = "the database is being closed";
    {
        const std::lock_guard lock(mutex_);
        if (!closed_ && works_.size() < most_waiting) {
            works_.push_back(std::move(work));
            ready_.notify_one();
            return;
        }
        if (!closed_) refusal = "too many requests wait for the database; try again in a moment";
    }
    work.done(fail(ErrorCode::unavailable, refusal));
}

std::vector<Work> WorkQueue::pop(std::size_t most, std::size_t expected) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !works_.empty(); });
    if (expected > 1) ready_.wait_for(lock, gathering, [&] { return closed_ || works_.size() >= expected; });
    std::vector<Work> taken;
    while (!works_.empty() && taken.size() < most) {
        taken.push_back(std::move(works_.front()));
        works_.pop_front();
    }
    return taken;
}

void WorkQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    ready_.notify_all();
}

}  // namespace nexa::store
