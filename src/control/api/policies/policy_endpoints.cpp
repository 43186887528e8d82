#include "control/api/policies/policy_endpoints.hpp"

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/policy/policy_wire.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "store/audit.hpp"
#include "store/policies.hpp"
#include "wire/decode.hpp"

namespace nexa::control {
namespace {

auto no_such_policy() {
    return fail(ErrorCode::not_found, "this namespace has no policy: everything that rights and contracts allow may be run there");
}

Result<PolicyItem> to_item(const store::StoredPolicy& stored) {
    auto policy = wire::decode_text<NamespacePolicy>(stored.document);
    if (!policy) {
        return fail(ErrorCode::internal,
                    fmt::format("the policy of {} / {} can't be read: {}", stored.cluster, stored.name_space, policy.error().message));
    }
    return PolicyItem{stored.cluster, stored.name_space, std::move(*policy), stored.version, stored.created_at};
}

/// What the shape alone does not say. Errors: invalid.
Result<> check(const NamespacePolicy& policy) {
    std::vector<Issue> issues;
    for (const auto& [pointer, amount] : {std::pair{"/max_cpu", &policy.max_cpu}, std::pair{"/max_memory", &policy.max_memory}}) {
        if (*amount && !parse_quantity(**amount))
            issues.push_back({pointer, "must be an amount as Kubernetes writes it, such as 4, 500m or 16Gi", {}});
    }
    if (policy.kinds) {
        for (const auto& kind : *policy.kinds) {
            if (!find_kind(kind))
                issues.push_back({"/kinds", fmt::format("{} is no kind that Nexa operates; see /api/v1/kinds", kind), {}});
        }
    }
    if (issues.empty()) return {};
    return fail(ErrorCode::invalid, "the policy is not valid", std::move(issues));
}

Result<> check_version(const std::optional<store::StoredPolicy>& stored, std::optional<std::int64_t> expected) {
    const std::int64_t version = stored ? stored->version : 0;
    if (!expected || *expected == version) return {};
    return fail(ErrorCode::precondition_failed,
                fmt::format("the policy is at version {}, not {}: somebody changed it meanwhile; read it again", version, *expected));
}

class Policies {
public:
    Policies(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    Task<Result<http::Response>> list(Call& call) {
        auto read = [](store::Tx& tx) -> Result<std::vector<store::StoredPolicy>> { return store::policies::all(tx); };
        const auto all = co_await database_.read(std::move(read));
        if (!all) co_return fail(all.error());
        std::vector<std::shared_ptr<const std::string>> items;
        for (const auto& stored : *all) {
            if (!call.caller.rights->allows(Permission::policies_read, stored.cluster, stored.name_space)) continue;
            const auto item = to_item(stored);
            if (!item) co_return fail(item.error());
            items.push_back(std::make_shared<const std::string>(wire::encode(*item)));
        }
        co_return reply_list(items, {}, items.size());
    }

    Task<Result<http::Response>> show(Call& call) {
        auto read = [cluster = call.param("cluster"), name_space = call.param("namespace")](store::Tx& tx) -> Result<store::StoredPolicy> {
            auto stored = store::policies::find(tx, cluster, name_space);
            if (!stored) return no_such_policy();
            return std::move(*stored);
        };
        const auto stored = co_await database_.read(std::move(read));
        if (!stored) co_return fail(stored.error());
        co_return answer(*stored);
    }

    Task<Result<http::Response>> put(Call& call) {
        const auto policy = call.body<NamespacePolicy>();
        if (!policy) co_return fail(policy.error());
        if (auto sound = check(*policy); !sound) co_return fail(sound.error());
        const auto expected = call.if_match("the policy's ETag: its version in quotes, or \"0\" for none yet");
        if (!expected) co_return fail(expected.error());
        AuditEntry entry = entry_of(call, "policy.put", "set the policy of");
        auto write = [document = wire::encode(*policy), wanted = *expected, now = clock_.now(),
                      record = std::move(entry)](store::Tx& tx) mutable -> Result<store::StoredPolicy> {
            AuditEntry made = record;
            const auto before = store::policies::find(tx, made.cluster, made.name_space);
            if (auto current = check_version(before, wanted); !current) return fail(current.error());
            made.detail = json::serialize(
                json::object{{"before", before ? json::parse(before->document) : json::value()}, {"after", json::parse(document)}});
            store::audit::append(tx, made);
            return store::policies::put(tx, made.cluster, made.name_space, document, now);
        };
        const auto stored = co_await database_.write(std::move(write));
        if (!stored) co_return fail(stored.error());
        co_return answer(*stored);
    }

    Task<Result<http::Response>> remove(Call& call) {
        const auto expected = call.if_match("the policy's ETag: its version in quotes");
        if (!expected) co_return fail(expected.error());
        AuditEntry entry = entry_of(call, "policy.delete", "removed the policy of");
        auto write = [wanted = *expected, record = std::move(entry)](store::Tx& tx) -> Result<bool> {
            AuditEntry made = record;
            const auto before = store::policies::find(tx, made.cluster, made.name_space);
            if (!before) return no_such_policy();
            if (auto current = check_version(before, wanted); !current) return fail(current.error());
            made.detail = json::serialize(json::object{{"before", json::parse(before->document)}});
            store::audit::append(tx, made);
            store::policies::remove(tx, made.cluster, made.name_space);
            return true;
        };
        const auto removed = co_await database_.write(std::move(write));
        if (!removed) co_return fail(removed.error());
        co_return http::Response::empty(204);
    }

private:
    AuditEntry entry_of(const Call& call, std::string_view what, std::string_view did) const {
        AuditEntry entry = audit_entry_of(call, what, "succeeded");
        entry.at = clock_.now();
        entry.kind = "NamespacePolicy";
        entry.message = fmt::format("{} {} / {}", did, entry.cluster, entry.name_space);
        return entry;
    }

    static Result<http::Response> answer(const store::StoredPolicy& stored) {
        const auto item = to_item(stored);
        if (!item) return fail(item.error());
        auto response = reply(200, *item);
        response.headers.set("etag", fmt::format("\"{}\"", item->version));
        return response;
    }

    store::Database& database_;
    const Clock& clock_;
};

}  // namespace

Endpoints policy_endpoints(store::Database& database, const Clock& clock) {
    const auto policies = std::make_shared<Policies>(database, clock);
    const auto bind = [&](Task<Result<http::Response>> (Policies::*method)(Call&)) {
        return Handle([policies, method](Call& call) { return ((*policies).*method)(call); });
    };
    const std::string one = "/namespace-policies/{cluster}/{namespace}";
    const Access read = permitted(Permission::policies_read, Access::Where::name_space);
    const Access write = permitted(Permission::policies_write, Access::Where::name_space);
    return {{.method = http::Method::get,
             .path = "/namespace-policies",
             .access = permitted(Permission::policies_read, Access::Where::anywhere),
             .audit = not_audited,
             .operation = "listNamespacePolicies",
             .summary = "What may be run in which namespace, where the caller may see it",
             .handle = bind(&Policies::list),
             .response = list_shape<PolicyItem>()},
            {.method = http::Method::get,
             .path = one,
             .access = read,
             .audit = not_audited,
             .operation = "getNamespacePolicy",
             .summary = "What may be run in one namespace",
             .handle = bind(&Policies::show),
             .response = shape<PolicyItem>()},
            {.method = http::Method::put,
             .path = one,
             .access = write,
             .audit = audited("policy.put"),
             .operation = "setNamespacePolicy",
             .summary = "Say what may be run in a namespace; what runs already is left alone",
             .handle = bind(&Policies::put),
             .request = shape<NamespacePolicy>(),
             .response = shape<PolicyItem>(),
             .headers = {{"If-Match", "The ETag that the change is based on; \"0\": there must be none yet."}}},
            {.method = http::Method::del,
             .path = one,
             .access = write,
             .audit = audited("policy.delete"),
             .operation = "removeNamespacePolicy",
             .summary = "Lift what was said of a namespace",
             .handle = bind(&Policies::remove),
             .status = 204,
             .headers = {{"If-Match", "The ETag that the change is based on."}}}};
}

}  // namespace nexa::control
