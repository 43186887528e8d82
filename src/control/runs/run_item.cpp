#include "control/runs/run_item.hpp"

#include "data/kinds.hpp"
#include "data/reasons.hpp"

namespace nexa::control {

RunItem to_item(const Run& run) {
    const Kind* kind = find_kind(run.key.kind);
    RunItem item;
    item.id = run.id;
    item.intent = run.intent;
    item.revision = run.revision;
    item.action = run.action;
    item.cluster = run.key.cluster;
    item.name_space = run.key.name_space;
    item.kind = run.key.kind;
    item.plural = kind ? std::string(kind->ref.plural) : std::string();
    item.name = run.key.name;
    item.state = run.state;
    item.author = run.author;
    item.message = run.message;
    item.words = kind ? in_words(*kind, run.message) : run.message;
    item.attempt = run.attempt;
    item.created_at = run.created_at;
    if (run.due_at != held_back) item.due_at = run.due_at;
    item.started_at = run.started_at;
    item.finished_at = run.finished_at;
    item.deadline = run.deadline;
    return item;
}

StepItem to_item(const RunStep& step) {
    return {step.attempt, step.sequence, step.name, step.outcome, step.message, step.detail, step.at};
}

}  // namespace nexa::control
