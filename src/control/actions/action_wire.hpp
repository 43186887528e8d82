#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/intents/change_wire.hpp"
#include "data/actions/action.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct ActionParameterItem {
    std::string name, type, about;
    bool required = false;
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
};

/// What is sent to carry one out.
struct ActionBody {
    std::optional<json::object> parameters;
    std::optional<std::string> reason;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionParameterItem> =
    nexa::wire::describe_reply("ActionParameter", nexa::wire::field("name", &nexa::control::ActionParameterItem::name, ""),
                               nexa::wire::field("type", &nexa::control::ActionParameterItem::type, "integer or text."),
                               nexa::wire::field("about", &nexa::control::ActionParameterItem::about, ""),
                               nexa::wire::field("required", &nexa::control::ActionParameterItem::required, ""));
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
    nexa::wire::describe_reply("ActionList", nexa::wire::field("items", &nexa::control::ActionList::items, "In the order of the page."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ActionBody> =
    nexa::wire::describe("ActionRequest", nexa::wire::field("parameters", &nexa::control::ActionBody::parameters, "By name."),
                         nexa::wire::field("reason", &nexa::control::ActionBody::reason, "Why, for the trail."));
