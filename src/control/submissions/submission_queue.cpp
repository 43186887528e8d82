#include "control/submissions/submission_queue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "control/submissions/lines.hpp"
#include "store/database.hpp"
#include "store/runs.hpp"
#include "store/submissions.hpp"

namespace nexa::control {
namespace {

/// Looked at again so often when nothing is heard: policies, and what other processes wrote.
constexpr Duration while_active = std::chrono::seconds(5);
constexpr Duration while_idle = std::chrono::seconds(30);
/// At most a fifth of the time is spent looking.
constexpr int rest = 4;

}  // namespace

struct SubmissionQueue::State : std::enable_shared_from_this<State> {
    explicit State(Dependencies with) : deps(std::move(with)), tasks(deps.executor), wakeup(deps.executor) {}

    Dependencies deps;
    TaskGroup tasks;
    Wakeup wakeup;
    std::atomic<bool> active{true};
    std::optional<EventHub::Subscription> subscription;

    static Task<> release_in_turn(std::shared_ptr<State> self) {
        while (true) {
            const auto began = std::chrono::steady_clock::now();
            co_await self->round();
            const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
            if (self->active) co_await sleep_for(rest * took);
            co_await self->wakeup.wait_for(self->active ? while_active : while_idle);
        }
    }

    Task<> round() {
        auto look = [this](store::Tx& tx) -> Result<std::vector<SubmissionLine>> { return lines_of(tx, deps.index); };
        auto lines = co_await deps.database.read(std::move(look));
        if (!lines) {
            log::warning("queue", "the submission queue can't be read now: {}", lines.error().message);
            co_return;
        }
        active = std::ranges::any_of(*lines, [](const SubmissionLine& line) { return !line.waiting.empty(); });
        if (admit(std::move(*lines), deps.most_in_flight).empty()) co_return;
        const Time now = deps.clock.now();
        auto write = [this, now](store::Tx& tx) -> Result<std::vector<Run>> {
            store::submissions::decide_alone(tx);
            std::vector<Run> released;
            for (const auto& id : admit(lines_of(tx, deps.index), deps.most_in_flight)) {
                auto run = store::submissions::release(tx, id, now);
                if (!run) continue;
                const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - run->created_at).count();
                store::runs::add_step(tx, {id, run->attempt, 0, "released", "info",
                                           fmt::format("its turn came after {} s in the submission queue", waited), "", now});
                released.push_back(std::move(*run));
            }
            return released;
        };
        const auto released = co_await deps.database.write(std::move(write));
        if (!released) {
            log::warning("queue", "submissions could not be released: {}", released.error().message);
            co_return;
        }
        for (const auto& run : *released) deps.index.apply(run);
        if (!released->empty() && deps.released) deps.released();
    }
};

SubmissionQueue::SubmissionQueue(Dependencies dependencies) : state_(std::make_shared<State>(std::move(dependencies))) {}
SubmissionQueue::~SubmissionQueue() = default;

void SubmissionQueue::start() {
    // Applications that get on, and runs that end, make room.
    auto heard = [weak = std::weak_ptr(state_)](const std::shared_ptr<const Event>& event) {
        const auto state = weak.lock();
        const bool makes_room = event->topic == Event::Topic::resources || event->topic == Event::Topic::runs;
        if (state && state->active && makes_room) state->wakeup.notify();
    };
    state_->subscription.emplace(state_->deps.hub.subscribe(std::move(heard), {}).subscription);
    state_->tasks.spawn("submission queue", State::release_in_turn(state_));
}

Task<> SubmissionQueue::stop() {
    state_->subscription.reset();
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void SubmissionQueue::wake() {
    state_->active = true;
    state_->wakeup.notify();
}

}  // namespace nexa::control
