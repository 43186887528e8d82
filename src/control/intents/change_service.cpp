#include "control/intents/change_service.hpp"

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/policy/judge.hpp"
#include "control/runs/run_events.hpp"
#include "data/contracts/contract.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/idempotency.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/submissions.hpp"
#include "wire/encode.hpp"

namespace nexa::control {
namespace {

using Action = ChangeRequest::Action;

constexpr std::size_t most_audited_differences = 200;
/// Of the conflict by which a commit says that the change must be judged anew; never shown.
constexpr std::string_view overtaken = "overtaken";

Error violation_error(const std::vector<Finding>& findings) {
    auto issues = contracts::to_issues(findings);
    std::string message;
    for (const auto& finding : findings) {
        if (finding.type != Finding::Type::violation) continue;
        message += fmt::format("{}{}{}{}", message.empty() ? "" : "; ", finding.message, finding.fix.empty() ? "" : ". ", finding.fix);
    }
    return {ErrorCode::invalid, "the change breaks a rule: " + message, std::move(issues)};
}

std::string origin_of(const ChangeRequest& request) {
    return request.origin.empty() ? std::string(origin_of(request.action)) : request.origin;
}

std::string audited_as(const ChangeRequest& request) {
    return fmt::format("{}.{}", request.origin.empty() ? "intent" : "action", origin_of(request));
}

/// What one transaction writes down when a change is accepted.
struct Acceptance {
    Intent intent;
    Run run;
    std::optional<Submission> submission;
    AuditEntry entry;
    bool changed = false;
    Id<User> user;
    std::optional<std::int64_t> expected_revision;
    std::string idempotency_key, request_hash;
    int status = 202;
    std::string body;
    Within within;
};

/// An application that waits already keeps its place, unless the change gives it another priority.
void enqueue(store::Tx& tx, const Acceptance& what) {
    Submission submission = *what.submission;
    for (const auto& older : store::runs::supersede_held_back(tx, what.intent.key, what.intent.revision, what.intent.created_at)) {
        record_end(tx, older, what.intent.created_at);
        const auto known = store::submissions::find(tx, older.id);
        if (known && known->priority == submission.priority) submission.rank = std::min(submission.rank, known->rank);
    }
    store::submissions::insert(tx, submission);
}

Result<ChangeService::Accepted> write_down(store::Tx& tx, const Acceptance& what) {
    auto answered = first_answer(tx, what.user, what.idempotency_key, what.request_hash);
    if (!answered) return fail(answered.error());
    if (*answered) return std::move(**answered);
    const std::int64_t latest = store::intents::latest_revision(tx, what.intent.key);
    if (what.expected_revision && *what.expected_revision != latest) {
        return fail(ErrorCode::precondition_failed,
                    fmt::format("{} is at revision {}, not {}: somebody changed it meanwhile; read it again", what.intent.key.name, latest,
                                *what.expected_revision));
    }
    if (latest != what.intent.base_revision) return fail(ErrorCode::conflict, std::string(overtaken));
    if (what.within) {
        if (auto joined = what.within(tx, what.changed ? &what.run : nullptr); !joined) return fail(joined.error());
    }
    if (what.changed) {
        store::intents::append(tx, what.intent);
        store::runs::insert(tx, what.run);
        if (what.submission) enqueue(tx, what);
        store::audit::append(tx, what.entry);
    }
    if (!what.idempotency_key.empty()) {
        store::idempotency::insert(tx, what.user, what.idempotency_key, {what.request_hash, what.status, what.body},
                                   what.intent.created_at);
    }
    return ChangeService::Accepted{what.status, what.body, false, what.changed ? what.intent.revision : latest};
}

std::string alias_of(const Intent& intent) {
    const Kind* kind = find_kind(intent.key.kind);
    if (kind == nullptr || kind->alias == nullptr || !intent.manifest) return {};
    const auto manifest = parse_object(*intent.manifest);
    return manifest ? std::string(kind->alias(*manifest)) : std::string();
}

Intent intent_of(const Call& call, const ChangeRequest& request, JudgedChange& judged, Time now, const Clock& clock) {
    Intent intent;
    intent.id = Id<Intent>::make(clock);
    intent.key = request.key;
    intent.revision = judged.base_revision + 1;
    intent.manifest = std::move(judged.manifest);
    intent.alias = alias_of(intent);
    intent.source_text = std::move(judged.source_text);
    intent.source_type = std::move(judged.source_type);
    intent.author = call.caller.name;
    intent.reason = request.reason;
    intent.base_revision = judged.base_revision;
    intent.origin = origin_of(request);
    intent.take_over = request.take_over;
    intent.created_at = now;
    return intent;
}

Run run_of(const Intent& intent, const ChangeRequest& request, const Clock& clock) {
    Run run;
    run.id = Id<Run>::make(clock);
    run.intent = intent.id;
    run.revision = intent.revision;
    run.action = request.action == Action::remove   ? "delete"
                 : request.action == Action::detach ? "detach"
                 : request.origin.empty()           ? "apply"
                                                    : request.origin;
    run.key = request.key;
    run.author = intent.author;
    run.created_at = intent.created_at;
    run.due_at = intent.created_at;
    return run;
}

/// An audit record that names where the request was aimed at.
AuditEntry entry_for(const Call& call, const ChangeRequest& request, std::string_view outcome) {
    AuditEntry entry = audit_entry_of(call, audited_as(request), outcome);
    entry.cluster = request.key.cluster;
    entry.name_space = request.key.name_space;
    entry.kind = request.key.kind;
    entry.name = request.key.name;
    return entry;
}

}  // namespace

Result<std::optional<ChangeService::Accepted>> first_answer(store::Tx& tx, Id<User> user, const std::string& key, const std::string& hash) {
    if (key.empty()) return std::nullopt;
    auto stored = store::idempotency::find(tx, user, key);
    if (!stored) return std::nullopt;
    if (stored->request_hash != hash) {
        return fail(ErrorCode::conflict, "this Idempotency-Key was used for another request; take a new one for each change");
    }
    return ChangeService::Accepted{stored->status, std::move(stored->body), true, 0};
}

std::optional<Error> violation_refusal(const Call& call, const ResourceKey& key, const std::vector<Finding>& findings,
                                       bool override_contracts, const std::string& reason) {
    if (violations_in(findings) == 0) return std::nullopt;
    if (!override_contracts) return violation_error(findings);
    if (!call.caller.rights->allows(Permission::contracts_override, key.cluster, key.name_space))
        return Error{ErrorCode::forbidden, "overriding a contract needs the right contracts:override here", {}};
    if (reason.empty()) return Error{ErrorCode::invalid, "overriding a contract needs a reason: send ?reason=...", {}};
    return std::nullopt;
}

std::string_view origin_of(Action action) noexcept {
    switch (action) {
        case Action::apply:
            return "apply";
        case Action::remove:
            return "delete";
        case Action::rollback:
            return "rollback";
        case Action::adopt:
            return "adopt";
        case Action::detach:
            return "detach";
    }
    return "apply";
}

Task<Result<Preview>> ChangeService::preview(ChangeRequest request) {
    const auto shared = std::make_shared<const ChangeRequest>(std::move(request));
    auto judged = co_await judge_.judge(shared);
    if (!judged) co_return fail(judged.error());
    if (judged->preview.changed && judged->preview.violations == 0 && judged->manifest) co_await judge_.rehearse(*shared, *judged);
    co_return std::move(judged->preview);
}

Task<Result<ChangeService::Accepted>> ChangeService::accept(const Call& call, ChangeRequest wish) {
    const auto shared = std::make_shared<const ChangeRequest>(std::move(wish));
    const ChangeRequest& request = *shared;
    if (!request.idempotency_key.empty()) {
        // Before it is judged: the world may have moved on since the first answer, which stands all the same.
        auto read = [user = call.caller.user, shared](store::Tx& tx) {
            return first_answer(tx, user, shared->idempotency_key, shared->request_hash);
        };
        auto answered = co_await deps_.database.read(std::move(read));
        if (!answered) co_return fail(answered.error());
        if (*answered) co_return std::move(**answered);
    }
    // Somebody may change the same resource between the judgement and the commit: then it is judged anew.
    for (int attempt = 1;; ++attempt) {
        auto judged = co_await judge_.judge(shared);
        if (!judged) {
            if (judged.error().code == ErrorCode::invalid) co_await record_refusal(call, request, judged.error());
            co_return fail(judged.error());
        }
        const bool by_policy = std::ranges::any_of(judged->preview.findings, [](const Finding& each) {
            return each.type == Finding::Type::violation && each.rule.starts_with(policy_rule_prefix);
        });
        // What a policy forbids is not for those who may override contracts.
        const bool overridden = request.override_contracts && !by_policy;
        if (auto refusal = violation_refusal(call, request.key, judged->preview.findings, overridden, request.reason)) {
            if (refusal->code != ErrorCode::forbidden) co_await record_refusal(call, request, *refusal);
            co_return fail(std::move(*refusal));
        }
        auto accepted = co_await commit(call, request, std::move(*judged));
        const bool again = !accepted && accepted.error().code == ErrorCode::conflict && accepted.error().message == overtaken;
        if (!again) co_return std::move(accepted);
        if (attempt == 5) {
            co_return fail(ErrorCode::conflict,
                           fmt::format("{} is being changed by somebody else at this moment; look at it and try again", request.key.name));
        }
    }
}

Task<Result<ChangeService::Accepted>> ChangeService::commit(const Call& call, const ChangeRequest& request, JudgedChange judged) {
    auto what = std::make_shared<Acceptance>();
    what->changed = judged.preview.changed;
    what->intent = intent_of(call, request, judged, deps_.clock.now(), deps_.clock);
    what->run = run_of(what->intent, request, deps_.clock);
    if (what->changed && judged.submission) {
        what->submission = std::move(*judged.submission);
        what->submission->run = what->run.id;
        what->submission->queued_at = what->intent.created_at;
        what->submission->rank = what->intent.created_at.time_since_epoch().count();
        what->run.due_at = held_back;
        what->run.message = waits_in_queue;
    }
    what->user = call.caller.user;
    what->expected_revision = request.expected_revision;
    what->idempotency_key = request.idempotency_key;
    what->request_hash = request.request_hash;
    what->within = request.within;

    ChangeResult result;
    result.changed = what->changed;
    result.findings = std::move(judged.preview.findings);
    result.diff = std::move(judged.preview.diff);
    if (what->changed) {
        result.intent = to_item(what->intent);
        result.run = to_item(what->run);
    }
    what->status = what->changed ? 202 : 200;
    what->body = wire::encode(result);

    AuditedChange audited{what->intent.id, what->run.id, what->intent.revision, request.reason, request.take_over, std::move(result.diff)};
    if (audited.diff.size() > most_audited_differences) audited.diff.resize(most_audited_differences);
    what->entry = entry_for(call, request, "accepted");
    what->entry.at = what->intent.created_at;
    what->entry.detail = wire::encode(audited);
    what->entry.message = fmt::format("{} of revision {}", what->run.action, what->intent.revision);
    if (const int violations = judged.preview.violations; violations > 0) {
        what->entry.message += fmt::format(", overriding {} contract(s)", violations);
    }

    auto write = [what](store::Tx& tx) { return write_down(tx, *what); };
    auto accepted = co_await deps_.database.write(std::move(write));
    if (!accepted || accepted->repeated || !what->changed) co_return std::move(accepted);
    accepted_[static_cast<std::size_t>(request.action)].fetch_add(1, std::memory_order_relaxed);
    deps_.index.apply(what->intent);
    deps_.index.apply(what->run);
    if (deps_.accepted) deps_.accepted();
    co_return std::move(accepted);
}

Task<> ChangeService::record_refusal(const Call& call, const ChangeRequest& request, const Error& error) {
    AuditEntry entry = entry_for(call, request, "denied");
    entry.message = error.message.substr(0, 2000);
    json::array issues;
    for (const auto& issue : error.issues) {
        if (issues.size() >= 50) break;
        issues.push_back(json::object{{"pointer", issue.pointer}, {"message", issue.message}, {"rule", issue.rule}});
    }
    entry.detail = json::serialize(json::object{{"issues", std::move(issues)}});
    co_await deps_.audit.record(std::move(entry));
}

}  // namespace nexa::control
