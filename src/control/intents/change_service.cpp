#include "control/intents/change_service.hpp"

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/intents/field_managers.hpp"
#include "control/policy/judge.hpp"
#include "control/policy/policies.hpp"
#include "control/runs/execution.hpp"
#include "data/contracts/contract.hpp"
#include "data/contracts/managers.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/idempotency.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"
#include "wire/encode.hpp"
#include "wire/json_patch.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

using Action = ChangeRequest::Action;

/// Other resources of the place, as the contracts ask for them: desired where there is an intent (with the live status), else observed.
std::vector<json::object> related(store::Tx& tx, const ResourceKey& place, const contracts::Query& query) {
    std::map<std::string, json::object> found;
    // Reading an object costs more than looking for a text in it.
    const auto asked_for = [&](const ResourceKey& key, std::string_view text) {
        return (query.name.empty() || key.name == query.name) &&
               (query.mentions.empty() || text.find(query.mentions) != std::string_view::npos);
    };
    for (const auto& snapshot : store::snapshots::of_kind(tx, place.cluster, place.name_space, std::string(query.kind))) {
        if (!asked_for(snapshot.key, snapshot.object)) continue;
        if (auto object = parse_object(snapshot.object)) found.emplace(snapshot.key.name, std::move(*object));
    }
    for (const auto& intent : store::intents::latest_of_kind(tx, place.cluster, place.name_space, std::string(query.kind))) {
        if (!found.contains(intent.key.name) && !asked_for(intent.key, *intent.manifest)) continue;
        auto desired = parse_object(*intent.manifest);
        if (!desired) continue;
        if (const auto live = found.find(intent.key.name); live != found.end()) {
            if (const auto* status = live->second.if_contains("status")) (*desired)["status"] = *status;
        }
        found.insert_or_assign(intent.key.name, std::move(*desired));
    }
    std::vector<json::object> wanted;
    for (auto& [name, object] : found) {
        if (!query.name.empty() && name != query.name) continue;
        if (!query.label.empty() && label_of(object, query.label) != query.value) continue;
        wanted.push_back(std::move(object));
    }
    return wanted;
}

/// What the cluster's own dry run answered.
Finding said_by_cluster(Finding::Type type, std::string rule, std::string message, std::string fix) {
    Finding finding;
    finding.type = type;
    finding.rule = std::move(rule);
    finding.title = type == Finding::Type::violation ? "The cluster refuses it" : "The cluster has something to say";
    finding.message = std::move(message);
    finding.fix = std::move(fix);
    finding.source = "Server-side dry run";
    return finding;
}

/// A warning only: the namespace may have been made since the cluster was last looked at.
Finding missing_namespace(const ResourceKey& key) {
    Finding finding;
    finding.type = Finding::Type::warning;
    finding.rule = "namespace-exists";
    finding.title = "The namespace must exist";
    finding.pointer = "/metadata/namespace";
    finding.message = fmt::format("cluster {} had no namespace {} when it was last looked at: the apply fails if there still is none",
                                  key.cluster, key.name_space);
    finding.fix = fmt::format("Create the namespace {}, or choose one that is there.", key.name_space);
    finding.source = "Kubernetes: objects can't be created in a namespace that does not exist";
    return finding;
}

/// Adopting what another tool looks after would only start a quarrel with it.
Finding managed_by(const std::string& tool) {
    Finding finding;
    finding.type = Finding::Type::violation;
    finding.rule = "managed-by-gitops";
    finding.title = "Another tool manages it";
    finding.message = fmt::format("{} manages it, and would put back what Nexa changes", tool);
    finding.fix = "Take it out of that tool first, or say that Nexa takes it over all the same (take_over=true; nexa adopt --take-over).";
    finding.source = "Field managers and marks of the live object";
    return finding;
}

Finding takes_over(const std::vector<std::string>& managers) {
    std::string names;
    for (const auto& name : managers) names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
    Finding finding;
    finding.type = Finding::Type::effect;
    finding.gravity = Finding::Gravity::note;
    finding.rule = "adoption-takes-over";
    finding.title = "Nexa becomes the owner of its fields";
    finding.message = fmt::format("what {} set becomes Nexa's, so that later changes meet no conflict", names);
    finding.source = "Field managers of the live object";
    return finding;
}

/// What a change is compared with when the newest intent is not what runs: the live object. Fields that Nexa never applied stay as they are
/// when a manifest leaves them out (defaults, other managers' fields), so only what `applied` has may count as removed.
std::vector<DiffEntry> diff_to_live(const json::object& live, const std::optional<json::object>& applied, const json::value& desired) {
    const json::value before(manifest_of(live));
    auto entries = diff(before, desired);
    const json::value own = applied ? json::value(*applied) : json::value();
    std::erase_if(entries, [&](const DiffEntry& entry) {
        if (entry.type != DiffEntry::Type::removed) return false;
        boost::system::error_code failure;
        const auto slash = entry.pointer.rfind('/');
        const auto* parent =
            slash == std::string::npos ? nullptr : before.find_pointer(std::string_view(entry.pointer).substr(0, slash), failure);
        if (!parent || !parent->is_object()) return false;
        return own.find_pointer(entry.pointer, failure) == nullptr;
    });
    return entries;
}

/// The manifest of the intent whose mark the live object carries.
std::optional<json::object> applied_to(store::Tx& tx, const ResourceKey& key, const json::object& live) {
    const auto id = Id<Intent>::parse(annotation_of(live, intent_annotation));
    if (!id) return std::nullopt;
    const auto intent = store::intents::find(tx, *id);
    return intent && intent->key == key && intent->manifest ? parse_object(*intent->manifest) : std::nullopt;
}

/// Where no manifest was sent there is none to be edited.
void forget_remedies(std::vector<Finding>& findings) {
    for (auto& each : findings) each.remedy.reset();
}

int violations_in(const std::vector<Finding>& findings) {
    return static_cast<int>(std::ranges::count(findings, Finding::Type::violation, &Finding::type));
}

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
    }
    return "apply";
}

/// A wish with everything that was found out about it, at one state of the database.
struct ChangeService::Judged {
    std::int64_t base_revision = 0;  ///< The newest revision then.
    bool base_deleted = false;
    std::optional<std::string> manifest;  ///< Canonical JSON; nothing for a delete.
    std::string source_text, source_type;
    Preview preview;
};

Task<Result<ChangeService::Judged>> ChangeService::judge(const ChangeRequest& request) {
    const auto cluster = deps_.clusters.find(request.key.cluster);
    if (!cluster) co_return fail(ErrorCode::not_found, "there is no such cluster, namespace or resource, or you may not see it");
    if (!cluster->status.facts) {
        co_return fail(
            ErrorCode::unavailable,
            fmt::format("nothing is known of cluster {} yet, so the change can't be judged: {}", request.key.cluster,
                        cluster->status.message.empty() ? "it is being connected; try again in a moment" : cluster->status.message));
    }
    if (const Kind* kind = find_kind(request.key.kind); kind && !kind->read_only.empty()) {
        co_return fail(ErrorCode::invalid, fmt::format("{} is not to be changed by hand. {}", request.key.kind, kind->read_only));
    }
    const auto facts = std::make_shared<const ClusterFacts>(*cluster->status.facts);
    const auto item = deps_.index.find(request.key);
    const bool settled = item && (item->sync == Sync::in_sync || (item->run && !is_terminal(item->run->state)));

    auto read = [request, facts, settled](store::Tx& tx) -> Result<Judged> {
        Judged judged;
        Preview& preview = judged.preview;
        const auto latest = store::intents::latest(tx, request.key);
        const auto snapshot = store::snapshots::find(tx, request.key);
        judged.base_revision = latest ? latest->revision : 0;
        judged.base_deleted = latest && !latest->manifest;
        const auto current = latest && latest->manifest ? parse_object(*latest->manifest) : std::nullopt;
        const auto observed = snapshot ? parse_object(snapshot->object) : std::nullopt;
        // What the newest intent asked for may never have reached the cluster: then what runs is what a change is compared with.
        const bool from_intent = current && settled;
        const json::value before = from_intent ? json::value(*current) : (observed ? json::value(manifest_of(*observed)) : json::value());
        contracts::Related ask = [&tx, &request](const contracts::Query& query) { return related(tx, request.key, query); };

        if (request.action == Action::remove) {
            if (!observed && !current) {
                return fail(ErrorCode::not_found, fmt::format("there is no {} {} in {} / {}", request.key.kind, request.key.name,
                                                              request.key.cluster, request.key.name_space));
            }
            preview.changed = !(judged.base_deleted && settled);
            preview.action = preview.changed ? "delete" : "none";
            const json::value gone = before.is_null() && current ? json::value(*current) : before;
            if (!gone.is_null()) preview.diff = {{DiffEntry::Type::removed, "", gone, nullptr}};
            static const json::object nothing;
            contracts::Input input{gone.is_object() ? gone.get_object() : nothing, nullptr, observed ? &*observed : nullptr, *facts,
                                   std::move(ask)};
            input.removal = true;
            if (preview.changed) preview.findings = contracts::evaluate(input);
            forget_remedies(preview.findings);
            preview.violations = violations_in(preview.findings);
            return judged;
        }

        json::value document = request.document;
        judged.source_text = request.source_text;
        judged.source_type = request.source_type;
        if (request.action == Action::rollback) {
            const auto old = store::intents::find(tx, request.key, request.to_revision);
            if (!old)
                return fail(ErrorCode::not_found, fmt::format("there is no revision {} of {}", request.to_revision, request.key.name));
            if (!old->manifest)
                return fail(ErrorCode::invalid, fmt::format("revision {} is a delete; delete the resource instead", request.to_revision));
            document = json::parse(*old->manifest);
            judged.source_text = old->source_text;
            judged.source_type = old->source_type;
        }
        if (request.action == Action::adopt) {
            if (!observed)
                return fail(ErrorCode::not_found,
                            fmt::format("{} {} is not on the cluster, so it can't be adopted", request.key.kind, request.key.name));
            document = manifest_of(*observed);
            judged.source_text = wire::to_yaml(document);
            judged.source_type = "application/yaml";
        }
        ManifestTarget target;
        target.facts = facts.get();
        target.kind = request.key.kind;
        target.name_space = request.key.name_space;
        target.name = request.key.name;
        target.default_namespace = request.key.name_space;
        auto manifest = check_manifest(document, target);
        if (!manifest) return fail(manifest.error());
        preview.notes = manifest->notes;
        judged.manifest = json::serialize(manifest->desired);

        const contracts::Input input{manifest->desired, from_intent ? &*current : nullptr, observed ? &*observed : nullptr, *facts,
                                     std::move(ask)};
        preview.findings = contracts::evaluate(input);
        if (!facts->namespaces.empty() && std::ranges::find(facts->namespaces, request.key.name_space) == facts->namespaces.end()) {
            preview.findings.push_back(missing_namespace(request.key));
        }
        std::ranges::move(policy_findings(tx, request.key, manifest->desired), std::back_inserter(preview.findings));
        if (request.action == Action::apply) {
            // What was judged may be a translation of it.
            for (auto& each : preview.findings) {
                if (each.remedy && !wire::can_apply(document, each.remedy->patch)) each.remedy.reset();
            }
        } else {
            forget_remedies(preview.findings);
        }
        if (request.action == Action::adopt && !request.take_over) {
            if (const auto tool = gitops_of(*observed)) preview.findings.push_back(managed_by(*tool));
        }
        preview.violations = violations_in(preview.findings);
        if (before.is_null()) {
            preview.diff = {{DiffEntry::Type::added, "", nullptr, manifest->desired}};
        } else {
            preview.diff = from_intent ? diff(before, manifest->desired)
                                       : diff_to_live(*observed, applied_to(tx, request.key, *observed), manifest->desired);
        }
        const bool same = current && *judged.manifest == *latest->manifest;
        preview.changed = !(same && settled);
        preview.action = !preview.changed ? "none" : (before.is_null() ? "create" : "update");
        preview.desired = std::move(manifest->desired);
        return judged;
    };
    co_return co_await deps_.database.read(std::move(read));
}

Task<Result<Preview>> ChangeService::preview(ChangeRequest request) {
    auto judged = co_await judge(request);
    if (!judged) co_return fail(judged.error());
    if (judged->preview.changed && judged->preview.violations == 0 && judged->manifest) co_await rehearse(request, *judged);
    co_return std::move(judged->preview);
}

/// Asks the cluster itself, by a server-side dry run: it knows fields of other managers and what its webhooks refuse. A cluster that is
/// away leaves the preview as it is; the worker asks again before it applies.
Task<> ChangeService::rehearse(const ChangeRequest& request, Judged& judged) {
    const auto cluster = deps_.clusters.find(request.key.cluster);
    const Kind* kind = find_kind(request.key.kind);
    const auto resource = cluster && kind ? cluster->session->resource(kind->ref) : std::nullopt;
    if (!resource) co_return;
    kube::WriteOptions options;
    options.dry_run = true;
    options.force = request.take_over || request.action == Action::adopt;
    options.lane = kube::Lane::interactive;
    options.deadline = std::chrono::seconds(5);
    const kube::ObjectName name{request.key.name_space, request.key.name};
    if (request.action == Action::adopt) {
        const auto live = co_await cluster->session->api().get(*resource, name);
        const auto* object = live ? live->if_object() : nullptr;
        const auto tool = object && !request.take_over ? gitops_of(*object) : std::nullopt;
        if (tool) {
            judged.preview.findings.push_back(managed_by(*tool));
            judged.preview.violations = violations_in(judged.preview.findings);
            co_return;
        }
        if (const auto managers = object ? other_managers(*object) : std::vector<std::string>(); !managers.empty()) {
            judged.preview.findings.push_back(takes_over(managers));
        }
    }
    // With the marks that the worker will send: without them it would rehearse their removal.
    Intent intent;
    intent.id = Id<Intent>::make(deps_.clock);
    intent.key = request.key;
    intent.revision = judged.base_revision + 1;
    intent.manifest = judged.manifest;
    const auto rehearsed = co_await cluster->session->api().apply(*resource, name, stamped(intent), options);
    Preview& preview = judged.preview;
    if (request.take_over || (!rehearsed && rehearsed.error().status == 409)) {
        // Whose fields are taken: a tool that writes again by itself is named.
        const auto live = co_await cluster->session->api().get(*resource, name);
        const auto desired = parse_object(*judged.manifest);
        if (live && live->is_object() && desired) {
            const auto shared = contracts::fields_of_others(live->get_object(), *desired, "nexa");
            const bool is_named =
                std::ranges::any_of(preview.findings, [](const Finding& each) { return each.rule == "managed-elsewhere"; });
            auto finding = contracts::finding_for_shared_fields(shared, *desired);
            if (finding && !is_named) preview.findings.push_back(std::move(*finding));
        }
    }
    if (rehearsed) {
        for (const auto& warning : rehearsed->warnings)
            preview.findings.push_back(said_by_cluster(Finding::Type::warning, "cluster-warns", warning, {}));
        co_return;
    }
    const kube::ApiError& error = rehearsed.error();
    if (error.status == 409) {
        preview.findings.push_back(said_by_cluster(Finding::Type::warning, "field-conflict", error.error.message,
                                                   "Take the fields over with this change, or leave them out of the manifest."));
    } else if (error.status == 422 || error.status == 400 || error.status == 403) {
        preview.findings.push_back(
            said_by_cluster(Finding::Type::violation, "cluster-refuses", error.error.message, "Change the manifest as the cluster says."));
        preview.violations = violations_in(preview.findings);
    }
}

Task<Result<std::vector<Finding>>> ChangeService::judge_live(ResourceKey key, json::object desired) {
    const auto cluster = deps_.clusters.find(key.cluster);
    if (!cluster || !cluster->status.facts)
        co_return fail(ErrorCode::unavailable, fmt::format("nothing is known of cluster {} yet", key.cluster));
    auto read = [key, desired, facts = *cluster->status.facts](store::Tx& tx) -> Result<std::vector<Finding>> {
        const auto snapshot = store::snapshots::find(tx, key);
        const auto observed = snapshot ? parse_object(snapshot->object) : std::nullopt;
        const auto before = observed ? manifest_of(*observed) : json::object();
        contracts::Related ask = [&](const contracts::Query& query) { return related(tx, key, query); };
        const contracts::Input input{desired, observed ? &before : nullptr, observed ? &*observed : nullptr, facts, std::move(ask)};
        auto findings = contracts::evaluate(input);
        forget_remedies(findings);
        return findings;
    };
    auto found = co_await deps_.database.read(std::move(read));
    co_return std::move(found);
}

Task<Result<ChangeService::Accepted>> ChangeService::accept(const Call& call, ChangeRequest request) {
    if (!request.idempotency_key.empty()) {
        // Before it is judged: the world may have moved on since the first answer, which stands all the same.
        auto read = [user = call.caller.user, request](store::Tx& tx) {
            return first_answer(tx, user, request.idempotency_key, request.request_hash);
        };
        auto answered = co_await deps_.database.read(std::move(read));
        if (!answered) co_return fail(answered.error());
        if (*answered) co_return std::move(**answered);
    }
    // Somebody may change the same resource between the judgement and the commit: then it is judged anew.
    for (int attempt = 1;; ++attempt) {
        auto judged = co_await judge(request);
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
        const bool overtaken = !accepted && accepted.error().code == ErrorCode::conflict && accepted.error().message == "overtaken";
        if (!overtaken) co_return std::move(accepted);
        if (attempt == 5) {
            co_return fail(ErrorCode::conflict,
                           fmt::format("{} is being changed by somebody else at this moment; look at it and try again", request.key.name));
        }
    }
}

Task<Result<ChangeService::Accepted>> ChangeService::commit(const Call& call, const ChangeRequest& request, Judged judged) {
    const Time now = deps_.clock.now();
    Intent intent;
    intent.id = Id<Intent>::make(deps_.clock);
    intent.key = request.key;
    intent.revision = judged.base_revision + 1;
    intent.manifest = judged.manifest;
    intent.source_text = judged.source_text;
    intent.source_type = judged.source_type;
    intent.author = call.caller.name;
    intent.reason = request.reason;
    intent.base_revision = judged.base_revision;
    intent.origin = origin_of(request);
    intent.take_over = request.take_over;
    intent.created_at = now;

    Run run;
    run.id = Id<Run>::make(deps_.clock);
    run.intent = intent.id;
    run.revision = intent.revision;
    run.action = request.action == Action::remove ? "delete" : (request.origin.empty() ? "apply" : request.origin);
    run.key = request.key;
    run.author = intent.author;
    run.created_at = now;
    run.due_at = now;

    ChangeResult result;
    result.changed = judged.preview.changed;
    result.findings = std::move(judged.preview.findings);
    result.diff = judged.preview.diff;
    if (result.changed) {
        result.intent = to_item(intent);
        result.run = to_item(run);
    }
    const int status = result.changed ? 202 : 200;
    const std::string body = wire::encode(result);

    AuditEntry entry = audit_entry_of(call, audited_as(request), "accepted");
    entry.at = now;
    entry.cluster = request.key.cluster;
    entry.name_space = request.key.name_space;
    entry.kind = request.key.kind;
    entry.name = request.key.name;
    const int violations = judged.preview.violations;
    entry.message = violations > 0 ? fmt::format("{} of revision {}, overriding {} contract(s)", run.action, intent.revision, violations)
                                   : fmt::format("{} of revision {}", run.action, intent.revision);
    json::array changes;
    for (const auto& each : judged.preview.diff) {
        if (changes.size() >= 200) break;
        changes.push_back(
            json::object{{"type", to_string(each.type)}, {"pointer", each.pointer}, {"before", each.before}, {"after", each.after}});
    }
    entry.detail = json::serialize(json::object{{"intent", intent.id.str()},
                                                {"run", run.id.str()},
                                                {"revision", intent.revision},
                                                {"reason", intent.reason},
                                                {"take_over", intent.take_over},
                                                {"diff", std::move(changes)}});

    const bool changed = result.changed;
    auto write = [=, user = call.caller.user](store::Tx& tx) -> Result<Accepted> {
        auto answered = first_answer(tx, user, request.idempotency_key, request.request_hash);
        if (!answered) return fail(answered.error());
        if (*answered) return std::move(**answered);
        const std::int64_t latest = store::intents::latest_revision(tx, request.key);
        if (request.expected_revision && *request.expected_revision != latest) {
            return fail(ErrorCode::precondition_failed,
                        fmt::format("{} is at revision {}, not {}: somebody changed it meanwhile; read it again", request.key.name, latest,
                                    *request.expected_revision));
        }
        if (latest != intent.base_revision) return fail(ErrorCode::conflict, "overtaken");
        if (changed) {
            store::intents::append(tx, intent);
            store::runs::insert(tx, run);
            store::audit::append(tx, entry);
        }
        if (!request.idempotency_key.empty()) {
            store::idempotency::insert(tx, user, request.idempotency_key, {request.request_hash, status, body}, now);
        }
        return Accepted{status, body, false, changed ? intent.revision : latest};
    };
    auto accepted = co_await deps_.database.write(std::move(write));
    if (!accepted || accepted->repeated || !changed) co_return std::move(accepted);
    accepted_[static_cast<std::size_t>(request.action)].fetch_add(1, std::memory_order_relaxed);
    deps_.index.apply(intent);
    deps_.index.apply(run);
    if (deps_.accepted) deps_.accepted();
    co_return std::move(accepted);
}

Task<> ChangeService::record_refusal(const Call& call, const ChangeRequest& request, const Error& error) {
    AuditEntry entry = audit_entry_of(call, audited_as(request), "denied");
    entry.cluster = request.key.cluster;
    entry.name_space = request.key.name_space;
    entry.kind = request.key.kind;
    entry.name = request.key.name;
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
