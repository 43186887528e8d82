#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "control/actions/action_wire.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct ColumnItem {
    std::string name, title, type;
};
struct KindItem {
    std::string kind, plural, group, family, display;
    std::vector<std::string> short_names;
    std::vector<ColumnItem> columns;
    std::vector<ActionBrief> actions;
};
struct KindList {
    std::vector<KindItem> items;
};

/// What a scalar is held to.
struct LimitsItem {
    std::vector<std::string> values;
    std::optional<std::int64_t> minimum, maximum;
    std::optional<std::string> pattern;
    json::value initial;
};
/// What a value may look like. Other shapes are named by their position in the reply's list.
struct ShapeItem {
    std::string type;
    std::map<std::string, std::int64_t> fields;
    std::vector<std::string> required;
    std::optional<std::int64_t> items;
    bool open = false;
    std::optional<LimitsItem> limits;
};
struct KindFields {
    std::string kind, api_version, operator_name, operator_version;
    std::vector<ShapeItem> shapes;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::ColumnItem> =
    nexa::wire::describe_reply("Column", nexa::wire::field("name", &nexa::control::ColumnItem::name, "The member of a resource's summary."),
                               nexa::wire::field("title", &nexa::control::ColumnItem::title, ""),
                               nexa::wire::field("type", &nexa::control::ColumnItem::type, "text, number, bytes, state or time."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KindItem> = nexa::wire::describe_reply(
    "Kind", nexa::wire::field("kind", &nexa::control::KindItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::KindItem::plural, ""), nexa::wire::field("group", &nexa::control::KindItem::group, ""),
    nexa::wire::field("family", &nexa::control::KindItem::family, "kafka or spark."),
    nexa::wire::field("display", &nexa::control::KindItem::display, "For people."),
    nexa::wire::field("short_names", &nexa::control::KindItem::short_names, "As kubectl knows them."),
    nexa::wire::field("columns", &nexa::control::KindItem::columns, "Of its lists."),
    nexa::wire::field("actions", &nexa::control::KindItem::actions, "All that it has; which are offered depends on a resource's state."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KindList> =
    nexa::wire::describe_reply("KindList", nexa::wire::field("items", &nexa::control::KindList::items, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::LimitsItem> = nexa::wire::describe_reply(
    "FieldLimits", nexa::wire::field("values", &nexa::control::LimitsItem::values, "The enumeration; empty: any."),
    nexa::wire::field("minimum", &nexa::control::LimitsItem::minimum, ""),
    nexa::wire::field("maximum", &nexa::control::LimitsItem::maximum, ""),
    nexa::wire::field("pattern", &nexa::control::LimitsItem::pattern, "Regular expression (ECMA 262)."),
    nexa::wire::field("default", &nexa::control::LimitsItem::initial, "What the API server fills in; null: nothing."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ShapeItem> = nexa::wire::describe_reply(
    "FieldShape",
    nexa::wire::field("type", &nexa::control::ShapeItem::type,
                      "any, object, array, string, integer, number, boolean, or integer or string."),
    nexa::wire::field("fields", &nexa::control::ShapeItem::fields, "Of an object: the place of each one's shape in shapes."),
    nexa::wire::field("required", &nexa::control::ShapeItem::required, "Those of the fields that must be there."),
    nexa::wire::field("items", &nexa::control::ShapeItem::items, "Of a list's items, or a map's values: their place in shapes."),
    nexa::wire::field("open", &nexa::control::ShapeItem::open, "An object that takes fields of any name too."),
    nexa::wire::field("limits", &nexa::control::ShapeItem::limits, "Null: none."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KindFields> = nexa::wire::describe_reply(
    "KindFields", nexa::wire::field("kind", &nexa::control::KindFields::kind, ""),
    nexa::wire::field("api_version", &nexa::control::KindFields::api_version, "As a manifest says it: kafka.strimzi.io/v1."),
    nexa::wire::field("operator", &nexa::control::KindFields::operator_name, "strimzi or spark-operator."),
    nexa::wire::field("operator_version", &nexa::control::KindFields::operator_version,
                      "Whose fields these are; empty: the newest release that is known."),
    nexa::wire::field("shapes", &nexa::control::KindFields::shapes,
                      "The first is the resource itself; each shape stands once, however often it is used."));
