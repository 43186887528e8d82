#include "store/work_queue.hpp"

#include <chrono>

namespace nexa::store {
namespace {

constexpr std::size_t most_waiting = 20'000;
/// Of those behind, in one group: they lengthen it for the others in it. More when nobody else is there, though somebody may come
/// meanwhile.
constexpr std::size_t few = 24;
constexpr std::size_t some = 96;
/// A small part of what an fsync takes.
constexpr std::chrono::microseconds gathering(300);

}  // namespace

void WorkQueue::push(Work work, bool behind) {
    const char* refusal = "the database is being closed";
    {
        const std::lock_guard lock(mutex_);
        auto& queue = behind ? behind_ : works_;
        if (!closed_ && queue.size() < most_waiting) {
            queue.push_back(std::move(work));
            ready_.notify_one();
            return;
        }
        if (!closed_) refusal = "too many requests wait for the database; try again in a moment";
    }
    work.done(fail(ErrorCode::unavailable, refusal));
}

std::vector<Work> WorkQueue::pop(std::size_t most, std::size_t expected) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || waiting() > 0; });
    if (expected > 1) ready_.wait_for(lock, gathering, [&] { return closed_ || waiting() >= expected; });
    std::vector<Work> taken;
    const auto take = [&](std::deque<Work>& queue, std::size_t count) {
        for (; count > 0 && !queue.empty() && taken.size() < most; --count) {
            taken.push_back(std::move(queue.front()));
            queue.pop_front();
        }
    };
    const std::size_t of_those_behind = works_.empty() ? std::min(most, some) : std::min(most / 4, few);
    take(works_, most - std::min(of_those_behind, behind_.size()));
    take(behind_, of_those_behind);
    return taken;
}

void WorkQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    ready_.notify_all();
}

}  // namespace nexa::store
