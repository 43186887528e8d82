#include "control/api/resources/action_endpoints.hpp"

#include <fmt/format.h>

#include "data/kinds.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view actions_path = "/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}/actions";

class Actions {
public:
    explicit Actions(ActionService& service) : service_(service) {}

    Task<Result<http::Response>> list(Call& call) {
        const auto key = call.resource_key();
        if (!key) co_return fail(key.error());
        const auto offered = co_await service_.offered(*key);
        if (!offered) co_return fail(offered.error());
        co_return reply(200, *offered);
    }

    Task<Result<http::Response>> perform(Call& call) {
        auto request = request_of(call);
        if (!request) co_return fail(request.error());
        const auto dry_run = call.query_flag("dry_run");
        if (!dry_run) co_return fail(dry_run.error());
        if (*dry_run) {
            const auto preview = co_await service_.preview(std::move(*request));
            if (!preview) co_return fail(preview.error());
            co_return reply(200, *preview);
        }
        auto accepted = co_await service_.accept(call, std::move(*request));
        if (!accepted) co_return fail(accepted.error());
        auto response = http::Response::json(accepted->status, std::move(accepted->body));
        if (accepted->revision > 0) response.headers.set("etag", fmt::format("\"{}\"", accepted->revision));
        if (accepted->repeated) response.headers.set("idempotency-replayed", "true");
        co_return response;
    }

private:
    static Result<ActionRequest> request_of(const Call& call) {
        auto key = call.resource_key();
        if (!key) return fail(key.error());
        ActionRequest request;
        request.key = std::move(*key);
        request.action = call.param("action");
        request.reason = call.query("reason").substr(0, 4000);
        for (const auto& [name, flag] : {std::pair{"take_over", &request.take_over}, std::pair{"override", &request.override_contracts}}) {
            const auto value = call.query_flag(name);
            if (!value) return fail(value.error());
            *flag = *value;
        }
        if (!call.request.body.empty()) {
            auto body = call.body<ActionBody>();
            if (!body) return fail(body.error());
            if (body->parameters) request.parameters = std::move(*body->parameters);
            if (body->reason) request.reason = body->reason->substr(0, 4000);
        }
        auto repeatable = call.repeatable();
        if (!repeatable) return fail(repeatable.error());
        request.idempotency_key = std::move(repeatable->key);
        request.request_hash = std::move(repeatable->hash);
        return request;
    }

    ActionService& service_;
};

}  // namespace

Endpoints action_endpoints(ActionService& service) {
    const auto actions = std::make_shared<Actions>(service);
    const auto bind = [&](Task<Result<http::Response>> (Actions::*method)(Call&)) {
        return Handle([actions, method](Call& call) { return ((*actions).*method)(call); });
    };
    const std::string all(actions_path);
    using http::Method;
    return {
        {Method::get,
         all,
         permitted(Permission::resources_read, Access::Where::name_space),
         not_audited,
         "listActions",
         "What can be done with it, and why not what can't",
         bind(&Actions::list),
         {},
         {},
         200,
         shape<ActionList>()},
        {Method::post,
         all + "/{action}",
         permitted(Permission::actions_execute, Access::Where::name_space),
         audited("action.execute"),
         "performAction",
         "Pull one of its operator's levers",
         bind(&Actions::perform),
         {{"dry_run", "Only tell what it would do.", "boolean"},
          {"reason", "Why, for the trail."},
          {"take_over", "Fields of other field managers become Nexa's.", "boolean"},
          {"override", "Go on in spite of violated contracts (needs contracts:override and a reason).", "boolean"}},
         shape<ActionBody>(),
         202,
         shape<ChangeResult>(),
         {{"Idempotency-Key", "Makes the request repeatable for 24 hours."}},
         shape<Preview>()},
    };
}

}  // namespace nexa::control
