#include "control/api/audit/audit_endpoints.hpp"

#include <fmt/format.h>

#include "control/rbac/scope.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"

namespace nexa::control {

struct AuditItem {
    std::int64_t sequence = 0;
    Id<AuditEntry> id;
    Time at;
    std::string who, what, outcome, cluster, name_space, kind, name, remote_address, request_id, message;
    wire::RawObject detail;
    std::string hash;
};
struct AuditHeadItem {
    std::int64_t sequence = 0;
    std::string hash;
    std::optional<Time> at;
    bool verified = false;
    std::string message;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::AuditItem> = nexa::wire::describe_reply(
    "AuditItem", nexa::wire::field("sequence", &nexa::control::AuditItem::sequence, "1, 2, 3, ...: its place in the chain."),
    nexa::wire::field("id", &nexa::control::AuditItem::id, ""), nexa::wire::field("at", &nexa::control::AuditItem::at, ""),
    nexa::wire::field("who", &nexa::control::AuditItem::who, "A user's name, or system:<component>."),
    nexa::wire::field("what", &nexa::control::AuditItem::what, "intent.apply, auth.login, run.succeeded, ..."),
    nexa::wire::field("outcome", &nexa::control::AuditItem::outcome, "accepted, denied, succeeded, failed or cancelled."),
    nexa::wire::field("cluster", &nexa::control::AuditItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::AuditItem::name_space, ""),
    nexa::wire::field("kind", &nexa::control::AuditItem::kind, ""), nexa::wire::field("name", &nexa::control::AuditItem::name, ""),
    nexa::wire::field("remote_address", &nexa::control::AuditItem::remote_address, ""),
    nexa::wire::field("request_id", &nexa::control::AuditItem::request_id, ""),
    nexa::wire::field("message", &nexa::control::AuditItem::message, ""),
    nexa::wire::field("detail", &nexa::control::AuditItem::detail, "An object; of a change its diff."),
    nexa::wire::field("hash", &nexa::control::AuditItem::hash, "Over this record and the hash of the one before."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::AuditHeadItem> = nexa::wire::describe_reply(
    "AuditHead", nexa::wire::field("sequence", &nexa::control::AuditHeadItem::sequence, "Of the newest record; 0: there is none."),
    nexa::wire::field("hash", &nexa::control::AuditHeadItem::hash, "Keep it elsewhere: it proves the trail up to here."),
    nexa::wire::field("at", &nexa::control::AuditHeadItem::at, "Of the newest record."),
    nexa::wire::field("verified", &nexa::control::AuditHeadItem::verified, "The newest records form an unbroken chain up to the head."),
    nexa::wire::field("message", &nexa::control::AuditHeadItem::message, "How many were checked, or what is wrong."));

namespace nexa::control {
namespace {

AuditItem item_of(const AuditEntry& entry) {
    return {entry.sequence,
            entry.id,
            entry.at,
            entry.who,
            entry.what,
            entry.outcome,
            entry.cluster,
            entry.name_space,
            entry.kind,
            entry.name,
            entry.remote_address,
            entry.request_id,
            entry.message,
            {entry.detail.empty() ? "{}" : entry.detail},
            entry.hash};
}

/// The whole trail is for `nexa audit verify`; a page asks only whether its newest end is sound.
constexpr std::size_t checked_online = 500;

/// `entries`: the newest first.
AuditHeadItem head_of(const store::AuditHead& head, const std::vector<AuditEntry>& entries) {
    AuditHeadItem item{head.sequence, head.hash, std::nullopt, true,
                       fmt::format("the newest {} records form an unbroken chain", entries.size())};
    if (!entries.empty()) item.at = entries.front().at;
    const auto broken = [&](std::int64_t sequence) {
        item.verified = false;
        item.message = fmt::format("record {} is not as it was written; run `nexa audit verify`", sequence);
    };
    std::string expected = head.hash;
    for (const auto& entry : entries) {
        if (entry.hash != expected || store::audit::hash_of(entry) != entry.hash) {
            broken(entry.sequence);
            return item;
        }
        expected = entry.previous_hash;
    }
    if (entries.empty() && head.sequence != 0) broken(head.sequence);
    return item;
}

Result<store::AuditFilter> filter_of(const Call& call) {
    store::AuditFilter filter;
    filter.scope = scope_of(*call.caller.rights, Permission::audit_read);
    filter.who = call.query("who");
    filter.what = call.query("what");
    filter.outcome = call.query("outcome");
    filter.clusters = call.query_set("cluster");
    filter.namespaces = call.query_set("namespace");
    filter.kind = call.query("kind");
    filter.name = call.query("name");
    filter.text = call.query("q");
    for (const auto& [name, to] : {std::pair{"from", &filter.from}, std::pair{"to", &filter.to}}) {
        const std::string text = call.query(name);
        if (text.empty()) continue;
        const auto time = parse_rfc3339(text);
        if (!time) return fail(time.error());
        *to = *time;
    }
    const auto limit = call.query_limit();
    if (!limit) return fail(limit.error());
    filter.limit = *limit;
    filter.cursor = call.query("cursor");
    return filter;
}

}  // namespace

Endpoints audit_endpoints(store::Database& database) {
    auto list = [&database](Call& call) -> Task<Result<http::Response>> {
        const auto filter = filter_of(call);
        if (!filter) co_return fail(filter.error());
        auto read = [filter = *filter](store::Tx& tx) -> Result<store::AuditList> { return store::audit::list(tx, filter); };
        const auto page = co_await database.read(std::move(read));
        if (!page) co_return fail(page.error());
        std::vector<std::shared_ptr<const std::string>> items;
        for (const auto& entry : page->entries) items.push_back(std::make_shared<const std::string>(wire::encode(item_of(entry))));
        co_return reply_list(items, page->next_cursor, page->total);
    };
    auto head = [&database](Call&) -> Task<Result<http::Response>> {
        auto read = [](store::Tx& tx) -> Result<AuditHeadItem> {
            store::AuditFilter newest;
            newest.scope.everything = true;
            newest.limit = checked_online;
            return head_of(store::audit::head(tx), store::audit::list(tx, newest).entries);
        };
        const auto found = co_await database.read(std::move(read));
        if (!found) co_return fail(found.error());
        co_return reply(200, *found);
    };
    using http::Method;
    return {
        {Method::get,
         "/audit",
         permitted(Permission::audit_read, Access::Where::anywhere),
         not_audited,
         "listAudit",
         "The audit trail, newest first",
         std::move(list),
         {{"who", "A user's name."},
          {"what", "intent.apply, or intent. for all that begin so."},
          {"cluster", "Comma separated."},
          {"namespace", "Comma separated."},
          {"kind", ""},
          {"name", ""},
          {"outcome", "accepted, denied, succeeded, failed or cancelled."},
          {"from", "RFC 3339, included."},
          {"to", "RFC 3339, not included."},
          {"q", "Part of message, name, who or detail."},
          {"limit", "1 to 500; 50 when absent.", "integer"},
          {"cursor", "As next_cursor of the page before."}},
         {},
         200,
         list_shape<AuditItem>()},
        {Method::get,
         "/audit/head",
         permitted(Permission::audit_read, Access::Where::anywhere),
         not_audited,
         "getAuditHead",
         "The newest record's number and hash",
         std::move(head),
         {},
         {},
         200,
         shape<AuditHeadItem>()},
    };
}

}  // namespace nexa::control
