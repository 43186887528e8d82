#include "data/sandbox/sim_time.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace nexa::sandbox {

namespace {
using Steady = std::chrono::steady_clock;
}

/// Shared with the executor's pending handlers, so that they may outlive the SimTime.
struct SimTime::State : std::enable_shared_from_this<State> {
    struct Entry {
        Callback callback;
        Weight weight;
    };
    using Key = std::pair<Time, std::uint64_t>;  // due, ticket

    mutable std::mutex mutex;
    std::condition_variable idle;
    std::map<Key, Entry> agenda;
    std::unordered_map<std::uint64_t, Time> due_of;
    std::size_t foreground = 0;
    std::uint64_t last_ticket = 0;
    bool stopped = false;
    std::thread::id running_in;  // of the callback under way

    bool living = false;
    // Living: virtual = base + (steady now - anchor) * speed.
    double speed = 1.0;
    Time base;
    Steady::time_point anchor;
    std::optional<Executor> executor;
    std::unique_ptr<asio::steady_timer> timer;  // touched on the executor only
    std::optional<Time> armed_for;
    bool arm_posted = false;

    Time now_locked() const {
        if (!living) return base;
        const auto real = std::chrono::duration<double, std::micro>(Steady::now() - anchor).count();
        return base + Duration(static_cast<std::int64_t>(real * speed));
    }

    /// Takes what is due by `upto`, earliest first; empty when nothing is.
    std::optional<std::pair<Key, Entry>> take(Time upto) {
        if (agenda.empty() || agenda.begin()->first.first > upto) return std::nullopt;
        auto node = agenda.extract(agenda.begin());
        due_of.erase(node.key().second);
        if (node.mapped().weight == Weight::foreground) --foreground;
        return std::pair(node.key(), std::move(node.mapped()));
    }

    void run(Callback& callback, std::unique_lock<std::mutex>& lock) {
        running_in = std::this_thread::get_id();
        lock.unlock();
        callback();
        callback = nullptr;  // what it captured is released without the lock
        lock.lock();
        running_in = {};
        idle.notify_all();
    }

    /// Asks the executor to look at the agenda. With the lock held.
    void poke() {
        if (!living || arm_posted || stopped) return;
        arm_posted = true;
        asio::post(*executor, [self = shared_from_this()] { self->turn(); });
    }

    /// On the executor: runs what is due, then sets the timer for the rest. A long agenda yields to the executor's other work.
    void turn() {
        std::unique_lock lock(mutex);
        arm_posted = false;
        for (int count = 0; count < 64 && !stopped; ++count) {
            auto due = take(now_locked());
            if (!due) break;
            run(due->second.callback, lock);
        }
        if (stopped) {
            timer.reset();
            return;
        }
        if (agenda.empty()) return;
        const auto next = agenda.begin()->first.first;
        const auto current = now_locked();
        if (next <= current) {
            poke();
            return;
        }
        if (armed_for == next) return;
        armed_for = next;
        const auto wait = std::chrono::duration<double, std::micro>(static_cast<double>((next - current).count()) / speed);
        if (!timer) timer = std::make_unique<asio::steady_timer>(*executor);
        timer->expires_after(std::chrono::duration_cast<Steady::duration>(wait) + std::chrono::microseconds(1));
        timer->async_wait([self = shared_from_this()](boost::system::error_code error) {
            if (error) return;
            {
                const std::lock_guard guard(self->mutex);
                self->armed_for.reset();
            }
            self->turn();
        });
    }
};

SimTime::SimTime(std::shared_ptr<State> state) : state_(std::move(state)) {}

std::shared_ptr<SimTime> SimTime::living(Executor executor, double speed, Time start) {
    auto state = std::make_shared<State>();
    state->living = true;
    state->speed = speed;
    state->base = start;
    state->anchor = Steady::now();
    state->executor = std::move(executor);
    return std::shared_ptr<SimTime>(new SimTime(std::move(state)));
}

std::shared_ptr<SimTime> SimTime::manual(Time start) {
    auto state = std::make_shared<State>();
    state->base = start;
    return std::shared_ptr<SimTime>(new SimTime(std::move(state)));
}

SimTime::~SimTime() {
    stop();
}

Time SimTime::now() const {
    const std::lock_guard lock(state_->mutex);
    return state_->now_locked();
}

double SimTime::speed() const {
    const std::lock_guard lock(state_->mutex);
    return state_->speed;
}

void SimTime::set_speed(double speed) {
    const std::lock_guard lock(state_->mutex);
    state_->base = state_->now_locked();
    state_->anchor = Steady::now();
    state_->speed = speed;
    state_->armed_for.reset();
    state_->poke();
}

void SimTime::go_live(Executor executor, double speed) {
    const std::lock_guard lock(state_->mutex);
    if (state_->living) return;
    state_->living = true;
    state_->speed = speed;
    state_->anchor = Steady::now();
    state_->executor = std::move(executor);
    state_->poke();
}

std::uint64_t SimTime::schedule(Duration after, Callback callback, Weight weight) {
    const std::lock_guard lock(state_->mutex);
    const auto ticket = ++state_->last_ticket;
    if (state_->stopped) return ticket;
    const auto due = state_->now_locked() + std::max(after, Duration(0));
    state_->agenda.emplace(State::Key(due, ticket), State::Entry{std::move(callback), weight});
    state_->due_of.emplace(ticket, due);
    if (weight == Weight::foreground) ++state_->foreground;
    if (!state_->armed_for || due < *state_->armed_for) state_->poke();
    return ticket;
}

bool SimTime::cancel(std::uint64_t ticket) {
    std::optional<State::Entry> entry;  // destroyed after the lock
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->due_of.find(ticket);
    if (found == state_->due_of.end()) return false;
    auto node = state_->agenda.extract(State::Key(found->second, ticket));
    entry = std::move(node.mapped());
    state_->due_of.erase(found);
    if (entry->weight == Weight::foreground) --state_->foreground;
    return true;
}

void SimTime::step(Duration by) {
    std::unique_lock lock(state_->mutex);
    const auto end = state_->base + by;
    while (auto due = state_->take(end)) {
        state_->base = std::max(state_->base, due->first.first);
        state_->run(due->second.callback, lock);
    }
    state_->base = std::max(state_->base, end);
}

bool SimTime::run_until_quiet(Duration most) {
    std::unique_lock lock(state_->mutex);
    const auto end = state_->base + most;
    while (state_->foreground > 0) {
        auto due = state_->take(end);
        if (!due) return false;
        state_->base = std::max(state_->base, due->first.first);
        state_->run(due->second.callback, lock);
    }
    return true;
}

void SimTime::stop() {
    std::map<State::Key, State::Entry> dropped;
    std::unique_lock lock(state_->mutex);
    state_->stopped = true;
    dropped.swap(state_->agenda);
    state_->due_of.clear();
    state_->foreground = 0;
    if (state_->running_in != std::this_thread::get_id()) {
        state_->idle.wait(lock, [&] { return state_->running_in == std::thread::id(); });
    }
    if (state_->living && state_->timer) {
        // The timer belongs to the executor's thread. When that has ended already, the state goes with the handler.
        asio::post(*state_->executor, [state = state_] {
            const std::lock_guard guard(state->mutex);
            state->timer.reset();
        });
    }
}

}  // namespace nexa::sandbox
