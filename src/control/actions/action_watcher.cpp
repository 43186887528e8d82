#include "control/actions/action_watcher.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "control/actions/action_run.hpp"
#include "control/runs/run_events.hpp"
#include "store/runs.hpp"

namespace nexa::control {
namespace {

constexpr Duration first_look = std::chrono::milliseconds(500);
constexpr Duration rarest_look = std::chrono::seconds(5);

}  // namespace

struct ActionWatcher::State : std::enable_shared_from_this<State> {
    explicit State(Dependencies with) : deps(std::move(with)), tasks(deps.executor) {}
    Dependencies deps;
    TaskGroup tasks;
    std::mutex mutex;
    std::set<Id<Run>> followed;

    /// The run as stored with its action; nothing when it waits no more.
    Task<Result<std::optional<ActionAttempt>>> load(Id<Run> id) {
        auto read = [id](store::Tx& tx) -> Result<std::optional<ActionAttempt>> {
            const auto run = store::runs::find(tx, id);
            if (!run || run->state != RunState::waiting) return std::nullopt;
            auto attempt = load_action(tx, *run);
            if (!attempt) return fail(attempt.error());
            return std::move(*attempt);
        };
        auto loaded = co_await deps.database.read(std::move(read));
        co_return std::move(loaded);
    }

    Task<RunVerdict> judge(const ActionAttempt& attempt) {
        using Stand = RunVerdict::State;
        const auto cluster = deps.clusters.find(attempt.run.key.cluster);
        if (!cluster || !cluster->status.facts) co_return RunVerdict{Stand::waiting, "waiting for the cluster to be connected"};
        const auto seen = co_await look(attempt, *cluster, *cluster->status.facts, kube::Lane::work);
        if (!seen) co_return RunVerdict{Stand::waiting, fmt::format("the cluster does not answer: {}", seen.error().error.message)};
        const auto* kind = find_kind(attempt.run.key.kind);
        const Applied applied{attempt.run.applied_generation.value_or(0), attempt.run.applied_at.value_or(Time{}), attempt.run.starts_anew};
        const auto* resource = seen->resource ? &*seen->resource : nullptr;
        static const std::vector<actions::Operation> none;
        if (attempt.action->verdict != nullptr) {
            co_return attempt.action->verdict({resource, seen->others, attempt.plan ? *attempt.plan : none, applied, kind});
        }
        if (resource == nullptr || kind == nullptr) co_return RunVerdict{Stand::failed, "the resource is gone"};
        co_return waiting_verdict(*kind, applied, *resource);
    }

    static Task<> follow(std::shared_ptr<State> self, Id<Run> id) {
        co_await follow_to_the_end(self, id);
        const std::lock_guard lock(self->mutex);
        self->followed.erase(id);
    }

    static Task<> follow_to_the_end(std::shared_ptr<State> self, Id<Run> id) {
        std::string last;
        for (Duration wait = first_look;; wait = std::min<Duration>(wait * 2, rarest_look)) {
            co_await sleep_for(wait);
            const auto attempt = co_await self->load(id);
            if (!attempt) {
                log::warning("actions", "run {} can't be followed: {}", id.str(), attempt.error().message);
                if (attempt.error().code == ErrorCode::not_found || attempt.error().code == ErrorCode::invalid) co_return;
                continue;
            }
            if (!*attempt) co_return;
            auto verdict = co_await self->judge(**attempt);
            Run run = (*attempt)->run;
            const Time now = self->deps.clock.now();
            if (verdict.state == RunVerdict::State::waiting) {
                if (!run.deadline || *run.deadline > now) {
                    run.message = verdict.message;
                    if (run.message != last) self->deps.index.apply(run);
                    last = run.message;
                    continue;
                }
                run.state = RunState::timed_out;
                run.message = fmt::format("the operator was not done in time: {}", verdict.message);
            } else {
                run.state = verdict.state == RunVerdict::State::succeeded ? RunState::succeeded : RunState::failed;
                run.message = verdict.message;
            }
            run.finished_at = now;
            auto write = [run, now](store::Tx& tx) -> Result<bool> {
                if (!store::runs::end_waiting(tx, run)) return false;
                record_end(tx, run, now);
                return true;
            };
            const auto ended = co_await self->deps.database.write(std::move(write));
            if (!ended) {
                log::warning("actions", "the end of run {} could not be written: {}", id.str(), ended.error().message);
                continue;
            }
            if (*ended) self->deps.index.apply(run);
            co_return;
        }
    }
};

ActionWatcher::ActionWatcher(Dependencies dependencies) : state_(std::make_shared<State>(std::move(dependencies))) {}
ActionWatcher::~ActionWatcher() = default;

Task<Result<>> ActionWatcher::start() {
    auto read = [](store::Tx& tx) -> Result<std::vector<Run>> { return store::runs::waiting(tx); };
    const auto waiting = co_await state_->deps.database.read(std::move(read));
    if (!waiting) co_return fail(waiting.error());
    for (const auto& run : *waiting) {
        if (!run.intent) watch(run);
    }
    co_return Result<>();
}

Task<> ActionWatcher::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void ActionWatcher::watch(const Run& run) {
    {
        const std::lock_guard lock(state_->mutex);
        if (!state_->followed.insert(run.id).second) return;
    }
    state_->tasks.spawn("follow action", State::follow(state_, run.id));
}

}  // namespace nexa::control
