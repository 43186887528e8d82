#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/intents/change_wire.hpp"
#include "data/actions/action.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct ChoiceItem {
    std::string value, about;
};
struct ActionParameterItem {
    std::string name, title, type, about;
    bool required = false;
    std::optional<std::int64_t> minimum;
    std::vector<ChoiceItem> choices;
    std::string preset;
};

/// An action by itself: what is true of it for every resource of its kind.
struct ActionBrief {
    std::string id, title;
    Finding::Gravity gravity = Finding::Gravity::note;
    bool destroys = false;
    bool several = false;
};

/// One action of a resource, as its page offers it.
struct ActionItem {
    std::string id, title, explanation, source;
    Finding::Gravity gravity = Finding::Gravity::note;
    bool destroys = false;
    bool offered = false;
    std::string objection;
    std::vector<ActionParameterItem> parameters;
};
struct ActionList {
    std::vector<ActionItem> items;
    std::optional<std::string> main;
};

/// What is sent to carry one out.
struct ActionBody {
    std::optional<json::object> parameters;
    std::optional<std::string> reason;
};

inline ActionBrief brief_of(const actions::Action& action) {
    return {std::string(action.id), std::string(action.title), action.gravity, action.destroys, actions::suits_several(action)};
}

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::ChoiceItem> =
    nexa::wire::describe_reply("Choice", nexa::wire::field("value", &nexa::control::ChoiceItem::value, ""),
                               nexa::wire::field("about", &nexa::control::ChoiceItem::about, "What is known of it; may be empty."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionParameterItem> = nexa::wire::describe_reply(
    "ActionParameter", nexa::wire::field("name", &nexa::control::ActionParameterItem::name, ""),
    nexa::wire::field("title", &nexa::control::ActionParameterItem::title, "Of its field in a form."),
    nexa::wire::field("type", &nexa::control::ActionParameterItem::type, "integer or text."),
    nexa::wire::field("about", &nexa::control::ActionParameterItem::about, "What it says, for people."),
    nexa::wire::field("required", &nexa::control::ActionParameterItem::required, ""),
    nexa::wire::field("minimum", &nexa::control::ActionParameterItem::minimum, "Of an integer."),
    nexa::wire::field("choices", &nexa::control::ActionParameterItem::choices, "All that it can be now; none: whatever its type allows."),
    nexa::wire::field("preset", &nexa::control::ActionParameterItem::preset, "What it is now, or most likely to become; may be empty."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionBrief> =
    nexa::wire::describe_reply("ActionBrief", nexa::wire::field("id", &nexa::control::ActionBrief::id, "The last part of its path."),
                               nexa::wire::field("title", &nexa::control::ActionBrief::title, "For a button."),
                               nexa::wire::field("gravity", &nexa::control::ActionBrief::gravity, ""),
                               nexa::wire::field("destroys", &nexa::control::ActionBrief::destroys, "It also needs resources:delete."),
                               nexa::wire::field("several", &nexa::control::ActionBrief::several, "It suits many resources in one go."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionItem> = nexa::wire::describe_reply(
    "Action", nexa::wire::field("id", &nexa::control::ActionItem::id, "The last part of its path."),
    nexa::wire::field("title", &nexa::control::ActionItem::title, "For a button."),
    nexa::wire::field("explanation", &nexa::control::ActionItem::explanation, ""),
    nexa::wire::field("source", &nexa::control::ActionItem::source, "Where its behaviour is described."),
    nexa::wire::field("gravity", &nexa::control::ActionItem::gravity, ""),
    nexa::wire::field("destroys", &nexa::control::ActionItem::destroys, "It also needs resources:delete."),
    nexa::wire::field("offered", &nexa::control::ActionItem::offered, "It can be carried out in the state that the resource is in."),
    nexa::wire::field("objection", &nexa::control::ActionItem::objection, "Why it is not offered; else empty."),
    nexa::wire::field("parameters", &nexa::control::ActionItem::parameters, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionList> =
    nexa::wire::describe_reply("ActionList", nexa::wire::field("items", &nexa::control::ActionList::items, "In the order of the page."),
                               nexa::wire::field("main", &nexa::control::ActionList::main,
                                                 "The way on from the state that it is in; null when no action stands out."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionBody> =
    nexa::wire::describe("ActionRequest", nexa::wire::field("parameters", &nexa::control::ActionBody::parameters, "By name."),
                         nexa::wire::field("reason", &nexa::control::ActionBody::reason, "Why, for the trail."));
