#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// A run as lists, events and pages show it.
struct RunItem {
    Id<Run> id;
    std::optional<Id<Intent>> intent;
    std::int64_t revision = 0;
    std::string action, cluster, name_space, kind, plural, name;
    RunState state = RunState::queued;
    std::string author, message, words;
    int attempt = 0;
    Time created_at;
    std::optional<Time> due_at, started_at, finished_at, deadline;
};

struct StepItem {
    int attempt = 0;
    std::int64_t sequence = 0;
    std::string name, outcome, message, detail;
    Time at;
};

struct RunDetail {
    RunItem run;
    std::vector<StepItem> steps;
};

RunItem to_item(const Run& run);
StepItem to_item(const RunStep& step);

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::RunState> =
    nexa::wire::enumeration("RunState", {{nexa::RunState::queued, "queued"},
                                         {nexa::RunState::awaiting_approval, "awaiting_approval"},
                                         {nexa::RunState::running, "running"},
                                         {nexa::RunState::waiting, "waiting"},
                                         {nexa::RunState::succeeded, "succeeded"},
                                         {nexa::RunState::failed, "failed"},
                                         {nexa::RunState::cancelled, "cancelled"},
                                         {nexa::RunState::superseded, "superseded"},
                                         {nexa::RunState::timed_out, "timed_out"}});

template <>
inline constexpr auto nexa::wire::record<nexa::control::RunItem> = nexa::wire::describe_reply(
    "RunItem", nexa::wire::field("id", &nexa::control::RunItem::id, ""),
    nexa::wire::field("intent", &nexa::control::RunItem::intent, "The intent that it carries out; none for an action."),
    nexa::wire::field("revision", &nexa::control::RunItem::revision, "The intent's revision."),
    nexa::wire::field("action", &nexa::control::RunItem::action, "apply, delete, or an action's name."),
    nexa::wire::field("cluster", &nexa::control::RunItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::RunItem::name_space, ""), nexa::wire::field("kind", &nexa::control::RunItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::RunItem::plural, ""), nexa::wire::field("name", &nexa::control::RunItem::name, ""),
    nexa::wire::field("state", &nexa::control::RunItem::state, ""),
    nexa::wire::field("author", &nexa::control::RunItem::author, "Who asked for it."),
    nexa::wire::field("message", &nexa::control::RunItem::message, "What it waits for, or why it failed, as the operator says it."),
    nexa::wire::field("words", &nexa::control::RunItem::words, "The same as a sentence for a person."),
    nexa::wire::field("attempt", &nexa::control::RunItem::attempt, "Attempts begun."),
    nexa::wire::field("created_at", &nexa::control::RunItem::created_at, ""),
    nexa::wire::field("due_at", &nexa::control::RunItem::due_at, "Not carried out before this; none while it waits in a queue."),
    nexa::wire::field("started_at", &nexa::control::RunItem::started_at, ""),
    nexa::wire::field("finished_at", &nexa::control::RunItem::finished_at, ""),
    nexa::wire::field("deadline", &nexa::control::RunItem::deadline, "When waiting for the operator ends."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::StepItem> = nexa::wire::describe_reply(
    "RunStep", nexa::wire::field("attempt", &nexa::control::StepItem::attempt, ""),
    nexa::wire::field("sequence", &nexa::control::StepItem::sequence, "1, 2, 3, ... within the run."),
    nexa::wire::field("name", &nexa::control::StepItem::name, ""),
    nexa::wire::field("outcome", &nexa::control::StepItem::outcome, "ok, failed or info."),
    nexa::wire::field("message", &nexa::control::StepItem::message, ""),
    nexa::wire::field("detail", &nexa::control::StepItem::detail, "The raw answer behind the message; may be empty."),
    nexa::wire::field("at", &nexa::control::StepItem::at, ""));

template <>
inline constexpr auto nexa::wire::record<nexa::control::RunDetail> =
    nexa::wire::describe_reply("RunDetail", nexa::wire::inlined(&nexa::control::RunDetail::run),
                               nexa::wire::field("steps", &nexa::control::RunDetail::steps, "In the order in which they happened."));
