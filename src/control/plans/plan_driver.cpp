#include "control/plans/plan_driver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "control/api/api.hpp"
#include "control/plans/plan_progress.hpp"
#include "control/plans/plan_world.hpp"
#include "data/object.hpp"
#include "store/audit.hpp"
#include "store/intents.hpp"
#include "store/plans.hpp"
#include "store/runs.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

using StepState = PlanStep::State;
using Verdict = RunVerdict::State;

/// Looked at again so often when nothing is heard: facts of clusters, deadlines, what was refused for the moment.
constexpr Duration while_active = std::chrono::seconds(5);
constexpr Duration while_idle = std::chrono::seconds(30);
/// Between two looks at least, and at most a fifth of the time is spent looking.
constexpr Duration between = std::chrono::milliseconds(100);

/// What became of one step.
struct Look {
    std::int64_t position = 0;
    RunVerdict verdict;
};
struct Open {
    Plan plan;
    std::vector<Look> looks;
};

RunVerdict verdict_of_run(store::Tx& tx, Id<Run> id) {
    const auto run = store::runs::find(tx, id);
    if (!run) return {Verdict::failed, "its run is not there any more"};
    if (!is_terminal(run->state)) return {Verdict::waiting, run->message};
    if (run->state == RunState::succeeded) return {Verdict::succeeded, run->message};
    return {Verdict::failed,
            fmt::format("the run {}: {}", run->state == RunState::timed_out ? "timed out" : to_string(run->state), run->message)};
}

/// Of a change that changed nothing: it is done when what is there is well, as after an apply.
RunVerdict verdict_of_present(const PlanStep& step, const plans::World& world) {
    const Kind* kind = find_kind(step.key.kind);
    const auto object = world.observed(step.key);
    if (kind == nullptr || !object) return {Verdict::waiting, "it was so already; waiting to see it on the cluster"};
    auto verdict = waiting_verdict(*kind, Applied{}, *object);
    verdict.message = fmt::format("it was so already{}{}", verdict.message.empty() ? "" : "; ", verdict.message);
    return verdict;
}

bool only_waits(PlanStep::Type type) {
    return type == PlanStep::Type::check || type == PlanStep::Type::outside || type == PlanStep::Type::hold;
}

RunVerdict verdict_of_condition(const PlanStep& step, const plans::World& world, Time now) {
    auto verdict = plans::judge_condition(step, world);
    const auto patience = integer_at(step.body, {"patience"});
    if (verdict.state != Verdict::waiting || !patience || !step.started_at) return verdict;
    if (now - *step.started_at < std::chrono::seconds(*patience)) return verdict;
    const auto minutes = *patience / 60;
    return {Verdict::failed, fmt::format("not so within {} minutes: {}", minutes, verdict.message)};
}

Open look_at(store::Tx& tx, Plan plan, const plans::World& world, Time now) {
    Open open{std::move(plan), {}};
    for (const auto& step : open.plan.steps) {
        if (step.state != StepState::running || step.type == PlanStep::Type::hold) continue;
        open.looks.push_back({step.position, step.run                ? verdict_of_run(tx, *step.run)
                                             : only_waits(step.type) ? verdict_of_condition(step, world, now)
                                                                     : verdict_of_present(step, world)});
    }
    return open;
}

bool is_for_the_moment(const Error& error) {
    return error.code == ErrorCode::unavailable || error.code == ErrorCode::timed_out || error.code == ErrorCode::conflict ||
           error.code == ErrorCode::precondition_failed;
}

/// What a step needs that is read at the moment of its beginning.
struct Prepared {
    std::optional<json::object> manifest;
    std::int64_t revision = 0;
    std::string done;  ///< It has nothing to do: why.
};

Result<Prepared> prepare(store::Tx& tx, const Plan& plan, const PlanStep& step, const plans::World& world) {
    Prepared prepared;
    prepared.revision = store::intents::latest_revision(tx, step.key);
    if (step.type == PlanStep::Type::change) {
        static const json::object none;
        const auto* parameters = object_at(plan.request, {"parameters"});
        auto manifest = plans::manifest_for(step, parameters == nullptr ? none : *parameters, world);
        if (!manifest) return fail(manifest.error());
        prepared.manifest = std::move(*manifest);
    }
    if (step.type == PlanStep::Type::action && step.body.contains("condition")) {
        const auto verdict = plans::judge_condition(step, world);
        if (verdict.state == Verdict::succeeded) prepared.done = verdict.message;
    }
    if (step.type == PlanStep::Type::adopt && world.desired(step.key)) prepared.done = "Nexa manages it already";
    if (step.type == PlanStep::Type::remove && !world.desired(step.key) && !world.observed(step.key)) prepared.done = "it is gone already";
    return prepared;
}

}  // namespace

struct PlanDriver::State : std::enable_shared_from_this<State> {
    explicit State(Dependencies with) : deps(std::move(with)), tasks(deps.executor), wakeup(deps.executor) {}

    Dependencies deps;
    TaskGroup tasks;
    Wakeup wakeup;
    std::atomic<bool> active{true};
    std::optional<EventHub::Subscription> subscription;

    static Task<> drive(std::shared_ptr<State> self) {
        while (true) {
            const auto began = std::chrono::steady_clock::now();
            const bool again = co_await self->round();
            const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
            co_await sleep_for(std::max<Duration>(between, 4 * took));
            if (!again) co_await self->wakeup.wait_for(self->active ? while_active : while_idle);
        }
    }

    /// True when something went on, so that there may be more to do at once.
    Task<bool> round() {
        const FleetFacts facts = facts_of(deps.clusters);
        const Time now = deps.clock.now();
        auto read = [&facts, now](store::Tx& tx) -> Result<std::vector<Open>> {
            const StoredWorld world(tx, facts);
            std::vector<Open> open;
            for (auto& plan : store::plans::under_way(tx)) open.push_back(look_at(tx, std::move(plan), world, now));
            return open;
        };
        auto open = co_await deps.database.read(std::move(read));
        if (!open) {
            log::warning("plans", "plans can't be followed now: {}", open.error().message);
            co_return false;
        }
        active = !open->empty();
        bool again = false;
        for (auto& each : *open) {
            if (co_await settle(each, facts)) again = true;
        }
        co_return again;
    }

    Task<bool> settle(Open& open, const FleetFacts& facts) {
        Plan& plan = open.plan;
        bool moved = false;
        for (const auto& look : open.looks) {
            auto& step = plan.steps[static_cast<std::size_t>(look.position - 1)];
            if (look.verdict.state == Verdict::waiting) {
                if (look.verdict.message != step.message) co_await tell(plan, step, look.verdict.message);
                continue;
            }
            const auto state = look.verdict.state == Verdict::succeeded ? StepState::done : StepState::failed;
            if (co_await end(plan, step, state, look.verdict.message)) moved = true;
        }
        if (plan.state != PlanState::running) co_return moved;
        const auto progress = progress_of(plan);
        if (progress.ends) {
            co_await finish(plan, *progress.ends, progress.message);
            co_return moved;
        }
        for (const auto position : progress.begin) {
            if (co_await begin(plan, plan.steps[static_cast<std::size_t>(position - 1)], facts)) moved = true;
        }
        co_return moved;
    }

    /// False when somebody else was quicker, or the database refused.
    template <class Work>
    Task<bool> write(Work work) {
        const auto written = co_await deps.database.write(std::move(work));
        if (!written) log::warning("plans", "a plan could not be written: {}", written.error().message);
        const bool changed = written && *written;
        if (changed && deps.changed) deps.changed();
        co_return changed;
    }

    Task<bool> end(const Plan& plan, PlanStep& step, StepState state, std::string message) {
        auto work = [id = plan.id, position = step.position, state, message, now = deps.clock.now()](store::Tx& tx) -> Result<bool> {
            return store::plans::end_step(tx, id, position, state, message, now);
        };
        if (!co_await write(std::move(work))) co_return false;
        step.state = state;
        step.message = std::move(message);
        co_return true;
    }

    Task<> tell(const Plan& plan, PlanStep& step, std::string message) {
        auto work = [id = plan.id, position = step.position, message](store::Tx& tx) -> Result<bool> {
            return store::plans::tell_step(tx, id, position, message);
        };
        co_await write(std::move(work));
        step.message = std::move(message);
    }

    Task<> finish(const Plan& plan, PlanState state, std::string message) {
        AuditEntry entry;
        entry.who = plan.author;
        entry.what = "plan.end";
        entry.outcome = to_string(state);
        entry.at = deps.clock.now();
        entry.kind = "Plan";
        entry.name = plan.id.str();
        entry.message = message.empty() ? plan.title : fmt::format("{}: {}", plan.title, message);
        entry.detail = "{}";
        auto work = [id = plan.id, state, message, entry](store::Tx& tx) -> Result<bool> {
            if (!store::plans::move(tx, id, {PlanState::running}, state, message, entry.at)) return false;
            store::audit::append(tx, entry);
            return true;
        };
        co_await write(std::move(work));
    }

    /// True when the step has begun, or ended.
    Task<bool> begin(const Plan& plan, PlanStep& step, const FleetFacts& facts) {
        const auto person = deps.directory.find_by_name(plan.author);
        if (!person)
            co_return co_await end(
                plan, step, StepState::failed,
                fmt::format("{} does not exist any more, or is disabled; somebody else has to make the plan anew", plan.author));
        if (auto why = objection_to(*person->rights, step))
            co_return co_await end(plan, step, StepState::failed, fmt::format("{} may not do it any more: {}", plan.author, *why));
        if (only_waits(step.type)) co_return co_await wait_at(plan, step);

        auto read = [&](store::Tx& tx) -> Result<Prepared> { return prepare(tx, plan, step, StoredWorld(tx, facts)); };
        auto prepared = co_await deps.database.read(std::move(read));
        Result<> outcome;
        if (prepared && !prepared->done.empty()) co_return co_await end(plan, step, StepState::done, prepared->done);
        if (prepared) {
            outcome = co_await carry_out(plan, step, *person, std::move(*prepared));
        } else {
            outcome = fail(prepared.error());
        }
        if (outcome) {
            if (deps.changed) deps.changed();
            co_return true;
        }
        if (outcome.error().code == ErrorCode::not_found && step.type == PlanStep::Type::remove)
            co_return co_await end(plan, step, StepState::done, "it is gone already");
        if (!is_for_the_moment(outcome.error())) co_return co_await end(plan, step, StepState::failed, outcome.error().message);
        if (outcome.error().message != step.message) co_await tell(plan, step, outcome.error().message);
        co_return false;
    }

    /// A step that only waits. One that waits for a person pauses its plan.
    Task<bool> wait_at(const Plan& plan, PlanStep& step) {
        const bool holds = step.type == PlanStep::Type::hold;
        auto work = [id = plan.id, position = step.position, holds, title = step.title,
                     now = deps.clock.now()](store::Tx& tx) -> Result<bool> {
            if (!store::plans::begin_step(tx, id, position, std::nullopt, now)) return false;
            if (holds) store::plans::move(tx, id, {PlanState::running}, PlanState::paused, fmt::format("waits for you: {}", title), now);
            return true;
        };
        co_return co_await write(std::move(work));
    }

    /// What the plan's row says in the transaction that accepts the change: it is this step's turn, and now it has begun.
    static Within joining(const Plan& plan, const PlanStep& step, Time now) {
        return [id = plan.id, position = step.position, now](store::Tx& tx, const Run* run) -> Result<> {
            const auto carried = run == nullptr ? std::nullopt : std::optional(run->id);
            if (!store::plans::begin_step(tx, id, position, carried, now))
                return fail(ErrorCode::precondition_failed, "the plan has moved on meanwhile");
            return {};
        };
    }

    Task<Result<>> carry_out(const Plan& plan, const PlanStep& step, const Directory::Person& person, Prepared prepared) {
        http::Request http;
        http.remote_address = "plan";
        http.request_id = plan.id.str();
        const http::PathParams nowhere;
        const Call call{http, nowhere, {person.user.id, person.user.name, {}, person.rights}};
        const auto reason = plan.reason.empty() ? plan.title : fmt::format("{} ({})", plan.reason, plan.title);
        Result<ChangeService::Accepted> accepted;
        if (step.type == PlanStep::Type::action) {
            ActionRequest request;
            request.key = step.key;
            request.action = text_at(step.body, {"action"});
            if (const auto* parameters = object_at(step.body, {"parameters"})) request.parameters = *parameters;
            request.reason = reason;
            request.within = joining(plan, step, deps.clock.now());
            accepted = co_await deps.actions.accept(call, std::move(request));
        } else {
            ChangeRequest request;
            request.key = step.key;
            request.reason = reason;
            request.within = joining(plan, step, deps.clock.now());
            request.action = step.type == PlanStep::Type::adopt    ? ChangeRequest::Action::adopt
                             : step.type == PlanStep::Type::remove ? ChangeRequest::Action::remove
                                                                   : ChangeRequest::Action::apply;
            if (prepared.manifest) {
                request.document = std::move(*prepared.manifest);
                request.source_text = wire::to_yaml(request.document);
                request.source_type = "application/yaml";
                // What the change is based on must still be the newest.
                request.expected_revision = prepared.revision;
            }
            accepted = co_await deps.changes.accept(call, std::move(request));
        }
        if (!accepted) co_return fail(accepted.error());
        co_return Result<>();
    }
};

PlanDriver::PlanDriver(Dependencies dependencies) : state_(std::make_shared<State>(std::move(dependencies))) {}
PlanDriver::~PlanDriver() = default;

void PlanDriver::start() {
    // What changes on clusters and what becomes of runs is what plans wait for.
    auto heard = [weak = std::weak_ptr(state_)](const std::shared_ptr<const Event>& event) {
        const auto state = weak.lock();
        if (state && state->active && event->topic != Event::Topic::plans) state->wakeup.notify();
    };
    state_->subscription.emplace(state_->deps.hub.subscribe(std::move(heard), {}).subscription);
    state_->tasks.spawn("drive plans", State::drive(state_));
}

Task<> PlanDriver::stop() {
    state_->subscription.reset();
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void PlanDriver::wake() {
    state_->active = true;
    state_->wakeup.notify();
}

}  // namespace nexa::control
