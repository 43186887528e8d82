#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "control/api/call.hpp"
#include "control/audit/audit_trail.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_judge.hpp"

namespace nexa::store {
class Tx;
}

namespace nexa::control {

/// Judges wishes, and accepts them: the intent, its run and the audit record in one transaction. Thread-safe.
class ChangeService {
public:
    struct Dependencies {
        store::Database& database;
        ClusterRegistry& clusters;
        ResourceIndex& index;
        AuditSink& audit;
        const Clock& clock;
        std::function<void()> accepted;  ///< Told after each accepted change: wakes the worker.
    };
    explicit ChangeService(Dependencies dependencies)
        : deps_(std::move(dependencies)),
          judge_({deps_.database, deps_.clusters, deps_.index, deps_.clock}) {}

    /// What it would do; writes nothing. Errors: not_found (cluster), unavailable (nothing is known of the cluster yet), invalid.
    Task<Result<Preview>> preview(ChangeRequest request);

    struct Accepted {
        int status = 202;
        std::string body;  ///< A ChangeResult; of an idempotent repetition: the first answer, byte for byte.
        bool repeated = false;
        std::int64_t revision = 0;
    };
    /// Errors: as preview; invalid with the violated contracts as issues, precondition_failed, conflict (somebody was quicker, or the
    /// idempotency key was used for another request), forbidden (an override without the right). A refusal is audited too.
    Task<Result<Accepted>> accept(const Call& call, ChangeRequest request);

    /// How many intents were accepted here, by what was asked for.
    std::uint64_t accepted(ChangeRequest::Action action) const {
        return accepted_[static_cast<std::size_t>(action)].load(std::memory_order_relaxed);
    }
    ChangeJudge& judge() { return judge_; }

private:
    Task<Result<Accepted>> commit(const Call& call, const ChangeRequest& request, JudgedChange judged);
    Task<> record_refusal(const Call& call, const ChangeRequest& request, const Error& error);
    Dependencies deps_;
    ChangeJudge judge_;
    std::array<std::atomic<std::uint64_t>, 5> accepted_{};  // by Action
};

/// The first answer to a request that carries this idempotency key; nothing when there is none. Errors: conflict (another request's key).
Result<std::optional<ChangeService::Accepted>> first_answer(store::Tx& tx, Id<User> user, const std::string& key, const std::string& hash);

/// Why violated contracts forbid it; nothing when there are none, or when they are overridden with right and reason.
std::optional<Error> violation_refusal(const Call& call, const ResourceKey& key, const std::vector<Finding>& findings,
                                       bool override_contracts, const std::string& reason);

}  // namespace nexa::control
