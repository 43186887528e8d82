#pragma once

#include <map>
#include <optional>
#include <string>

#include "control/runs/run_item.hpp"
#include "model/health.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// The last run of a resource, in brief.
struct RunBrief {
    Id<Run> id;
    RunState state = RunState::queued;
    std::string message;
    std::string words;
};

/// One resource as lists and events show it: intent and snapshot merged.
struct ResourceItem {
    std::string cluster, name_space, kind, plural, name;
    Health health = Health::unknown;
    std::string reason;
    std::string words;
    Sync sync = Sync::unknown;
    wire::RawObject summary;
    std::optional<Time> created_at;
    std::optional<Time> seen_at;
    std::optional<std::int64_t> revision;
    std::optional<RunBrief> run;
    std::map<std::string, std::string> labels;
    std::int64_t sequence = 0;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::Health> = nexa::wire::enumeration("Health", {{nexa::Health::healthy, "Healthy"},
                                                                                           {nexa::Health::progressing, "Progressing"},
                                                                                           {nexa::Health::degraded, "Degraded"},
                                                                                           {nexa::Health::suspended, "Suspended"},
                                                                                           {nexa::Health::missing, "Missing"},
                                                                                           {nexa::Health::unknown, "Unknown"}});
template <>
inline constexpr auto nexa::wire::names<nexa::Sync> = nexa::wire::enumeration("Sync", {{nexa::Sync::in_sync, "InSync"},
                                                                                       {nexa::Sync::out_of_sync, "OutOfSync"},
                                                                                       {nexa::Sync::unmanaged, "Unmanaged"},
                                                                                       {nexa::Sync::unknown, "Unknown"}});

template <>
inline constexpr auto nexa::wire::record<nexa::control::RunBrief> = nexa::wire::describe_reply(
    "RunBrief", nexa::wire::field("id", &nexa::control::RunBrief::id, ""), nexa::wire::field("state", &nexa::control::RunBrief::state, ""),
    nexa::wire::field("message", &nexa::control::RunBrief::message, "What it waits for, or why it failed, as the operator says it."),
    nexa::wire::field("words", &nexa::control::RunBrief::words, "The same as a sentence for a person."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::ResourceItem> = nexa::wire::describe_reply(
    "ResourceItem", nexa::wire::field("cluster", &nexa::control::ResourceItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::ResourceItem::name_space, ""),
    nexa::wire::field("kind", &nexa::control::ResourceItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::ResourceItem::plural, ""),
    nexa::wire::field("name", &nexa::control::ResourceItem::name, ""),
    nexa::wire::field("health", &nexa::control::ResourceItem::health,
                      "Never Healthy while the operator has not seen the newest generation."),
    nexa::wire::field("reason", &nexa::control::ResourceItem::reason, "Why, in the operator's own terms; may be empty."),
    nexa::wire::field("words", &nexa::control::ResourceItem::words, "The reason as a sentence for a person; empty when there is none."),
    nexa::wire::field("sync", &nexa::control::ResourceItem::sync, "Intent against observed state, on the fields that the intent owns."),
    nexa::wire::field("summary", &nexa::control::ResourceItem::summary, "The kind's columns (see /kinds)."),
    nexa::wire::field("created_at", &nexa::control::ResourceItem::created_at, "When it was created on its cluster."),
    nexa::wire::field("seen_at", &nexa::control::ResourceItem::seen_at, "When it was last observed."),
    nexa::wire::field("revision", &nexa::control::ResourceItem::revision, "The newest intent's; none when Nexa does not manage it."),
    nexa::wire::field("run", &nexa::control::ResourceItem::run, "The newest run."),
    nexa::wire::field("labels", &nexa::control::ResourceItem::labels, ""),
    nexa::wire::field("sequence", &nexa::control::ResourceItem::sequence, "Grows with every change of this item."));
