#include "control/actions/action_run.hpp"

#include <fmt/format.h>

#include "data/manifest.hpp"
#include "data/object.hpp"
#include "store/runs.hpp"

namespace nexa::control {
namespace {

using actions::Operation;
using kube::ApiError;

constexpr std::size_t most_others = 2000;

std::optional<kube::Resource> resource_for(const ClusterHandle& cluster, std::string_view kind) {
    const auto ref = actions::kind_ref(kind);
    if (!ref) return std::nullopt;
    // Core kinds are of no operator: the session does not look for them.
    if (ref->group.empty()) return kube::resource_of(*ref, ref->versions.front());
    return cluster.session->resource(*ref);
}

RunStep step_of(const Run& run, const Clock& clock, std::string_view name, std::string_view outcome, std::string message,
                std::string detail = {}) {
    return {run.id, run.attempt, 0, std::string(name), std::string(outcome), std::move(message), std::move(detail), clock.now()};
}

void refuse(AttemptOutcome& outcome, const Run& run, const Clock& clock, std::string_view step, const ApiError& error) {
    outcome.next = error.retry == kube::Retry::never ? AttemptOutcome::Next::fail : AttemptOutcome::Next::retry;
    outcome.retry_after = error.retry_after;
    outcome.message = error.error.message;
    outcome.detail = fmt::format("HTTP {} {}", error.status, error.reason);
    outcome.steps.push_back(step_of(run, clock, step, "failed", error.error.message, outcome.detail));
}

void give_up(AttemptOutcome& outcome, const Run& run, const Clock& clock, std::string_view step, std::string message) {
    outcome.next = AttemptOutcome::Next::fail;
    outcome.message = std::move(message);
    outcome.steps.push_back(step_of(run, clock, step, "failed", outcome.message));
}

/// Why an operation needs no doing (again); empty: it does. `live` null: there is no such object.
std::string_view done_already(const Operation& operation, const json::object* live, const Run& run) {
    if (live == nullptr) return "it is gone";
    if (!operation.uid.empty() && text_at(*live, {"metadata", "uid"}) != operation.uid) return "it is another one by now";
    if (operation.type == Operation::Type::remove) return {};
    if (annotation_of(*live, run_annotation) == run.id.str()) return "an earlier attempt has done it";
    if (!operation.counter.empty() && annotation_of(*live, operation.counter) != operation.counter_before)
        return "the operator has done it meanwhile";
    return {};
}

/// What is sent: the body with the run's mark, for the very object that was seen.
std::string marked(const Operation& operation, const Run& run) {
    json::value body = operation.body;
    json::object metadata{{"annotations", json::object{{run_annotation, run.id.str()}}}};
    if (!operation.uid.empty()) metadata["uid"] = operation.uid;
    actions::merge(body, json::object{{"metadata", std::move(metadata)}});
    return json::serialize(body);
}

struct Wrote {
    std::string said;
    std::optional<kube::Written> written;
};

Task<kube::Answer<Wrote>> carry_out(const Operation& operation, const Run& run, kube::Api& api, kube::Resource resource) {
    const kube::ObjectName name{run.key.name_space, operation.name};
    const auto live = co_await api.get(resource, name, kube::Lane::work);
    if (!live && live.error().status != 404) co_return fail(live.error());
    const auto* object = live ? live->if_object() : nullptr;
    if (const auto why = done_already(operation, object, run); !why.empty())
        co_return Wrote{fmt::format("{}: {}", operation.about, why), std::nullopt};
    if (operation.type == Operation::Type::remove) {
        kube::DeleteOptions options;
        options.uid = operation.uid;
        const auto removed = co_await api.remove(resource, name, options);
        if (!removed && removed.error().status != 404 && removed.error().status != 409) co_return fail(removed.error());
        co_return Wrote{operation.about, std::nullopt};
    }
    const auto body = marked(operation, run);
    // After an unknown outcome the next attempt looks for the mark: the operator may have taken the annotation away already.
    constexpr bool repeatable = false;
    auto patched = co_await api.merge_patch(resource, name, body, {}, repeatable);
    if (!patched && patched.error().status == 409 && !operation.uid.empty())
        co_return Wrote{fmt::format("{}: it was replaced by another one meanwhile", operation.about), std::nullopt};
    if (!patched) co_return fail(patched.error());
    co_return Wrote{operation.about, std::move(*patched)};
}

std::string plan_text(const std::vector<Operation>& plan) {
    json::array list;
    for (const auto& each : plan) list.push_back(actions::to_json(each));
    return json::serialize(list);
}

}  // namespace

Result<ActionAttempt> load_action(store::Tx& tx, const Run& run) {
    ActionAttempt attempt;
    attempt.run = run;
    attempt.action = actions::find_action(run.key.kind, run.action);
    if (attempt.action == nullptr)
        return fail(ErrorCode::not_found, fmt::format("this program knows no action {} of a {}", run.action, run.key.kind));
    for (const auto& step : store::runs::steps(tx, run.id)) {
        if (step.name == requested_step) {
            const auto detail = parse_object(step.detail);
            if (!detail) return fail(ErrorCode::invalid, "what was asked for can't be read");
            if (const auto* parameters = object_at(*detail, {"parameters"})) attempt.parameters = *parameters;
        }
        if (step.name != plan_step) continue;
        boost::system::error_code failure;
        const auto list = json::parse(step.detail, failure);
        if (failure || !list.is_array()) return fail(ErrorCode::invalid, "the plan can't be read");
        attempt.plan.emplace();
        for (const auto& each : list.get_array()) {
            auto operation = actions::operation_from_json(each);
            if (!operation) return fail(operation.error());
            attempt.plan->push_back(std::move(*operation));
        }
    }
    return attempt;
}

Task<kube::Answer<Seen>> look(const ActionAttempt& attempt, const ClusterHandle& cluster, const ClusterFacts& facts, kube::Lane lane) {
    Seen seen;
    kube::Api& api = cluster.session->api();
    const auto resource = resource_for(cluster, attempt.run.key.kind);
    if (!resource) co_return seen;
    const kube::ObjectName name{attempt.run.key.name_space, attempt.run.key.name};
    const auto live = co_await api.get(*resource, name, lane);
    if (!live && live.error().status != 404) co_return fail(live.error());
    if (!live || !live->is_object()) co_return seen;
    seen.resource = live->get_object();
    if (attempt.action->wanted == nullptr) co_return seen;
    const std::vector<json::object> none;
    const std::string token = attempt.run.id.str();
    const actions::Input input{*seen.resource, facts, attempt.parameters, none, token};
    for (const auto& wanted : attempt.action->wanted(input)) {
        const auto other = resource_for(cluster, wanted.kind);
        if (!other) continue;
        if (!wanted.name.empty()) {
            const kube::ObjectName other_name{attempt.run.key.name_space, wanted.name};
            const auto found = co_await api.get(*other, other_name, lane);
            if (!found && found.error().status != 404) co_return fail(found.error());
            if (found && found->is_object()) seen.others.push_back(found->get_object());
            continue;
        }
        kube::ListOptions options;
        options.name_space = attempt.run.key.name_space;
        options.label_selector = wanted.selector;
        options.lane = lane;
        const auto found = std::make_shared<std::vector<json::object>>();
        auto sink = [found](json::array& items) {
            for (auto& item : items) {
                if (item.is_object()) found->push_back(std::move(item.get_object()));
            }
            return found->size() < most_others;
        };
        const auto listed = co_await api.list(*other, options, std::move(sink));
        if (!listed) co_return fail(listed.error());
        seen.others.insert(seen.others.end(), std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
    }
    co_return seen;
}

Result<std::vector<Operation>> plan_of(const actions::Action& action, const actions::Input& input) {
    if (action.operations != nullptr) return action.operations(input);
    return std::vector{Operation{.type = Operation::Type::patch,
                                 .kind = std::string(text_at(input.resource, {"kind"})),
                                 .name = std::string(input.name()),
                                 .uid = std::string(text_at(input.resource, {"metadata", "uid"})),
                                 .body = action.patch(input),
                                 .about = fmt::format("changes {} {}", text_at(input.resource, {"kind"}), input.name())}};
}

Task<AttemptOutcome> execute_action(ActionAttempt attempt, ClusterHandle cluster, const Clock& clock, KeepPlan keep) {
    AttemptOutcome outcome;
    const Run& run = attempt.run;
    const Kind* kind = find_kind(run.key.kind);
    if (!kind || !resource_for(cluster, run.key.kind) || !cluster.status.facts) {
        outcome.next = AttemptOutcome::Next::retry;
        outcome.message = cluster.status.message.empty()
                              ? fmt::format("cluster {} does not serve {}, or has not said so yet", cluster.cluster.name, run.key.kind)
                              : cluster.status.message;
        outcome.steps.push_back(step_of(run, clock, "connect", "failed", outcome.message));
        co_return outcome;
    }
    const ClusterFacts& facts = *cluster.status.facts;
    kube::Api& api = cluster.session->api();
    const auto seen = co_await look(attempt, cluster, facts, kube::Lane::work);
    if (!seen) {
        refuse(outcome, run, clock, "look", seen.error());
        co_return outcome;
    }
    if (!seen->resource) {
        give_up(outcome, run, clock, "look", fmt::format("{} {} is not on the cluster any more", run.key.kind, run.key.name));
        co_return outcome;
    }
    if (!attempt.plan) {
        const std::string token = run.id.str();
        const actions::Input input{*seen->resource, facts, attempt.parameters, seen->others, token};
        if (const auto why = attempt.action->objection == nullptr ? std::nullopt : attempt.action->objection(input)) {
            give_up(outcome, run, clock, "check", fmt::format("{} can't be done any more: {}", run.action, *why));
            co_return outcome;
        }
        auto plan = plan_of(*attempt.action, input);
        if (!plan) {
            give_up(outcome, run, clock, "check", plan.error().message);
            co_return outcome;
        }
        auto step = step_of(run, clock, plan_step, "ok",
                            fmt::format("{} write{} to the cluster", plan->size(), plan->size() == 1 ? "" : "s"), plan_text(*plan));
        const auto kept = co_await keep(std::move(step));
        if (!kept || !*kept) {
            outcome.next = AttemptOutcome::Next::retry;
            outcome.message = kept ? "the run is somebody else's by now" : kept.error().message;
            co_return outcome;
        }
        attempt.plan = std::move(*plan);
    }
    for (const auto& operation : *attempt.plan) {
        const auto resource = resource_for(cluster, operation.kind);
        if (!resource) {
            give_up(outcome, run, clock, "write", fmt::format("cluster {} does not serve {}", cluster.cluster.name, operation.kind));
            co_return outcome;
        }
        const auto wrote = co_await carry_out(operation, run, api, *resource);
        if (!wrote) {
            refuse(outcome, run, clock, "write", wrote.error());
            co_return outcome;
        }
        outcome.steps.push_back(step_of(run, clock, "write", "ok", wrote->said));
        if (operation.kind != run.key.kind || operation.name != run.key.name || !wrote->written) continue;
        outcome.generation = wrote->written->generation;
        outcome.uid = wrote->written->uid;
        const auto after = kind->starts_anew ? parse_object(wrote->written->object) : std::nullopt;
        outcome.starts_anew = after && kind->starts_anew(*seen->resource, *after);
    }
    outcome.applied_at = clock.now();
    outcome.next = AttemptOutcome::Next::wait;
    outcome.patience = attempt.action->patience;
    outcome.message = "asked for; waiting for the operator";
    co_return outcome;
}

}  // namespace nexa::control
