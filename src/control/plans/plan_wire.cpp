#include "control/plans/plan_wire.hpp"

#include <algorithm>
#include <set>

namespace nexa::control {

PlanStepItem to_item(const PlanStep& step) {
    const Kind* kind = find_kind(step.key.kind);
    PlanStepItem item;
    item.position = step.position;
    item.wave = step.wave;
    item.type = step.type;
    item.title = step.title;
    item.explanation = step.explanation;
    item.cluster = step.key.cluster;
    item.name_space = step.key.name_space;
    item.kind = step.key.kind;
    item.plural = kind == nullptr ? std::string_view() : kind->ref.plural;
    item.name = step.key.name;
    item.state = step.state;
    item.message = step.message;
    item.run = step.run;
    item.started_at = step.started_at;
    item.finished_at = step.finished_at;
    return item;
}

PlanItem to_item(const Plan& plan) {
    PlanItem item;
    item.id = plan.id;
    item.type = plan.type;
    item.title = plan.title;
    item.state = plan.state;
    item.author = plan.author;
    item.reason = plan.reason;
    item.message = plan.message;
    item.total = static_cast<int>(plan.steps.size());
    item.done = static_cast<int>(std::ranges::count(plan.steps, PlanStep::State::done, &PlanStep::state));
    std::set<std::string> clusters;
    for (const auto& step : plan.steps) clusters.insert(step.key.cluster);
    item.clusters.assign(clusters.begin(), clusters.end());
    item.created_at = plan.created_at;
    item.finished_at = plan.finished_at;
    return item;
}

PlanDetail to_detail(const Plan& plan) {
    PlanDetail detail{to_item(plan), {}};
    for (const auto& step : plan.steps) detail.steps.push_back(to_item(step));
    return detail;
}

}  // namespace nexa::control
