#include "control/api/plans/plan_endpoints.hpp"

#include <fmt/format.h>

#include "control/plans/plan_progress.hpp"
#include "control/rbac/scope.hpp"
#include "data/kinds.hpp"
#include "store/database.hpp"
#include "store/plans.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t longest_reason = 4000;

Error no_such_plan() {
    return {ErrorCode::not_found, "there is no such plan, or you may not see it", {}};
}

/// The resource that a plan is about, if the caller may see what is there. Errors: not_found, invalid.
Result<ResourceKey> target_of(const Rights& rights, const PlanTarget& target) {
    const Kind* kind = find_kind(target.kind);
    if (kind == nullptr) {
        return fail(ErrorCode::invalid, fmt::format("Nexa does not operate a kind \"{}\"; see /api/v1/kinds", target.kind.substr(0, 80)),
                    {{"/target/kind", "is not a kind that Nexa operates", {}}});
    }
    if (!rights.allows(Permission::resources_read, target.cluster, target.name_space)) {
        return fail(ErrorCode::not_found,
                    "there is no such cluster, namespace or resource, or you may not see it; an administrator can bind you to it");
    }
    return ResourceKey{target.cluster, target.name_space, std::string(kind->ref.kind), target.name};
}

class Plans {
public:
    Plans(PlanService& service, store::Database& database) : service_(service), database_(database) {}

    Task<Result<http::Response>> types(Call& call) {
        std::optional<ResourceKey> target;
        if (!call.query("kind").empty()) {
            auto key =
                target_of(*call.caller.rights, {call.query("cluster"), call.query("namespace"), call.query("kind"), call.query("name")});
            if (!key) co_return fail(key.error());
            target = std::move(*key);
        }
        const auto types = co_await service_.types(std::move(target));
        if (!types) co_return fail(types.error());
        co_return reply(200, *types);
    }

    Task<Result<http::Response>> start(Call& call) {
        auto request = request_of(call);
        if (!request) co_return fail(request.error());
        const auto dry_run = call.query_flag("dry_run");
        if (!dry_run) co_return fail(dry_run.error());
        if (*dry_run) {
            auto preview = co_await service_.preview(std::move(*request));
            if (!preview) co_return fail(preview.error());
            // A preview shows what is there, and so only where the caller may look.
            for (const auto& step : preview->steps) {
                if (!may_read(*call.caller.rights, step))
                    co_return fail(ErrorCode::not_found, fmt::format("you may not see {} / {}", step.cluster, step.name_space));
            }
            co_return reply(200, *preview);
        }
        auto accepted = co_await service_.start(call, std::move(*request));
        if (!accepted) co_return fail(accepted.error());
        auto response = http::Response::json(accepted->status, std::move(accepted->body));
        if (accepted->repeated) response.headers.set("idempotency-replayed", "true");
        co_return response;
    }

    Task<Result<http::Response>> list(Call& call) {
        store::PlanFilter filter;
        filter.scope = scope_of(*call.caller.rights, Permission::runs_read);
        for (const auto& name : call.query_set("state")) {
            if (!parse_plan_state(name)) {
                co_return fail(
                    ErrorCode::invalid,
                    fmt::format("there is no state \"{}\" of plans (running, paused, failed, aborted, succeeded)", name.substr(0, 40)));
            }
            filter.states.insert(name);
        }
        filter.types = call.query_set("type");
        filter.clusters = call.query_set("cluster");
        filter.cursor = call.query("cursor");
        const auto limit = call.query_limit();
        if (!limit) co_return fail(limit.error());
        filter.limit = *limit;
        auto read = [filter](store::Tx& tx) -> Result<store::PlanList> { return store::plans::list(tx, filter); };
        const auto page = co_await database_.read(std::move(read));
        if (!page) co_return fail(page.error());
        std::vector<std::shared_ptr<const std::string>> items;
        for (const auto& plan : page->plans) items.push_back(std::make_shared<const std::string>(wire::encode(to_item(plan))));
        co_return reply_list(items, page->next_cursor, page->total);
    }

    Task<Result<http::Response>> show(Call& call) {
        const auto id = Id<Plan>::parse(call.param("id"));
        if (!id) co_return fail(no_such_plan());
        auto read = [id = *id](store::Tx& tx) -> Result<std::optional<Plan>> { return store::plans::find(tx, id); };
        const auto plan = co_await database_.read(std::move(read));
        if (!plan) co_return fail(plan.error());
        if (!*plan || !may_see(*call.caller.rights, **plan)) co_return fail(no_such_plan());
        co_return reply(200, to_detail(**plan));
    }

    Task<Result<http::Response>> pause(Call& call) { return decide(call, &PlanService::pause); }
    Task<Result<http::Response>> resume(Call& call) { return decide(call, &PlanService::resume); }
    Task<Result<http::Response>> abort(Call& call) { return decide(call, &PlanService::abort); }

private:
    static bool may_read(const Rights& rights, const PlanStepItem& step) {
        return step.name_space.empty() ? rights.allows_in(Permission::clusters_read, step.cluster)
                                       : rights.allows(Permission::resources_read, step.cluster, step.name_space);
    }

    static Result<PlanRequest> request_of(const Call& call) {
        auto body = call.body<PlanBody>();
        if (!body) return fail(body.error());
        PlanRequest request;
        request.type = std::move(body->type);
        if (body->target) {
            auto key = target_of(*call.caller.rights, *body->target);
            if (!key) return fail(key.error());
            request.target = std::move(*key);
        }
        if (body->parameters) request.parameters = std::move(*body->parameters);
        if (body->reason) request.reason = body->reason->substr(0, longest_reason);
        auto repeatable = call.repeatable();
        if (!repeatable) return fail(repeatable.error());
        request.idempotency_key = std::move(repeatable->key);
        request.request_hash = std::move(repeatable->hash);
        return request;
    }

    Task<Result<http::Response>> decide(Call& call, Task<Result<Plan>> (PlanService::*decision)(const Call&, Id<Plan>)) {
        const auto id = Id<Plan>::parse(call.param("id"));
        if (!id) co_return fail(no_such_plan());
        const auto plan = co_await (service_.*decision)(call, *id);
        if (!plan) co_return fail(plan.error());
        co_return reply(202, to_detail(*plan));
    }

    PlanService& service_;
    store::Database& database_;
};

}  // namespace

Endpoints plan_endpoints(PlanService& service, store::Database& database) {
    const auto plans = std::make_shared<Plans>(service, database);
    const auto bind = [&](Task<Result<http::Response>> (Plans::*method)(Call&)) {
        return Handle([plans, method](Call& call) { return ((*plans).*method)(call); });
    };
    using http::Method;
    const Access read = permitted(Permission::runs_read, Access::Where::anywhere);
    const Access write = permitted(Permission::resources_write, Access::Where::anywhere);
    const auto decision = [&](std::string_view verb, std::string_view what, std::string_view operation, std::string_view summary,
                              Task<Result<http::Response>> (Plans::*method)(Call&)) {
        return Endpoint{.method = Method::post,
                        .path = fmt::format("/plans/{{id}}/{}", verb),
                        .access = write,
                        .audit = audited(what),
                        .operation = operation,
                        .summary = summary,
                        .handle = bind(method),
                        .status = 202,
                        .response = shape<PlanDetail>()};
    };
    return {{.method = Method::get,
             .path = "/plan-types",
             .access = permitted(Permission::resources_read, Access::Where::anywhere),
             .audit = not_audited,
             .operation = "listPlanTypes",
             .summary = "What can be planned, for one resource or for the fleet, and why not what can't",
             .handle = bind(&Plans::types),
             .query = {{"cluster", "Of the resource."},
                       {"namespace", "Of the resource."},
                       {"kind", "Of the resource; without it, every type of plan."},
                       {"name", "Of the resource."}},
             .response = shape<PlanTypeList>()},
            {.method = Method::get,
             .path = "/plans",
             .access = read,
             .audit = not_audited,
             .operation = "listPlans",
             .summary = "Plans, newest first, where the caller may see all of their places",
             .handle = bind(&Plans::list),
             .query = {{"state", "Comma separated."},
                       {"type", "Comma separated."},
                       {"cluster", "Comma separated; plans that have a step on one of them."},
                       {"limit", "1 to 500; 50 when absent.", "integer"},
                       {"cursor", "As next_cursor of the page before."}},
             .response = list_shape<PlanItem>()},
            {.method = Method::post,
             .path = "/plans",
             .access = write,
             .audit = audited("plan.start"),
             .operation = "startPlan",
             .summary = "Make a plan and carry it out, step by step",
             .handle = bind(&Plans::start),
             .query = {{"dry_run", "Only tell what its steps would do.", "boolean"}},
             .request = shape<PlanBody>(),
             .status = 202,
             .response = shape<PlanDetail>(),
             .headers = {{"Idempotency-Key", "Makes the request repeatable for 24 hours."}},
             .dry_run = shape<PlanPreview>()},
            {.method = Method::get,
             .path = "/plans/{id}",
             .access = read,
             .audit = not_audited,
             .operation = "getPlan",
             .summary = "A plan with its steps",
             .handle = bind(&Plans::show),
             .response = shape<PlanDetail>()},
            decision("pause", "plan.pause", "pausePlan", "Begin no more steps until it is resumed", &Plans::pause),
            decision("resume", "plan.resume", "resumePlan", "Go on; steps that failed are tried again", &Plans::resume),
            decision("abort", "plan.abort", "abortPlan", "End it; what is under way on clusters is not taken back", &Plans::abort)};
}

}  // namespace nexa::control
