#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/actions/action_wire.hpp"
#include "control/intents/change_wire.hpp"
#include "data/plans/plan_type.hpp"
#include "model/plan.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// A type of plan as it is offered.
struct PlanTypeItem {
    std::string id, title, about, kind;
    bool offered = false;
    std::string objection;
    std::vector<ActionParameterItem> parameters;
};
struct PlanTypeList {
    std::vector<PlanTypeItem> items;
};

struct PlanTarget {
    std::string cluster, name_space, kind, name;
};

/// What is sent to make one.
struct PlanBody {
    std::string type;
    std::optional<PlanTarget> target;
    std::optional<json::object> parameters;
    std::optional<std::string> reason;
};

struct PlanStepItem {
    std::int64_t position = 0, wave = 0;
    PlanStep::Type type = PlanStep::Type::change;
    std::string title, explanation, cluster, name_space, kind, plural, name;
    PlanStep::State state = PlanStep::State::pending;
    std::string message;
    std::optional<Id<Run>> run;
    std::optional<Time> started_at, finished_at;
    std::vector<Finding> findings;
    std::vector<DiffEntry> diff;
};

/// A plan as it would be.
struct PlanPreview {
    std::string type, title;
    int violations = 0;
    std::vector<std::string> notes;
    std::vector<PlanStepItem> steps;
};

struct PlanItem {
    Id<Plan> id;
    std::string type, title;
    PlanState state = PlanState::running;
    std::string author, reason, message;
    int total = 0, done = 0;
    std::vector<std::string> clusters;
    Time created_at;
    std::optional<Time> finished_at;
};
struct PlanDetail {
    PlanItem plan;
    std::vector<PlanStepItem> steps;
};

PlanStepItem to_item(const PlanStep& step);
PlanItem to_item(const Plan& plan);
PlanDetail to_detail(const Plan& plan);

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::PlanState> =
    nexa::wire::enumeration("PlanState", {{nexa::PlanState::running, "running"},
                                          {nexa::PlanState::paused, "paused"},
                                          {nexa::PlanState::failed, "failed"},
                                          {nexa::PlanState::aborted, "aborted"},
                                          {nexa::PlanState::succeeded, "succeeded"}});
template <>
inline constexpr auto nexa::wire::names<nexa::PlanStep::Type> =
    nexa::wire::enumeration("PlanStepType", {{nexa::PlanStep::Type::change, "change"},
                                             {nexa::PlanStep::Type::adopt, "adopt"},
                                             {nexa::PlanStep::Type::remove, "remove"},
                                             {nexa::PlanStep::Type::action, "action"},
                                             {nexa::PlanStep::Type::check, "check"},
                                             {nexa::PlanStep::Type::outside, "outside"},
                                             {nexa::PlanStep::Type::hold, "hold"}});
template <>
inline constexpr auto nexa::wire::names<nexa::PlanStep::State> =
    nexa::wire::enumeration("PlanStepState", {{nexa::PlanStep::State::pending, "pending"},
                                              {nexa::PlanStep::State::running, "running"},
                                              {nexa::PlanStep::State::done, "done"},
                                              {nexa::PlanStep::State::failed, "failed"},
                                              {nexa::PlanStep::State::skipped, "skipped"}});

template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanTypeItem> = nexa::wire::describe_reply(
    "PlanType", nexa::wire::field("id", &nexa::control::PlanTypeItem::id, ""),
    nexa::wire::field("title", &nexa::control::PlanTypeItem::title, "For a button."),
    nexa::wire::field("about", &nexa::control::PlanTypeItem::about, ""),
    nexa::wire::field("kind", &nexa::control::PlanTypeItem::kind, "Of the resource that it is about; empty: it is about the fleet."),
    nexa::wire::field("offered", &nexa::control::PlanTypeItem::offered, "It can be made in the state that the resource is in."),
    nexa::wire::field("objection", &nexa::control::PlanTypeItem::objection, "Why it is not offered; else empty."),
    nexa::wire::field("parameters", &nexa::control::PlanTypeItem::parameters, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanTypeList> =
    nexa::wire::describe_reply("PlanTypeList", nexa::wire::field("items", &nexa::control::PlanTypeList::items, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanTarget> = nexa::wire::describe(
    "PlanTarget", nexa::wire::field("cluster", &nexa::control::PlanTarget::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::PlanTarget::name_space, ""),
    nexa::wire::field("kind", &nexa::control::PlanTarget::kind, ""), nexa::wire::field("name", &nexa::control::PlanTarget::name, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanBody> = nexa::wire::describe(
    "PlanRequest", nexa::wire::field("type", &nexa::control::PlanBody::type, "Of /plan-types."),
    nexa::wire::field("target", &nexa::control::PlanBody::target, "The resource that it is about, where its type is about one."),
    nexa::wire::field("parameters", &nexa::control::PlanBody::parameters, "By name; a manifest as YAML text."),
    nexa::wire::field("reason", &nexa::control::PlanBody::reason, "Why, for the trail."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanStepItem> = nexa::wire::describe_reply(
    "PlanStep", nexa::wire::field("position", &nexa::control::PlanStepItem::position, "1, 2, 3, ... within the plan."),
    nexa::wire::field("wave", &nexa::control::PlanStepItem::wave, "Steps of one wave go side by side."),
    nexa::wire::field("type", &nexa::control::PlanStepItem::type, "What it does; an outside step is done by a person."),
    nexa::wire::field("title", &nexa::control::PlanStepItem::title, ""),
    nexa::wire::field("explanation", &nexa::control::PlanStepItem::explanation, ""),
    nexa::wire::field("cluster", &nexa::control::PlanStepItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::PlanStepItem::name_space, ""),
    nexa::wire::field("kind", &nexa::control::PlanStepItem::kind, "Empty when it concerns the cluster as a whole."),
    nexa::wire::field("plural", &nexa::control::PlanStepItem::plural, ""),
    nexa::wire::field("name", &nexa::control::PlanStepItem::name, ""), nexa::wire::field("state", &nexa::control::PlanStepItem::state, ""),
    nexa::wire::field("message", &nexa::control::PlanStepItem::message, "What it waits for, or why it failed."),
    nexa::wire::field("run", &nexa::control::PlanStepItem::run, "What carries it out."),
    nexa::wire::field("started_at", &nexa::control::PlanStepItem::started_at, ""),
    nexa::wire::field("finished_at", &nexa::control::PlanStepItem::finished_at, ""),
    nexa::wire::field("findings", &nexa::control::PlanStepItem::findings, "Of previews: violations, warnings and effects."),
    nexa::wire::field("diff", &nexa::control::PlanStepItem::diff, "Of previews."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanPreview> = nexa::wire::describe_reply(
    "PlanPreview", nexa::wire::field("type", &nexa::control::PlanPreview::type, ""),
    nexa::wire::field("title", &nexa::control::PlanPreview::title, ""),
    nexa::wire::field("violations", &nexa::control::PlanPreview::violations, "How many findings of its steps forbid it."),
    nexa::wire::field("notes", &nexa::control::PlanPreview::notes, "What a person should know of the whole."),
    nexa::wire::field("steps", &nexa::control::PlanPreview::steps, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanItem> = nexa::wire::describe_reply(
    "PlanItem", nexa::wire::field("id", &nexa::control::PlanItem::id, ""), nexa::wire::field("type", &nexa::control::PlanItem::type, ""),
    nexa::wire::field("title", &nexa::control::PlanItem::title, ""), nexa::wire::field("state", &nexa::control::PlanItem::state, ""),
    nexa::wire::field("author", &nexa::control::PlanItem::author, "Who asked for it; its steps are done with their rights."),
    nexa::wire::field("reason", &nexa::control::PlanItem::reason, ""),
    nexa::wire::field("message", &nexa::control::PlanItem::message, "Why it rests, or how it ended."),
    nexa::wire::field("total", &nexa::control::PlanItem::total, "Steps."),
    nexa::wire::field("done", &nexa::control::PlanItem::done, "Steps that are done."),
    nexa::wire::field("clusters", &nexa::control::PlanItem::clusters, ""),
    nexa::wire::field("created_at", &nexa::control::PlanItem::created_at, ""),
    nexa::wire::field("finished_at", &nexa::control::PlanItem::finished_at, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PlanDetail> =
    nexa::wire::describe_reply("PlanDetail", nexa::wire::inlined(&nexa::control::PlanDetail::plan),
                               nexa::wire::field("steps", &nexa::control::PlanDetail::steps, "In order."));
