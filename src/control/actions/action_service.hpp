#pragma once

#include <functional>
#include <string>

#include "control/actions/action_wire.hpp"
#include "control/intents/change_service.hpp"

namespace nexa::control {

/// A button that was pressed.
struct ActionRequest {
    ResourceKey key;
    std::string action;
    json::object parameters;
    std::string reason;
    bool take_over = false;
    bool override_contracts = false;
    std::string idempotency_key, request_hash;
    Within within;  ///< May be empty.
};

/// Offers the levers of the operators, tells what they would do, and accepts them. A change of the wanted state of a managed resource
/// becomes a new revision (by the ChangeService), and so does a resource that it makes; everything else a run without an intent, with its
/// step and audit record in one transaction. Thread-safe.
class ActionService {
public:
    struct Dependencies {
        store::Database& database;
        ClusterRegistry& clusters;
        ResourceIndex& index;
        ChangeService& changes;
        AuditSink& audit;
        const Clock& clock;
        std::function<void()> accepted;  ///< Wakes the worker.
    };
    explicit ActionService(Dependencies dependencies) : deps_(std::move(dependencies)) {}

    /// The actions of a resource, with why not for those that its state does not allow. Errors: not_found, unavailable.
    Task<Result<ActionList>> offered(ResourceKey key);
    /// What it would do; writes nothing. Errors: as accept.
    Task<Result<Preview>> preview(ActionRequest request);
    /// Errors: not_found (resource, action), invalid (parameters, violated contracts), conflict (not offered now, or under way already),
    /// forbidden (resources:delete, or an override without the right). A refusal is audited too.
    Task<Result<ChangeService::Accepted>> accept(const Call& call, ActionRequest request);

private:
    struct Loaded;
    Task<Result<Loaded>> load(const ActionRequest& request);
    /// The first change of the resource that the action makes. Errors: those of its row, conflict (there is one of that name).
    Task<Result<ChangeRequest>> making(const ActionRequest& request, const Loaded& loaded);
    Task<Result<ChangeService::Accepted>> commit(const Call& call, const ActionRequest& request, const Loaded& loaded, Preview preview);
    Task<> record_refusal(const Call& call, const ActionRequest& request, const Error& error);
    Dependencies deps_;
};

}  // namespace nexa::control
