#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/runs/run_item.hpp"
#include "model/diff.hpp"
#include "model/finding.hpp"
#include "model/intent.hpp"
#include "wire/record.hpp"
#include "wire/remedy_wire.hpp"

namespace nexa::control {

/// An intent as timelines show it.
struct IntentItem {
    Id<Intent> id;
    std::string cluster, name_space, kind, plural, name;
    std::int64_t revision = 0;
    std::string author, reason;
    Time created_at;
    std::string origin;
    bool deleted = false;
    std::optional<wire::RawObject> manifest;
    std::string source_text, source_type;
};
IntentItem to_item(const Intent& intent);

/// What a change would do, found without doing it.
struct Preview {
    bool changed = false;
    std::string action;  ///< "create", "update", "delete", "none"
    std::vector<Finding> findings;
    std::vector<DiffEntry> diff;
    json::value desired;
    int violations = 0;
    std::vector<std::string> notes;
};

/// What became of a request to change something.
struct ChangeResult {
    bool changed = false;
    std::optional<IntentItem> intent;
    std::optional<RunItem> run;
    std::vector<Finding> findings;
    std::vector<DiffEntry> diff;
};

/// What the audit trail tells of an accepted change.
struct AuditedChange {
    Id<Intent> intent;
    Id<Run> run;
    std::int64_t revision = 0;
    std::string reason;
    bool take_over = false;
    std::vector<DiffEntry> diff;  ///< The first of it, when it is very long.
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::Finding::Type> = nexa::wire::enumeration(
    "FindingType",
    {{nexa::Finding::Type::violation, "violation"}, {nexa::Finding::Type::warning, "warning"}, {nexa::Finding::Type::effect, "effect"}});
template <>
inline constexpr auto nexa::wire::names<nexa::Finding::Gravity> =
    nexa::wire::enumeration("Gravity", {{nexa::Finding::Gravity::none, "none"},
                                        {nexa::Finding::Gravity::note, "note"},
                                        {nexa::Finding::Gravity::restart, "restart"},
                                        {nexa::Finding::Gravity::rerun, "rerun"},
                                        {nexa::Finding::Gravity::ignored, "ignored"},
                                        {nexa::Finding::Gravity::data_loss, "data_loss"}});
template <>
inline constexpr auto nexa::wire::names<nexa::DiffEntry::Type> = nexa::wire::enumeration(
    "DiffType",
    {{nexa::DiffEntry::Type::added, "added"}, {nexa::DiffEntry::Type::removed, "removed"}, {nexa::DiffEntry::Type::changed, "changed"}});

template <>
inline constexpr auto nexa::wire::record<nexa::Finding> = nexa::wire::describe_reply(
    "Finding", nexa::wire::field("type", &nexa::Finding::type, "Forbids, advises against, or tells what will happen."),
    nexa::wire::field("rule", &nexa::Finding::rule, "The contract's or effect's id."),
    nexa::wire::field("title", &nexa::Finding::title, ""),
    nexa::wire::field("pointer", &nexa::Finding::pointer, "JSON pointer into the desired manifest; empty: the whole."),
    nexa::wire::field("message", &nexa::Finding::message, "What is wrong or will happen, with the values."),
    nexa::wire::field("fix", &nexa::Finding::fix, "What to do about it."),
    nexa::wire::field("source", &nexa::Finding::source, "Where the rule comes from."),
    nexa::wire::field("gravity", &nexa::Finding::gravity, "Of effects."),
    nexa::wire::field("remedy", &nexa::Finding::remedy, "The fix as an edit of the manifest as sent, where there is a certain one."));
template <>
inline constexpr auto nexa::wire::record<nexa::DiffEntry> =
    nexa::wire::describe_reply("DiffEntry", nexa::wire::field("type", &nexa::DiffEntry::type, ""),
                               nexa::wire::field("pointer", &nexa::DiffEntry::pointer, "JSON pointer into both documents."),
                               nexa::wire::field("before", &nexa::DiffEntry::before, "Null when added."),
                               nexa::wire::field("after", &nexa::DiffEntry::after, "Null when removed."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::IntentItem> = nexa::wire::describe_reply(
    "IntentItem", nexa::wire::field("id", &nexa::control::IntentItem::id, ""),
    nexa::wire::field("cluster", &nexa::control::IntentItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::IntentItem::name_space, ""),
    nexa::wire::field("kind", &nexa::control::IntentItem::kind, ""), nexa::wire::field("plural", &nexa::control::IntentItem::plural, ""),
    nexa::wire::field("name", &nexa::control::IntentItem::name, ""),
    nexa::wire::field("revision", &nexa::control::IntentItem::revision, "1, 2, 3, ... within the resource."),
    nexa::wire::field("author", &nexa::control::IntentItem::author, ""),
    nexa::wire::field("reason", &nexa::control::IntentItem::reason, "May be empty."),
    nexa::wire::field("created_at", &nexa::control::IntentItem::created_at, ""),
    nexa::wire::field("origin", &nexa::control::IntentItem::origin, "apply, delete, rollback, adopt, detach, or an action's name."),
    nexa::wire::field("deleted", &nexa::control::IntentItem::deleted, "True when it is a delete."),
    nexa::wire::field("manifest", &nexa::control::IntentItem::manifest, "Null for a delete."),
    nexa::wire::field("source_text", &nexa::control::IntentItem::source_text, "As it was sent, comments and all."),
    nexa::wire::field("source_type", &nexa::control::IntentItem::source_type, "application/yaml or application/json."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::Preview> = nexa::wire::describe_reply(
    "Preview", nexa::wire::field("changed", &nexa::control::Preview::changed, "False: there is nothing to do."),
    nexa::wire::field("action", &nexa::control::Preview::action,
                      "create, update, delete or none; of an action that is no change of the manifest, its id."),
    nexa::wire::field("findings", &nexa::control::Preview::findings, "Violations, warnings and effects."),
    nexa::wire::field("diff", &nexa::control::Preview::diff, "Against the newest intent, or the live object when there is none."),
    nexa::wire::field("desired", &nexa::control::Preview::desired, "The canonical manifest; null for a delete."),
    nexa::wire::field("violations", &nexa::control::Preview::violations, "How many of the findings forbid the change."),
    nexa::wire::field("notes", &nexa::control::Preview::notes,
                      "What was left out of the manifest as sent, and why; of an action, what it writes."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ChangeResult> = nexa::wire::describe_reply(
    "ChangeResult", nexa::wire::field("changed", &nexa::control::ChangeResult::changed, "False: it was so already, nothing was recorded."),
    nexa::wire::field("intent", &nexa::control::ChangeResult::intent, ""),
    nexa::wire::field("run", &nexa::control::ChangeResult::run, "What carries it out."),
    nexa::wire::field("findings", &nexa::control::ChangeResult::findings, ""),
    nexa::wire::field("diff", &nexa::control::ChangeResult::diff, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::AuditedChange> =
    nexa::wire::describe_reply("AuditedChange", nexa::wire::field("intent", &nexa::control::AuditedChange::intent, ""),
                               nexa::wire::field("run", &nexa::control::AuditedChange::run, ""),
                               nexa::wire::field("revision", &nexa::control::AuditedChange::revision, ""),
                               nexa::wire::field("reason", &nexa::control::AuditedChange::reason, ""),
                               nexa::wire::field("take_over", &nexa::control::AuditedChange::take_over, ""),
                               nexa::wire::field("diff", &nexa::control::AuditedChange::diff, ""));
