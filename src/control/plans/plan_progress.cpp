#include "control/plans/plan_progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nexa::control {
namespace {

using State = PlanStep::State;

bool is_over(const PlanStep& step) {
    return step.state == State::done || step.state == State::skipped;
}

/// What concerns a cluster as a whole asks for the right on all of it.
bool holds(const Rights& rights, Permission permission, const ResourceKey& key) {
    return key.name_space.empty() ? rights.allows_cluster(permission, key.cluster) : rights.allows(permission, key.cluster, key.name_space);
}

}  // namespace

PlanProgress progress_of(const Plan& plan) {
    PlanProgress progress;
    const auto first = std::ranges::find_if_not(plan.steps, is_over);
    if (first == plan.steps.end()) {
        progress.ends = PlanState::succeeded;
        return progress;
    }
    const PlanStep* failed = nullptr;
    bool busy = false;
    for (const auto& step : plan.steps) {
        if (step.wave != first->wave) continue;
        if (step.state == State::pending) progress.begin.push_back(step.position);
        if (step.state == State::running) busy = true;
        if (step.state == State::failed && failed == nullptr) failed = &step;
    }
    if (failed == nullptr) return progress;
    progress.begin.clear();
    if (busy) return progress;
    progress.ends = PlanState::failed;
    progress.message = fmt::format("{}: {}", failed->title, failed->message);
    return progress;
}

Permission permission_for(PlanStep::Type type) noexcept {
    switch (type) {
        case PlanStep::Type::change:
        case PlanStep::Type::adopt:
            return Permission::resources_write;
        case PlanStep::Type::remove:
            return Permission::resources_delete;
        case PlanStep::Type::action:
            return Permission::actions_execute;
        case PlanStep::Type::check:
        case PlanStep::Type::outside:
        case PlanStep::Type::hold:
            break;
    }
    return Permission::resources_read;
}

std::optional<std::string> objection_to(const Rights& rights, const PlanStep& step) {
    const Permission permission = permission_for(step.type);
    if (holds(rights, permission, step.key)) return std::nullopt;
    const auto place = step.key.name_space.empty() ? step.key.cluster : fmt::format("{} / {}", step.key.cluster, step.key.name_space);
    return fmt::format("\"{}\" needs the right {} in {}", step.title, to_string(permission), place);
}

bool may_see(const Rights& rights, const Plan& plan) {
    return std::ranges::all_of(plan.steps, [&](const PlanStep& step) { return holds(rights, Permission::runs_read, step.key); });
}

}  // namespace nexa::control
