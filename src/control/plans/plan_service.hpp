#pragma once

#include <functional>
#include <optional>
#include <string>

#include "control/intents/change_service.hpp"
#include "control/plans/plan_wire.hpp"

namespace nexa::control {

/// A plan that is asked for.
struct PlanRequest {
    std::string type;
    std::optional<ResourceKey> target;
    json::object parameters;  ///< A manifest as YAML text.
    std::string reason;
    std::string idempotency_key, request_hash;
};

/// Makes plans of what is known, tells what they would do, accepts them, and takes what people decide of them. The PlanDriver carries them
/// out. Thread-safe.
class PlanService {
public:
    struct Dependencies {
        store::Database& database;
        ClusterRegistry& clusters;
        ChangeService& changes;
        const Clock& clock;
        std::function<void()> changed;  ///< A plan was written: wakes who carries out and who tells.
    };
    explicit PlanService(Dependencies dependencies) : deps_(std::move(dependencies)) {}

    /// The types of plans; for a resource those of its kind, each with why not when its state does not allow it. Errors: unavailable.
    Task<Result<PlanTypeList>> types(std::optional<ResourceKey> target);
    /// All steps with what is known now of what they would do; writes nothing. Errors: invalid (with pointers), conflict, not_found.
    Task<Result<PlanPreview>> preview(PlanRequest request);
    /// Errors: as preview; invalid (a contract is violated), forbidden (a right is missing at one of its places).
    Task<Result<ChangeService::Accepted>> start(const Call& call, PlanRequest request);

    /// Errors: not_found (or not to be seen), forbidden, conflict (its state does not allow it).
    Task<Result<Plan>> pause(const Call& call, Id<Plan> id);
    /// Goes on: from a pause, from a step that waited for a person, or with failed steps tried again.
    Task<Result<Plan>> resume(const Call& call, Id<Plan> id);
    /// Nothing more begins; what is under way on clusters is not taken back.
    Task<Result<Plan>> abort(const Call& call, Id<Plan> id);

private:
    struct Drafted;
    Task<Result<Drafted>> draft(std::shared_ptr<const PlanRequest> request);
    Task<Result<>> judge(Drafted& drafted, const PlanRequest& request);
    using Decision = std::function<Result<>(store::Tx&, const Plan&, Time)>;
    Task<Result<Plan>> decide(const Call& call, Id<Plan> id, std::string_view what, Decision decision);
    Dependencies deps_;
};

}  // namespace nexa::control
