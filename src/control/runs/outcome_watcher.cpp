#include "control/runs/outcome_watcher.hpp"

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/log.hpp"
#include "control/runs/run_events.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "store/database.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {
namespace {

/// How a deleted resource stands: gone is what was wanted.
RunVerdict verdict_of_delete(const Run& run, const json::object* object) {
    if (!object) return {RunVerdict::State::succeeded, "it is gone"};
    if (const auto uid = text_at(*object, {"metadata", "uid"}); run.applied_uid && !uid.empty() && uid != *run.applied_uid) {
        return {RunVerdict::State::succeeded, "it is gone; another one of this name was made since"};
    }
    std::string names;
    if (const auto* finalizers = list_at(*object, {"metadata", "finalizers"})) {
        for (const auto& each : *finalizers) {
            if (each.is_string()) names += fmt::format("{}{}", names.empty() ? "" : ", ", view(each.get_string()));
        }
    }
    return {RunVerdict::State::waiting,
            names.empty() ? "waiting for the cluster to remove it" : fmt::format("waiting for {} to let go of it", names)};
}

RunVerdict verdict_of(const Run& run, const json::object* object) {
    if (run.action == "delete") return verdict_of_delete(run, object);
    const Kind* kind = find_kind(run.key.kind);
    if (!kind || !object) return {RunVerdict::State::waiting, "applied; waiting to see it on the cluster"};
    const Applied applied{run.applied_generation.value_or(0), run.applied_at.value_or(Time{}), run.starts_anew};
    return waiting_verdict(*kind, applied, *object);
}

}  // namespace

struct OutcomeWatcher::State : std::enable_shared_from_this<State> {
    State(Executor on, store::Database& in, ResourceIndex& to, const Clock& with)
        : database(in),
          index(to),
          clock(with),
          tasks(std::move(on)) {}

    store::Database& database;
    ResourceIndex& index;
    const Clock& clock;
    TaskGroup tasks;
    RunStats stats;
    mutable std::mutex mutex;
    std::unordered_map<ResourceKey, Run> waiting;  ///< One for each key: a newer run supersedes an older one.
    std::set<Id<Run>> ending;                      ///< Their end is being written.

    /// Decides on what is known; writes an end, or the new message, in the background.
    void judge(const Run& run, const json::object* object) {
        const RunVerdict verdict = verdict_of(run, object);
        Run next = run;
        next.message = verdict.message;
        if (verdict.state == RunVerdict::State::succeeded) next.state = RunState::succeeded;
        if (verdict.state == RunVerdict::State::failed) next.state = RunState::failed;
        if (next.state == RunState::waiting && next.deadline && *next.deadline <= clock.now()) {
            next.state = RunState::timed_out;
            next.message = fmt::format("the operator was not done in time: {}", verdict.message);
        }
        if (next.state == RunState::waiting) {
            if (next.message != run.message) remember(next);
            return;
        }
        {
            const std::lock_guard lock(mutex);
            if (!ending.insert(run.id).second) return;
        }
        next.finished_at = clock.now();
        tasks.spawn("end of run", end(shared_from_this(), std::move(next)));
    }

    /// The message of a waiting run is for people that look on; only its end is written down.
    void remember(const Run& run) {
        {
            const std::lock_guard lock(mutex);
            const auto found = waiting.find(run.key);
            if (found == waiting.end() || found->second.id != run.id) return;
            found->second.message = run.message;
        }
        index.apply(run);
    }

    static Task<> end(std::shared_ptr<State> self, Run run) {
        const Backoff backoff;
        for (int attempt = 1;; ++attempt) {
            auto write = [run, now = *run.finished_at](store::Tx& tx) -> Result<bool> {
                if (!store::runs::end_waiting(tx, run)) return false;
                record_end(tx, run, now);
                return true;
            };
            const auto ended = co_await self->database.write_behind(std::move(write));
            if (ended) {
                self->drop(run);
                if (!*ended) co_return;
                self->stats.end(run.state);
                self->index.apply(run);
                co_return;
            }
            log::warning("runs", "the end of run {} could not be written: {}", run.id.str(), ended.error().message);
            co_await sleep_for(backoff.delay(attempt));
        }
    }

    void drop(const Run& run) {
        const std::lock_guard lock(mutex);
        ending.erase(run.id);
        const auto found = waiting.find(run.key);
        if (found != waiting.end() && found->second.id == run.id) waiting.erase(found);
    }

    /// Judges what the database last saw: an observation may have come before the run began to wait.
    static Task<> look(std::shared_ptr<State> self, Run run) {
        auto read = [key = run.key](store::Tx& tx) -> Result<std::optional<Snapshot>> { return store::snapshots::find(tx, key); };
        const auto snapshot = co_await self->database.read(std::move(read));
        if (!snapshot) co_return;
        if (!*snapshot) {
            // Never seen: a delete is done only when its disappearance was observed, which removes the snapshot, or the apiserver said so.
            if (run.action == "delete") self->judge(run, nullptr);
            co_return;
        }
        const auto object = parse_object((*snapshot)->object);
        if (object) self->judge(run, &*object);
    }

    static Task<> watch_deadlines(std::shared_ptr<State> self) {
        while (true) {
            co_await sleep_for(std::chrono::seconds(1));
            std::vector<Run> late;
            {
                const std::lock_guard lock(self->mutex);
                for (const auto& [key, run] : self->waiting) {
                    if (run.deadline && *run.deadline <= self->clock.now() && !self->ending.contains(run.id)) late.push_back(run);
                }
            }
            for (auto& run : late) self->tasks.spawn("deadline of run", look_late(self, std::move(run)));
        }
    }

    /// One more look, so that what was missed is not called late; then the deadline decides.
    static Task<> look_late(std::shared_ptr<State> self, Run run) {
        co_await look(self, run);
        bool open = false;
        {
            const std::lock_guard lock(self->mutex);
            open = !self->ending.contains(run.id) && self->waiting.contains(run.key) && self->waiting.at(run.key).id == run.id;
        }
        if (!open) co_return;
        run.state = RunState::timed_out;
        run.message = fmt::format("the operator was not done in time: {}", run.message);
        run.finished_at = self->clock.now();
        {
            const std::lock_guard lock(self->mutex);
            if (!self->ending.insert(run.id).second) co_return;
        }
        co_await end(self, std::move(run));
    }
};

OutcomeWatcher::OutcomeWatcher(Executor executor, store::Database& database, ResourceIndex& index, const Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), database, index, clock)) {}
OutcomeWatcher::~OutcomeWatcher() = default;

Task<Result<>> OutcomeWatcher::start() {
    auto read = [](store::Tx& tx) -> Result<std::vector<Run>> { return store::runs::waiting(tx); };
    const auto waiting = co_await state_->database.read(std::move(read));
    if (!waiting) co_return fail(waiting.error());
    for (const auto& run : *waiting) {
        if (run.intent) watch(run);
    }
    state_->tasks.spawn("deadlines of runs", State::watch_deadlines(state_));
    co_return Result<>();
}

Task<> OutcomeWatcher::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void OutcomeWatcher::watch(const Run& run) {
    {
        const std::lock_guard lock(state_->mutex);
        const auto known = state_->waiting.find(run.key);
        if (known != state_->waiting.end() && known->second.id == run.id && known->second.fencing == run.fencing) return;
        state_->waiting.insert_or_assign(run.key, run);
    }
    // Whoever observes from now on finds it waiting; what came before is in the index. A delete has nothing there to tell it by.
    if (run.action != "delete" && !state_->index.has_observed(run.key, run.applied_generation.value_or(0))) return;
    state_->tasks.spawn("first look for run", State::look(state_, run));
}

bool OutcomeWatcher::is_watched(const ResourceKey& key) const {
    const std::lock_guard lock(state_->mutex);
    return state_->waiting.contains(key);
}

void OutcomeWatcher::observed(const ResourceKey& key, const json::object* object) {
    std::optional<Run> run;
    {
        const std::lock_guard lock(state_->mutex);
        const auto found = state_->waiting.find(key);
        if (found == state_->waiting.end() || state_->ending.contains(found->second.id)) return;
        run = found->second;
    }
    state_->judge(*run, object);
}

RunStats& OutcomeWatcher::stats() {
    return state_->stats;
}

void OutcomeWatcher::forget(Id<Run> run) {
    const std::lock_guard lock(state_->mutex);
    std::erase_if(state_->waiting, [&](const auto& each) { return each.second.id == run; });
}

}  // namespace nexa::control
