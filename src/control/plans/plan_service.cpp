#include "control/plans/plan_service.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "control/api/api.hpp"
#include "control/plans/plan_progress.hpp"
#include "control/plans/plan_world.hpp"
#include "data/actions/action.hpp"
#include "data/contracts/contract.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"
#include "store/audit.hpp"
#include "store/idempotency.hpp"
#include "store/plans.hpp"
#include "wire/encode.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

using plans::Parameter;

auto no_such_plan() {
    return fail(ErrorCode::not_found, "there is no such plan, or you may not see it");
}

/// Manifests arrive as text and are kept as lists of objects. Errors: invalid, with the parameter's pointer.
Result<json::object> read_manifests(const plans::PlanType& type, json::object parameters) {
    for (const auto& parameter : type.parameters) {
        auto* value = parameters.if_contains(parameter.name);
        if (parameter.type != Parameter::Type::manifest || value == nullptr || !value->is_string()) continue;
        const auto pointer = fmt::format("/parameters/{}", parameter.name);
        auto documents = wire::parse_yaml(view(value->get_string()));
        if (!documents) return fail(ErrorCode::invalid, "the manifest can't be read", {{pointer, documents.error().message, {}}});
        json::array objects;
        for (auto& document : *documents) objects.push_back(std::move(document.value));
        *value = std::move(objects);
    }
    return parameters;
}

ActionParameterItem to_item(const Parameter& parameter, const plans::Request& request) {
    ActionParameterItem item{std::string(parameter.name),
                             std::string(parameter.title),
                             std::string(to_string(parameter.type)),
                             std::string(parameter.about),
                             parameter.required,
                             parameter.minimum,
                             {},
                             {}};
    if (parameter.choices != nullptr) {
        for (auto& choice : parameter.choices(request)) item.choices.push_back({std::move(choice.value), std::move(choice.about)});
    }
    if (parameter.preset != nullptr) item.preset = parameter.preset(request);
    return item;
}

PlanTypeItem to_item(const plans::PlanType& type, const plans::Request& request) {
    PlanTypeItem item{std::string(type.id), std::string(type.title), std::string(type.about), std::string(type.kind), true, {}, {}};
    const bool has_target = request.target != nullptr;
    if (!type.kind.empty() && !has_target) {
        // Of no resource in particular nothing is known that could be chosen from.
        for (const auto& parameter : type.parameters) {
            Parameter bare = parameter;
            bare.choices = nullptr;
            bare.preset = nullptr;
            item.parameters.push_back(to_item(bare, request));
        }
        return item;
    }
    if (type.objection != nullptr) item.objection = type.objection(request).value_or(std::string());
    item.offered = item.objection.empty();
    for (const auto& parameter : type.parameters) item.parameters.push_back(to_item(parameter, request));
    return item;
}

/// Applies the step to what the steps before it leave behind.
json::value after(const PlanStep& step, const json::value& before, const plans::World& world, const json::object& parameters) {
    if (const auto* patch = object_at(step.body, {"patch"})) {
        json::value merged = before;
        actions::merge(merged, *patch);
        return merged;
    }
    PlanStep plain = step;
    plain.body.erase("new_nodes_of");  // they are not there yet
    auto manifest = plans::manifest_for(plain, parameters, world);
    return manifest ? json::value(std::move(*manifest)) : before;
}

AuditEntry entry_for(const Call& call, std::string_view what, const Plan& plan, Time now) {
    AuditEntry entry = audit_entry_of(call, what, "accepted");
    entry.at = now;
    entry.kind = "Plan";
    entry.name = plan.id.str();
    if (!plan.steps.empty()) {
        const auto& first = plan.steps.front().key;
        const auto alike = [&](auto member) {
            return std::ranges::all_of(plan.steps, [&](const PlanStep& step) { return step.key.*member == first.*member; });
        };
        if (alike(&ResourceKey::cluster)) entry.cluster = first.cluster;
        if (alike(&ResourceKey::cluster) && alike(&ResourceKey::name_space)) entry.name_space = first.name_space;
    }
    entry.message = plan.title;
    return entry;
}

}  // namespace

/// A draft with what its changes lead to.
struct PlanService::Drafted {
    plans::Draft draft;
    json::object parameters;  ///< As kept.
    struct Change {
        std::size_t step = 0;
        bool judged = false;  ///< The first that changes this resource, of a manifest that is known in full.
        json::value before;   ///< Null: there is none.
        json::value after;
    };
    std::vector<Change> changes;
    std::vector<PlanStepItem> items;
    int violations = 0;
    std::vector<Issue> issues;
};

Task<Result<PlanTypeList>> PlanService::types(std::optional<ResourceKey> target) {
    const FleetFacts facts = facts_of(deps_.clusters);
    auto read = [&facts, target = std::move(target)](store::Tx& tx) -> Result<PlanTypeList> {
        const StoredWorld world(tx, facts);
        static const json::object none;
        const plans::Request request{target ? &*target : nullptr, none, world};
        PlanTypeList list;
        for (const auto& type : plans::plan_types()) {
            if (!target || type.kind == target->kind) list.items.push_back(to_item(type, request));
        }
        return list;
    };
    auto list = co_await deps_.database.read(std::move(read));
    co_return std::move(list);
}

Task<Result<PlanService::Drafted>> PlanService::draft(std::shared_ptr<const PlanRequest> request) {
    const auto* type = plans::find_plan_type(request->type);
    if (type == nullptr) {
        std::string possible;
        for (const auto& each : plans::plan_types()) possible += fmt::format("{}{}", possible.empty() ? "" : ", ", each.id);
        co_return fail(ErrorCode::invalid, "the plan can't be made of this",
                       {{"/type", fmt::format("there is no such plan (possible: {})", possible), {}}});
    }
    if (!type->kind.empty() && (!request->target || request->target->kind != type->kind)) {
        co_return fail(
            ErrorCode::invalid, "the plan can't be made of this",
            {{"/target", fmt::format("{} is about a {}; name its cluster, namespace, kind and name", type->id, type->kind), {}}});
    }
    auto parameters = read_manifests(*type, request->parameters);
    if (!parameters) co_return fail(parameters.error());
    const FleetFacts facts = facts_of(deps_.clusters);
    auto read = [&facts, type, request, given = std::move(*parameters)](store::Tx& tx) -> Result<Drafted> {
        const StoredWorld world(tx, facts);
        const plans::Request asked{request->target ? &*request->target : nullptr, given, world};
        if (type->objection != nullptr) {
            if (const auto why = type->objection(asked))
                return fail(ErrorCode::conflict, fmt::format("{} is not possible now: {}", type->title, *why));
        }
        if (auto sound = plans::check_parameters(*type, asked); !sound) return fail(sound.error());
        auto made = type->make(asked);
        if (!made) return fail(made.error());
        Drafted drafted{std::move(*made), given, {}, {}, 0, {}};
        std::map<ResourceKey, json::value> manifests;
        for (std::size_t at = 0; at < drafted.draft.steps.size(); ++at) {
            const auto& step = drafted.draft.steps[at];
            drafted.items.push_back(control::to_item(step));
            if (step.type != PlanStep::Type::change) continue;
            auto [known, first] = manifests.try_emplace(step.key, nullptr);
            if (first) {
                if (auto desired = world.desired(step.key)) {
                    known->second = std::move(*desired);
                } else if (const auto live = world.observed(step.key)) {
                    known->second = manifest_of(*live);
                }
            }
            auto changed = after(step, known->second, world, given);
            drafted.changes.push_back({at, first && !step.body.contains("new_nodes_of"), known->second, changed});
            known->second = std::move(changed);
        }
        return drafted;
    };
    auto drafted = co_await deps_.database.read(std::move(read));
    co_return std::move(drafted);
}

/// Finds out what the changes would do. Those that follow another of the same resource are shown as they are: they are judged, as all are,
/// when their turn comes.
Task<Result<>> PlanService::judge(Drafted& drafted, const PlanRequest& request) {
    for (auto& change : drafted.changes) {
        auto& item = drafted.items[change.step];
        if (!change.judged) {
            item.diff = diff(change.before, change.after);
            continue;
        }
        ChangeRequest wish;
        wish.key = drafted.draft.steps[change.step].key;
        wish.document = change.after;
        wish.source_text = wire::to_yaml(change.after);
        wish.source_type = "application/yaml";
        wish.reason = request.reason;
        auto judged = co_await deps_.changes.judge().judge(std::make_shared<const ChangeRequest>(std::move(wish)));
        if (!judged && judged.error().code == ErrorCode::invalid) {
            // A manifest that is none here: said at its step, as the other steps' findings are.
            Finding finding;
            finding.rule = "manifest";
            finding.title = "The manifest is not valid here";
            finding.message = judged.error().message;
            for (const auto& issue : judged.error().issues) finding.message += fmt::format("; {}: {}", issue.pointer, issue.message);
            item.findings.push_back(std::move(finding));
            drafted.violations += 1;
            drafted.issues.push_back({fmt::format("/steps/{}", change.step), item.findings.back().message, "manifest"});
            continue;
        }
        if (!judged) co_return fail(judged.error());
        item.findings = std::move(judged->preview.findings);
        item.diff = std::move(judged->preview.diff);
        drafted.violations += judged->preview.violations;
        for (auto& issue : contracts::to_issues(item.findings))
            drafted.issues.push_back(
                {fmt::format("/steps/{}{}", change.step, issue.pointer), std::move(issue.message), std::move(issue.rule)});
    }
    co_return Result<>();
}

Task<Result<PlanPreview>> PlanService::preview(PlanRequest request) {
    const auto shared = std::make_shared<const PlanRequest>(std::move(request));
    auto drafted = co_await draft(shared);
    if (!drafted) co_return fail(drafted.error());
    if (auto judged = co_await judge(*drafted, *shared); !judged) co_return fail(judged.error());
    co_return PlanPreview{shared->type, std::move(drafted->draft.title), drafted->violations, std::move(drafted->draft.notes),
                          std::move(drafted->items)};
}

Task<Result<ChangeService::Accepted>> PlanService::start(const Call& call, PlanRequest wish) {
    const auto request = std::make_shared<const PlanRequest>(std::move(wish));
    if (!request->idempotency_key.empty()) {
        auto read = [user = call.caller.user, request](store::Tx& tx) {
            return first_answer(tx, user, request->idempotency_key, request->request_hash);
        };
        auto answered = co_await deps_.database.read(std::move(read));
        if (!answered) co_return fail(answered.error());
        if (*answered) co_return std::move(**answered);
    }
    auto drafted = co_await draft(request);
    if (!drafted) co_return fail(drafted.error());
    std::vector<Issue> missing;
    for (const auto& step : drafted->draft.steps) {
        if (auto why = objection_to(*call.caller.rights, step)) missing.push_back({{}, std::move(*why), {}});
        if (missing.size() == 20) break;
    }
    if (!missing.empty()) {
        auto words = missing.front().message;
        co_return fail(ErrorCode::forbidden, fmt::format("you may not do all of this: {}", words), std::move(missing));
    }
    if (auto judged = co_await judge(*drafted, *request); !judged) co_return fail(judged.error());
    if (drafted->violations > 0) {
        co_return fail(ErrorCode::invalid, fmt::format("the plan breaks a rule: {}", drafted->issues.front().message),
                       std::move(drafted->issues));
    }

    auto plan = std::make_shared<Plan>();
    plan->id = Id<Plan>::make(deps_.clock);
    plan->type = request->type;
    plan->title = std::move(drafted->draft.title);
    plan->author = call.caller.name;
    plan->reason = request->reason;
    plan->request["parameters"] = std::move(drafted->parameters);
    plan->created_at = deps_.clock.now();
    plan->steps = std::move(drafted->draft.steps);
    AuditEntry entry = entry_for(call, "plan.start", *plan, plan->created_at);
    entry.detail = json::serialize(json::object{{"type", plan->type}, {"steps", plan->steps.size()}, {"reason", plan->reason}});
    const auto body = std::make_shared<const std::string>(wire::encode(to_detail(*plan)));
    auto write = [plan, request, body, entry = std::move(entry),
                  user = call.caller.user](store::Tx& tx) -> Result<ChangeService::Accepted> {
        auto answered = first_answer(tx, user, request->idempotency_key, request->request_hash);
        if (!answered) return fail(answered.error());
        if (*answered) return std::move(**answered);
        store::plans::insert(tx, *plan);
        store::audit::append(tx, entry);
        if (!request->idempotency_key.empty())
            store::idempotency::insert(tx, user, request->idempotency_key, {request->request_hash, 202, *body}, plan->created_at);
        return ChangeService::Accepted{202, *body, false, 0};
    };
    auto accepted = co_await deps_.database.write(std::move(write));
    if (accepted && deps_.changed) deps_.changed();
    co_return std::move(accepted);
}

Task<Result<Plan>> PlanService::decide(const Call& call, Id<Plan> id, std::string_view what, Decision decision) {
    const Time now = deps_.clock.now();
    auto write = [&, id, now, decision = std::move(decision)](store::Tx& tx) -> Result<Plan> {
        const auto plan = store::plans::find(tx, id);
        if (!plan || !may_see(*call.caller.rights, *plan)) return no_such_plan();
        for (const auto& step : plan->steps) {
            // To stop is for those who could have begun it.
            if (auto why = objection_to(*call.caller.rights, step)) return fail(ErrorCode::forbidden, fmt::format("you may not: {}", *why));
        }
        if (auto decided = decision(tx, *plan, now); !decided) return fail(decided.error());
        store::audit::append(tx, entry_for(call, what, *plan, now));
        return store::plans::find(tx, id).value();
    };
    auto plan = co_await deps_.database.write(std::move(write));
    if (plan && deps_.changed) deps_.changed();
    co_return std::move(plan);
}

Task<Result<Plan>> PlanService::pause(const Call& call, Id<Plan> id) {
    auto decision = [who = call.caller.name](store::Tx& tx, const Plan& plan, Time now) -> Result<> {
        if (store::plans::move(tx, plan.id, {PlanState::running}, PlanState::paused, fmt::format("paused by {}", who), now)) return {};
        return fail(ErrorCode::conflict, fmt::format("only a plan that runs can be paused; this one is {}", to_string(plan.state)));
    };
    auto plan = co_await decide(call, id, "plan.pause", std::move(decision));
    co_return std::move(plan);
}

Task<Result<Plan>> PlanService::resume(const Call& call, Id<Plan> id) {
    auto decision = [who = call.caller.name](store::Tx& tx, const Plan& plan, Time now) -> Result<> {
        if (!store::plans::move(tx, plan.id, {PlanState::paused, PlanState::failed}, PlanState::running, {}, now))
            return fail(ErrorCode::conflict, fmt::format("only a plan that rests can go on; this one is {}", to_string(plan.state)));
        store::plans::reset_failed_steps(tx, plan.id);
        for (const auto& step : plan.steps) {
            if (step.type == PlanStep::Type::hold && step.state == PlanStep::State::running)
                store::plans::end_step(tx, plan.id, step.position, PlanStep::State::done, fmt::format("{} went on", who), now);
        }
        return {};
    };
    auto plan = co_await decide(call, id, "plan.resume", std::move(decision));
    co_return std::move(plan);
}

Task<Result<Plan>> PlanService::abort(const Call& call, Id<Plan> id) {
    auto decision = [who = call.caller.name](store::Tx& tx, const Plan& plan, Time now) -> Result<> {
        const std::set from{PlanState::running, PlanState::paused, PlanState::failed};
        if (!store::plans::move(tx, plan.id, from, PlanState::aborted, fmt::format("aborted by {}", who), now))
            return fail(ErrorCode::conflict, fmt::format("the plan has ended already ({})", to_string(plan.state)));
        store::plans::skip_open_steps(tx, plan.id, now);
        return {};
    };
    auto plan = co_await decide(call, id, "plan.abort", std::move(decision));
    co_return std::move(plan);
}

}  // namespace nexa::control
