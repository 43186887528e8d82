#include "control/runs/worker.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "control/actions/action_run.hpp"
#include "control/policy/policies.hpp"
#include "control/runs/execution.hpp"
#include "control/runs/run_events.hpp"
#include "data/object.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {

struct Worker::State : std::enable_shared_from_this<State> {
    State(Dependencies with, WorkerOptions how)
        : deps(std::move(with)),
          options(how),
          name(fmt::format("{}-{}", ::getpid(), to_hex(random_bytes(4)))),
          tasks(deps.executor),
          wakeup(deps.executor) {}

    Dependencies deps;
    const WorkerOptions options;
    const std::string name;
    TaskGroup tasks;
    Wakeup wakeup;
    std::map<Id<Run>, std::int64_t> held;  ///< Runs being carried out, with their fencing numbers; on the executor only.

    static Task<> claim_loop(std::shared_ptr<State> self) {
        while (true) {
            const std::size_t free = self->options.at_once - std::min(self->held.size(), self->options.at_once);
            if (free > 0) {
                auto claimed = co_await self->claim(free);
                if (claimed) {
                    for (const auto& run : claimed->superseded) {
                        self->deps.outcomes.forget(run.id);
                        self->deps.outcomes.stats().end(run.state);
                        self->deps.index.apply(run);
                    }
                    for (auto& run : claimed->taken) {
                        self->deps.outcomes.stats().queue_wait.observe(self->deps.clock.now() - run.due_at);
                        self->held.emplace(run.id, run.fencing);
                        self->deps.index.apply(run);
                        std::string task = "run " + run.id.str();
                        self->tasks.spawn(std::move(task), carry_out(self, std::move(run)));
                    }
                } else {
                    log::warning("worker", "no run could be claimed: {}", claimed.error().message);
                }
            }
            // All that could be taken was taken; what is accepted, and each run that ends, wakes us.
            co_await self->wakeup.wait_for(self->options.poll);
            if (self->held.size() > self->options.at_once / 4) co_await sleep_for(self->options.gather);
        }
    }

    Task<Result<store::runs::Claimed>> claim(std::size_t most) {
        const Time now = deps.clock.now();
        auto write = [this, now, most](store::Tx& tx) -> Result<store::runs::Claimed> {
            auto claimed = store::runs::claim(tx, name, now, now + options.lease, most, options.per_cluster);
            for (const auto& run : claimed.superseded) record_end(tx, run, now);
            return claimed;
        };
        co_return co_await deps.database.write(std::move(write));
    }

    static Task<> heartbeat(std::shared_ptr<State> self) {
        while (true) {
            co_await sleep_for(self->options.lease / 3);
            const auto held = self->held;
            const Time until = self->deps.clock.now() + self->options.lease;
            const Time now = self->deps.clock.now();
            auto write = [self, held, until, now](store::Tx& tx) -> Result<std::int64_t> {
                for (const auto& [run, fencing] : held) store::runs::renew(tx, run, self->name, fencing, until);
                return store::runs::release_expired(tx, now);
            };
            const auto released = co_await self->deps.database.write(std::move(write));
            if (!released) log::warning("worker", "leases could not be renewed: {}", released.error().message);
            if (released && *released > 0) self->wakeup.notify();
        }
    }

    static Task<> carry_out(std::shared_ptr<State> self, Run run) {
        const Id<Run> id = run.id;
        std::exception_ptr failure;
        try {
            co_await self->attempt(run);
        } catch (const boost::system::system_error&) {
            throw;  // cancelled: the lease, or the next start, takes it up
        } catch (const std::exception& exception) {
            log::error("worker", "run {} ended by {}", id.str(), exception.what());
            failure = std::current_exception();
        }
        if (failure) {
            AttemptOutcome outcome;
            outcome.next = AttemptOutcome::Next::retry;
            outcome.message = "an internal error; it is tried again";
            co_await self->settle(std::move(run), std::move(outcome));
        }
        self->held.erase(id);
        self->wakeup.notify();
    }

    Task<> attempt(Run run) {
        const auto cluster = deps.clusters.find(run.key.cluster);
        AttemptOutcome outcome;
        if (const auto why = objection(run, deps.directory)) {
            outcome.message = *why;
        } else if (!cluster) {
            outcome.message = fmt::format("cluster {} is not registered any more", run.key.cluster);
        } else if (!run.intent) {
            outcome = co_await act(run, *cluster);
        } else {
            auto read = [run](store::Tx& tx) -> Result<Attempt> {
                Attempt loaded{run, std::nullopt, std::nullopt, std::nullopt};
                if (run.intent) loaded.intent = store::intents::find(tx, *run.intent);
                if (!loaded.intent) return fail(ErrorCode::not_found, "the intent of this run is missing from the database");
                if (loaded.intent->manifest) loaded.desired = parse_object(*loaded.intent->manifest);
                const Kind* kind = find_kind(run.key.kind);
                const auto snapshot = kind && kind->starts_anew ? store::snapshots::find(tx, run.key) : std::nullopt;
                if (snapshot) loaded.before = parse_object(snapshot->object);
                const auto forbidden = loaded.desired ? policy_objection(tx, run.key, *loaded.desired) : std::nullopt;
                if (forbidden) return fail(ErrorCode::forbidden, *forbidden);
                return loaded;
            };
            auto loaded = co_await deps.database.read(std::move(read));
            if (loaded) {
                const Time began = deps.clock.now();
                outcome = co_await execute(std::move(*loaded), *cluster, deps.clock);
                deps.outcomes.stats().attempt.observe(deps.clock.now() - began);
            } else {
                const auto code = loaded.error().code;
                const bool final = code == ErrorCode::not_found || code == ErrorCode::forbidden;
                outcome.next = final ? AttemptOutcome::Next::fail : AttemptOutcome::Next::retry;
                outcome.message = loaded.error().message;
            }
        }
        co_await settle(std::move(run), std::move(outcome));
    }

    /// One attempt of an action.
    Task<AttemptOutcome> act(Run run, ClusterHandle cluster) {
        auto read = [run](store::Tx& tx) -> Result<ActionAttempt> { return load_action(tx, run); };
        auto loaded = co_await deps.database.read(std::move(read));
        if (!loaded) {
            AttemptOutcome outcome;
            const bool for_good = loaded.error().code == ErrorCode::not_found || loaded.error().code == ErrorCode::invalid;
            outcome.next = for_good ? AttemptOutcome::Next::fail : AttemptOutcome::Next::retry;
            outcome.message = loaded.error().message;
            co_return outcome;
        }
        KeepPlan keep = [this, run](RunStep plan) -> Task<Result<bool>> {
            const Time until = deps.clock.now() + options.lease;
            auto write = [this, run, plan, until](store::Tx& tx) -> Result<bool> {
                if (!store::runs::renew(tx, run.id, name, run.fencing, until)) return false;
                store::runs::add_step(tx, plan);
                return true;
            };
            auto kept = co_await deps.database.write(std::move(write));
            co_return std::move(kept);
        };
        auto outcome = co_await execute_action(std::move(*loaded), std::move(cluster), deps.clock, std::move(keep));
        co_return outcome;
    }

    /// Writes down what an attempt came to, on the condition that the run is still ours.
    Task<> settle(Run run, AttemptOutcome outcome) {
        const Time now = deps.clock.now();
        run.message = outcome.message;
        run.applied_generation = outcome.generation;
        run.applied_uid = outcome.uid;
        run.applied_at = outcome.applied_at;
        run.starts_anew = outcome.starts_anew;
        switch (outcome.next) {
            case AttemptOutcome::Next::wait:
                run.state = RunState::waiting;
                run.deadline = now + outcome.patience.value_or(options.wait_for_operator);
                break;
            case AttemptOutcome::Next::done:
                run.state = RunState::succeeded;
                run.finished_at = now;
                break;
            case AttemptOutcome::Next::retry:
                if (run.attempt < options.attempts) {
                    run.state = RunState::queued;
                    run.due_at = now + std::max(options.backoff.delay(run.attempt), outcome.retry_after);
                    run.message = fmt::format("attempt {} of {}: {}", run.attempt, options.attempts, outcome.message);
                    outcome.steps.push_back({run.id, run.attempt, 0, "retry", "info",
                                             fmt::format("is tried again at {}", to_rfc3339_seconds(run.due_at)), "", now});
                    break;
                }
                [[fallthrough]];
            case AttemptOutcome::Next::fail:
                run.state = RunState::failed;
                run.finished_at = now;
                break;
        }
        for (int attempt = 1;; ++attempt) {
            auto write = [run, outcome, now](store::Tx& tx) -> Result<bool> {
                if (!store::runs::save(tx, run)) return false;
                for (const auto& step : outcome.steps) store::runs::add_step(tx, step);
                if (is_terminal(run.state)) record_end(tx, run, now, outcome.detail);
                return true;
            };
            const auto saved = co_await deps.database.write_behind(std::move(write));
            if (saved && !*saved) co_return;  // the lease was lost: whoever holds it now decides
            if (saved) break;
            log::warning("worker", "the outcome of run {} could not be written: {}", run.id.str(), saved.error().message);
            if (attempt >= options.attempts) co_return;
            co_await sleep_for(options.backoff.delay(attempt));
        }
        if (run.state != RunState::running) run.lease_owner.clear();
        count(run, outcome);
        deps.index.apply(run);
        if (run.state == RunState::waiting && run.intent) deps.outcomes.watch(run);
        if (run.state == RunState::waiting && !run.intent) deps.actions.watch(run);
        if (run.state == RunState::queued) tasks.spawn("wake for retry", wake_at(shared_from_this(), run.due_at));
    }

    void count(const Run& run, const AttemptOutcome& outcome) {
        RunStats& stats = deps.outcomes.stats();
        auto& attempts = run.state == RunState::queued   ? stats.attempts_retried
                         : run.state == RunState::failed ? stats.attempts_failed
                                                         : stats.attempts_applied;
        attempts.fetch_add(1, std::memory_order_relaxed);
        if (is_terminal(run.state)) stats.end(run.state);
        if (outcome.applied_at) stats.apply_latency.observe(*outcome.applied_at - run.created_at);
    }

    static Task<> wake_at(std::shared_ptr<State> self, Time due) {
        const Duration wait = due - self->deps.clock.now();
        if (wait > Duration(0)) co_await sleep_for(wait);
        self->wakeup.notify();
    }
};

Worker::Worker(Dependencies dependencies, WorkerOptions options) : state_(std::make_shared<State>(std::move(dependencies), options)) {}
Worker::~Worker() = default;

Task<Result<>> Worker::start() {
    const bool alone = state_->deps.database.is_exclusive();
    const Time now = state_->deps.clock.now();
    auto write = [alone, now](store::Tx& tx) -> Result<std::int64_t> {
        // Nobody else can hold a lease of an embedded database that this process has locked: what was running when the last one ended is
        // free.
        return alone ? store::runs::release_all(tx) : store::runs::release_expired(tx, now);
    };
    const auto released = co_await state_->deps.database.write(std::move(write));
    if (!released) co_return fail(released.error());
    if (*released > 0) log::info("worker", "{} runs that were under way are taken up again", *released);
    state_->tasks.spawn("claim runs", State::claim_loop(state_));
    state_->tasks.spawn("renew leases", State::heartbeat(state_));
    co_return Result<>();
}

Task<> Worker::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void Worker::wake() {
    state_->wakeup.notify();
}

}  // namespace nexa::control
