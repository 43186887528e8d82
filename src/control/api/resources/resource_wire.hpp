#pragma once

#include "control/intents/change_wire.hpp"
#include "control/observe/resource_item.hpp"

namespace nexa::control {

struct ConditionItem {
    std::string type, status, reason, message;
    std::optional<Time> last_transition_time;
};

/// Everything about one resource.
struct ResourceDetail {
    ResourceItem item;
    std::string api_version;
    std::optional<wire::RawObject> desired;
    std::optional<std::string> desired_text;
    std::optional<wire::RawObject> observed;
    std::vector<DiffEntry> drift;
    std::vector<ConditionItem> conditions;
    std::string uid;
    std::int64_t generation = 0;
    std::int64_t observed_generation = 0;
    std::string etag;
    std::vector<RunItem> runs;
    std::vector<Finding> findings;
};

struct EventItem {
    std::string type, reason, message;
    std::int64_t count = 1;
    std::optional<Time> first_seen, last_seen;
    std::string source;
};
struct EventList {
    std::vector<EventItem> items;
};

/// A node of the tree of what belongs to a resource.
struct RelationItem {
    std::string role, kind;
    std::optional<std::string> plural;
    std::string name;
    Health health = Health::unknown;
    std::string reason;
    std::string words;
    std::vector<RelationItem> children;
};
struct RelationTree {
    std::vector<RelationItem> owners, children;
    std::int64_t left_out = 0;
};

struct RollbackRequest {
    std::int64_t revision = 0;
    std::optional<std::string> reason;
};

struct AppliedDocument {
    std::int64_t index = 0;
    std::string kind, name_space, name, status;
    std::optional<wire::RawObject> problem;
    std::optional<wire::RawObject> result;
};
struct ApplyResult {
    std::vector<AppliedDocument> items;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::ConditionItem> =
    nexa::wire::describe_reply("Condition", nexa::wire::field("type", &nexa::control::ConditionItem::type, ""),
                               nexa::wire::field("status", &nexa::control::ConditionItem::status, ""),
                               nexa::wire::field("reason", &nexa::control::ConditionItem::reason, ""),
                               nexa::wire::field("message", &nexa::control::ConditionItem::message, ""),
                               nexa::wire::field("last_transition_time", &nexa::control::ConditionItem::last_transition_time, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ResourceDetail> = nexa::wire::describe_reply(
    "ResourceDetail", nexa::wire::inlined(&nexa::control::ResourceDetail::item),
    nexa::wire::field("api_version", &nexa::control::ResourceDetail::api_version, ""),
    nexa::wire::field("desired", &nexa::control::ResourceDetail::desired,
                      "The newest intent's manifest; null when there is none, or it is a delete."),
    nexa::wire::field("desired_text", &nexa::control::ResourceDetail::desired_text, "The same as it was sent, comments and all."),
    nexa::wire::field("observed", &nexa::control::ResourceDetail::observed, "The live object as last seen; null when it is not there."),
    nexa::wire::field("drift", &nexa::control::ResourceDetail::drift, "Differences on the fields that the intent owns."),
    nexa::wire::field("conditions", &nexa::control::ResourceDetail::conditions, ""),
    nexa::wire::field("uid", &nexa::control::ResourceDetail::uid, ""),
    nexa::wire::field("generation", &nexa::control::ResourceDetail::generation, ""),
    nexa::wire::field("observed_generation", &nexa::control::ResourceDetail::observed_generation, "0 when the kind has none."),
    nexa::wire::field("etag", &nexa::control::ResourceDetail::etag, "For If-Match: the newest revision, 0 when there is none."),
    nexa::wire::field("runs", &nexa::control::ResourceDetail::runs, "The newest ten."),
    nexa::wire::field("findings", &nexa::control::ResourceDetail::findings, "How what runs stands to the contracts."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::EventItem> = nexa::wire::describe_reply(
    "KubernetesEvent", nexa::wire::field("type", &nexa::control::EventItem::type, "Normal or Warning."),
    nexa::wire::field("reason", &nexa::control::EventItem::reason, ""),
    nexa::wire::field("message", &nexa::control::EventItem::message, ""), nexa::wire::field("count", &nexa::control::EventItem::count, ""),
    nexa::wire::field("first_seen", &nexa::control::EventItem::first_seen, ""),
    nexa::wire::field("last_seen", &nexa::control::EventItem::last_seen, ""),
    nexa::wire::field("source", &nexa::control::EventItem::source, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::EventList> =
    nexa::wire::describe_reply("KubernetesEventList", nexa::wire::field("items", &nexa::control::EventList::items, "Newest first."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::RelationItem> = nexa::wire::describe_reply(
    "Relation", nexa::wire::field("role", &nexa::control::RelationItem::role, "What it is to the node above: Node pool, Topic, Driver."),
    nexa::wire::field("kind", &nexa::control::RelationItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::RelationItem::plural, "Null when Nexa knows it from the status above only: pods, tasks."),
    nexa::wire::field("name", &nexa::control::RelationItem::name, ""),
    nexa::wire::field("health", &nexa::control::RelationItem::health, ""),
    nexa::wire::field("reason", &nexa::control::RelationItem::reason, "In the operator's own terms; may be empty."),
    nexa::wire::field("words", &nexa::control::RelationItem::words, "The same as a sentence for a person."),
    nexa::wire::field("children", &nexa::control::RelationItem::children, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::RelationTree> = nexa::wire::describe_reply(
    "RelationTree",
    nexa::wire::field("owners", &nexa::control::RelationTree::owners, "What it is part of, nearest first; they come without children."),
    nexa::wire::field("children", &nexa::control::RelationTree::children, "What it consists of, and what works with it."),
    nexa::wire::field("left_out", &nexa::control::RelationTree::left_out, "How many more there are."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::RollbackRequest> =
    nexa::wire::describe("RollbackRequest",
                         nexa::wire::field("revision", &nexa::control::RollbackRequest::revision, "Whose manifest becomes the newest.",
                                           nexa::wire::Number{.min = 1}),
                         nexa::wire::field("reason", &nexa::control::RollbackRequest::reason, "Why, for the trail."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::AppliedDocument> = nexa::wire::describe_reply(
    "AppliedDocument", nexa::wire::field("index", &nexa::control::AppliedDocument::index, "From 0, in the order sent."),
    nexa::wire::field("kind", &nexa::control::AppliedDocument::kind, ""),
    nexa::wire::field("namespace", &nexa::control::AppliedDocument::name_space, ""),
    nexa::wire::field("name", &nexa::control::AppliedDocument::name, ""),
    nexa::wire::field("status", &nexa::control::AppliedDocument::status, "accepted, unchanged, previewed, refused or error."),
    nexa::wire::field("problem", &nexa::control::AppliedDocument::problem, "Why it was refused."),
    nexa::wire::field("result", &nexa::control::AppliedDocument::result, "A ChangeResult, or a Preview in a dry run."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ApplyResult> =
    nexa::wire::describe_reply("ApplyResult", nexa::wire::field("items", &nexa::control::ApplyResult::items, "One for each document."));
