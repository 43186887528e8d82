#include "control/actions/action_service.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "control/actions/action_run.hpp"
#include "control/api/api.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"
#include "store/audit.hpp"
#include "store/idempotency.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/snapshots.hpp"
#include "wire/encode.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

const std::vector<json::object> nothing_seen;

ActionItem to_item(const actions::Action& action, const actions::Input& input) {
    ActionItem item;
    item.id = action.id;
    item.title = action.title;
    item.explanation = action.explanation;
    item.source = action.source;
    item.gravity = action.gravity;
    item.destroys = action.destroys;
    item.objection = action.objection == nullptr ? std::string() : action.objection(input).value_or(std::string());
    item.offered = item.objection.empty();
    for (const auto& each : action.parameters) {
        ActionParameterItem parameter{std::string(each.name),
                                      std::string(each.title),
                                      each.type == actions::Parameter::Type::integer ? "integer" : "text",
                                      std::string(each.about),
                                      each.required,
                                      each.minimum,
                                      {},
                                      each.preset == nullptr ? std::string() : each.preset(input)};
        if (each.choices != nullptr) {
            for (auto& choice : each.choices(input)) parameter.choices.push_back({std::move(choice.value), std::move(choice.about)});
        }
        item.parameters.push_back(std::move(parameter));
    }
    return item;
}

Finding effect_of(const actions::Action& action, std::string message) {
    Finding finding;
    finding.type = Finding::Type::effect;
    finding.rule = fmt::format("action-{}", action.id);
    finding.title = action.title;
    finding.message = std::move(message);
    finding.source = action.source;
    finding.gravity = action.gravity;
    return finding;
}

}  // namespace

/// The resource and the action as they stand.
struct ActionService::Loaded {
    ClusterHandle cluster;
    const actions::Action* action = nullptr;
    json::object live;
    std::optional<json::object> desired;  ///< The newest intent's; nothing: Nexa does not manage it.
    std::int64_t revision = 0;
    std::string token;
    json::object parameters;

    actions::Input input() const { return {live, *cluster.status.facts, parameters, nothing_seen, token, desired ? &*desired : nullptr}; }

    /// The whole wanted state with the action's change, when that is what carries it out.
    std::optional<json::object> changed_manifest() const {
        if (action->patch == nullptr || !desired) return std::nullopt;
        json::value changed = *desired;
        actions::merge(changed, action->patch(input()));
        // What somebody else set, the manifest can't take back: then the live object is patched.
        const auto canonical_form = canonical(changed.get_object());
        return canonical_form == canonical(*desired) ? std::nullopt : std::optional(canonical_form);
    }
    ChangeRequest change_of(const ActionRequest& request, json::object manifest) const {
        ChangeRequest change;
        change.key = request.key;
        change.document = std::move(manifest);
        change.source_text = wire::to_yaml(change.document);
        change.source_type = "application/yaml";
        change.reason = request.reason;
        change.take_over = request.take_over;
        change.override_contracts = request.override_contracts;
        change.expected_revision = revision;
        change.idempotency_key = request.idempotency_key;
        change.request_hash = request.request_hash;
        change.origin = action->id;
        change.within = request.within;
        return change;
    }
};

Task<Result<ActionService::Loaded>> ActionService::load(const ActionRequest& request) {
    const auto cluster = deps_.clusters.find(request.key.cluster);
    if (!cluster) co_return fail(ErrorCode::not_found, "there is no such cluster, namespace or resource, or you may not see it");
    if (!cluster->status.facts) {
        co_return fail(ErrorCode::unavailable, fmt::format("nothing is known of cluster {} yet, so the action can't be judged: {}",
                                                           request.key.cluster, cluster->status.message));
    }
    Loaded loaded;
    loaded.cluster = *cluster;
    loaded.token = Id<Run>::make(deps_.clock).str();
    auto read = [&](store::Tx& tx) -> Result<bool> {
        const auto snapshot = store::snapshots::find(tx, request.key);
        const auto live = snapshot && !snapshot->deleted ? parse_object(snapshot->object) : std::nullopt;
        if (!live) {
            return fail(ErrorCode::not_found, fmt::format("there is no {} {} in {} / {}, so nothing can be done with it", request.key.kind,
                                                          request.key.name, request.key.cluster, request.key.name_space));
        }
        loaded.live = *live;
        const auto latest = store::intents::latest(tx, request.key);
        loaded.revision = latest ? latest->revision : 0;
        if (latest && latest->manifest) loaded.desired = parse_object(*latest->manifest);
        return true;
    };
    const auto done = co_await deps_.database.read(std::move(read));
    if (!done) co_return fail(done.error());
    if (request.action.empty()) co_return loaded;
    loaded.action = actions::find_action(request.key.kind, request.action);
    if (loaded.action == nullptr) {
        std::string possible;
        for (const auto* each : actions::actions_of(request.key.kind))
            possible += fmt::format("{}{}", possible.empty() ? "" : ", ", each->id);
        co_return fail(ErrorCode::not_found, fmt::format("a {} has no action {} (it has: {})", request.key.kind,
                                                         request.action.substr(0, 60), possible.empty() ? "none" : possible));
    }
    auto parameters = actions::check_parameters(*loaded.action, request.parameters);
    if (!parameters) co_return fail(parameters.error());
    loaded.parameters = std::move(*parameters);
    if (loaded.action->objection != nullptr) {
        if (const auto why = loaded.action->objection(loaded.input()))
            co_return fail(ErrorCode::conflict, fmt::format("{} is not possible now: {}", loaded.action->id, *why));
    }
    co_return loaded;
}

Task<Result<ActionList>> ActionService::offered(ResourceKey key) {
    ActionRequest request;
    request.key = key;
    const auto loaded = co_await load(request);
    if (!loaded) co_return fail(loaded.error());
    ActionList list;
    for (const auto* action : actions::actions_of(key.kind)) list.items.push_back(to_item(*action, loaded->input()));
    if (const auto* leading = actions::way_on(key.kind, loaded->input())) list.main = std::string(leading->id);
    co_return list;
}

Task<Result<ChangeRequest>> ActionService::making(const ActionRequest& request, const Loaded& loaded) {
    auto manifest = loaded.action->makes(loaded.input());
    if (!manifest) co_return fail(manifest.error());
    ChangeRequest change = loaded.change_of(request, std::move(*manifest));
    const auto& made = change.document.get_object();
    change.key.kind = text_at(made, {"kind"});
    change.key.name = text_at(made, {"metadata", "name"});
    auto read = [key = change.key](store::Tx& tx) -> Result<std::int64_t> {
        const auto latest = store::intents::latest(tx, key);
        const auto snapshot = store::snapshots::find(tx, key);
        if ((latest && latest->manifest) || (snapshot && !snapshot->deleted))
            return fail(ErrorCode::conflict, fmt::format("there is a {} {} already; choose another name", key.kind, key.name));
        return latest ? latest->revision : 0;
    };
    const auto revision = co_await deps_.database.read(std::move(read));
    if (!revision) co_return fail(revision.error());
    change.expected_revision = *revision;
    co_return change;
}

Task<Result<Preview>> ActionService::preview(ActionRequest request) {
    const auto loaded = co_await load(request);
    if (!loaded) co_return fail(loaded.error());
    if (auto manifest = loaded->changed_manifest()) {
        auto preview = co_await deps_.changes.preview(loaded->change_of(request, std::move(*manifest)));
        co_return std::move(preview);
    }
    const auto& action = *loaded->action;
    if (action.makes != nullptr) {
        auto change = co_await making(request, *loaded);
        if (!change) co_return fail(change.error());
        auto preview = co_await deps_.changes.preview(std::move(*change));
        if (!preview) co_return fail(preview.error());
        for (auto& message : action.effects(loaded->input())) preview->findings.push_back(effect_of(action, std::move(message)));
        co_return std::move(*preview);
    }
    Preview preview;
    preview.changed = true;
    preview.action = action.id;
    std::vector<json::object> others;
    if (action.wanted != nullptr) {
        // Names what will be touched. A cluster that is away leaves the words of what Nexa knows.
        ActionAttempt attempt;
        attempt.run.key = request.key;
        attempt.run.id = Id<Run>::make(deps_.clock);
        attempt.action = &action;
        attempt.parameters = loaded->parameters;
        auto seen = co_await look(attempt, loaded->cluster, *loaded->cluster.status.facts, kube::Lane::interactive);
        if (seen) others = std::move(seen->others);
        if (!seen)
            preview.notes.push_back(
                fmt::format("the cluster does not answer, so it can't be said which objects are meant: {}", seen.error().error.message));
    }
    const actions::Input input{loaded->live, *loaded->cluster.status.facts, loaded->parameters, others, loaded->token};
    if (action.effects != nullptr) {
        for (auto& message : action.effects(input)) preview.findings.push_back(effect_of(action, std::move(message)));
    }
    if (preview.notes.empty()) {
        auto plan = plan_of(action, input);
        if (!plan) co_return fail(plan.error());
        for (auto& each : *plan) preview.notes.push_back(std::move(each.about));
    }
    if (action.patch != nullptr) {
        const json::object before = manifest_of(loaded->live);
        json::value after = before;
        actions::merge(after, action.patch(input));
        preview.diff = diff(before, after);
        preview.desired = after;
        auto found = co_await deps_.changes.judge().judge_live(request.key, after.get_object());
        if (!found) co_return fail(found.error());
        preview.findings.insert(preview.findings.end(), std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
    }
    preview.violations = static_cast<int>(std::ranges::count(preview.findings, Finding::Type::violation, &Finding::type));
    co_return preview;
}

Task<Result<ChangeService::Accepted>> ActionService::accept(const Call& call, ActionRequest request) {
    if (!request.idempotency_key.empty()) {
        auto read = [&](store::Tx& tx) { return first_answer(tx, call.caller.user, request.idempotency_key, request.request_hash); };
        auto answered = co_await deps_.database.read(std::move(read));
        if (!answered) co_return fail(answered.error());
        if (*answered) co_return std::move(**answered);
    }
    const auto loaded = co_await load(request);
    std::optional<Error> refusal;
    if (!loaded) refusal = loaded.error();
    if (loaded && loaded->action->destroys &&
        !call.caller.rights->allows(Permission::resources_delete, request.key.cluster, request.key.name_space)) {
        refusal = Error{
            ErrorCode::forbidden, fmt::format("{} destroys something and also needs the right resources:delete here", request.action), {}};
    }
    if (refusal) {
        co_await record_refusal(call, request, *refusal);
        co_return fail(std::move(*refusal));
    }
    if (auto manifest = loaded->changed_manifest()) {
        auto accepted = co_await deps_.changes.accept(call, loaded->change_of(request, std::move(*manifest)));
        co_return std::move(accepted);
    }
    if (loaded->action->makes != nullptr) {
        auto change = co_await making(request, *loaded);
        if (!change) {
            co_await record_refusal(call, request, change.error());
            co_return fail(change.error());
        }
        auto accepted = co_await deps_.changes.accept(call, std::move(*change));
        co_return std::move(accepted);
    }
    Preview preview;
    if (loaded->action->patch != nullptr) {
        const json::object before = manifest_of(loaded->live);
        json::value after = before;
        actions::merge(after, loaded->action->patch(loaded->input()));
        preview.diff = diff(before, after);
        auto found = co_await deps_.changes.judge().judge_live(request.key, after.get_object());
        if (!found) co_return fail(found.error());
        preview.findings = std::move(*found);
        if (auto violated = violation_refusal(call, request.key, preview.findings, request.override_contracts, request.reason)) {
            co_await record_refusal(call, request, *violated);
            co_return fail(std::move(*violated));
        }
    }
    auto accepted = co_await commit(call, request, *loaded, std::move(preview));
    co_return std::move(accepted);
}

Task<Result<ChangeService::Accepted>> ActionService::commit(const Call& call, const ActionRequest& request, const Loaded& loaded,
                                                            Preview preview) {
    const Time now = deps_.clock.now();
    Run run;
    run.id = Id<Run>::make(deps_.clock);
    run.revision = loaded.revision;
    run.action = loaded.action->id;
    run.key = request.key;
    run.author = call.caller.name;
    run.created_at = now;
    run.due_at = now;

    ChangeResult result;
    result.changed = true;
    result.run = control::to_item(run);
    result.findings = std::move(preview.findings);
    result.diff = std::move(preview.diff);
    const std::string body = wire::encode(result);
    const std::string asked = json::serialize(json::object{{"parameters", loaded.parameters}, {"reason", request.reason}});

    AuditEntry entry = audit_entry_of(call, fmt::format("action.{}", run.action), "accepted");
    entry.at = now;
    entry.cluster = request.key.cluster;
    entry.name_space = request.key.name_space;
    entry.kind = request.key.kind;
    entry.name = request.key.name;
    entry.message = std::string(loaded.action->title);
    entry.detail = json::serialize(json::object{{"run", run.id.str()}, {"parameters", loaded.parameters}, {"reason", request.reason}});

    auto write = [&, user = call.caller.user](store::Tx& tx) -> Result<ChangeService::Accepted> {
        if (!request.idempotency_key.empty()) {
            auto answered = first_answer(tx, user, request.idempotency_key, request.request_hash);
            if (!answered) return fail(answered.error());
            if (*answered) return std::move(**answered);
        }
        for (const auto& other : store::runs::of_key(tx, request.key, 50)) {
            if (other.action == run.action && !other.intent && !is_terminal(other.state)) {
                return fail(ErrorCode::conflict,
                            fmt::format("{} of {} is under way already (run {}, asked for by {}); wait for its end, or cancel it",
                                        run.action, request.key.name, other.id.str(), other.author));
            }
        }
        if (request.within) {
            if (auto joined = request.within(tx, &run); !joined) return fail(joined.error());
        }
        store::runs::insert(tx, run);
        store::runs::add_step(tx, {run.id, 0, 0, std::string(requested_step), "info", std::string(loaded.action->title), asked, now});
        store::audit::append(tx, entry);
        if (!request.idempotency_key.empty())
            store::idempotency::insert(tx, user, request.idempotency_key, {request.request_hash, 202, body}, now);
        return ChangeService::Accepted{202, body, false, 0};
    };
    auto accepted = co_await deps_.database.write(std::move(write));
    if (!accepted) {
        if (accepted.error().code == ErrorCode::conflict) co_await record_refusal(call, request, accepted.error());
        co_return fail(accepted.error());
    }
    if (accepted->repeated) co_return std::move(accepted);
    deps_.index.apply(run);
    if (deps_.accepted) deps_.accepted();
    co_return std::move(accepted);
}

Task<> ActionService::record_refusal(const Call& call, const ActionRequest& request, const Error& error) {
    // A plan asks again until the state allows it, and says itself what it waits for.
    if (request.within && error.code == ErrorCode::conflict) co_return;
    AuditEntry entry = audit_entry_of(call, fmt::format("action.{}", request.action.substr(0, 50)), "denied");
    entry.cluster = request.key.cluster;
    entry.name_space = request.key.name_space;
    entry.kind = request.key.kind;
    entry.name = request.key.name;
    entry.message = error.message.substr(0, 2000);
    entry.detail = "{}";
    co_await deps_.audit.record(std::move(entry));
}

}  // namespace nexa::control
