#include "control/api/resources/action_endpoints.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "data/kinds.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view actions_path = "/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}/actions";

class Actions {
public:
    explicit Actions(ActionService& service) : service_(service) {}

    Task<Result<http::Response>> list(Call& call) {
        const auto key = key_of(call);
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
    static Result<ResourceKey> key_of(const Call& call) {
        const std::string plural = call.param("plural");
        const Kind* kind = find_kind(plural);
        if (!kind || kind->ref.plural != plural) {
            return fail(ErrorCode::not_found, fmt::format("Nexa does not operate a kind \"{}\"; see /api/v1/kinds", plural.substr(0, 80)));
        }
        return ResourceKey{call.param("cluster"), call.param("namespace"), std::string(kind->ref.kind), call.param("name")};
    }

    static Result<ActionRequest> request_of(const Call& call) {
        auto key = key_of(call);
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
        request.idempotency_key = call.request.headers.get("idempotency-key");
        if (request.idempotency_key.size() > 128) return fail(ErrorCode::invalid, "the Idempotency-Key is longer than 128 characters");
        request.request_hash =
            to_hex(sha256(fmt::format("{} {}\n{}", http::to_string(call.request.method), call.request.target, call.request.body)));
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
