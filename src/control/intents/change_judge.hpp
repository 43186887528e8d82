#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_request.hpp"
#include "control/intents/change_wire.hpp"
#include "control/observe/resource_index.hpp"
#include "model/submission.hpp"

namespace nexa::control {

/// A wish with everything that was found out about it, at one state of the database.
struct JudgedChange {
    std::int64_t base_revision = 0;  ///< The newest revision then.
    bool base_deleted = false;
    std::optional<std::string> manifest;  ///< Canonical JSON; nothing for a delete.
    std::string source_text, source_type;
    std::optional<Submission> submission;  ///< Of a change that has to wait in the queue; without what the commit decides.
    Preview preview;
};

int violations_in(const std::vector<Finding>& findings);
/// Where no manifest was sent there is none to be edited.
void forget_remedies(std::vector<Finding>& findings);

/// Finds out what wishes would do: against the newest intent, what is observed, the contracts and the namespace's policy, and, on request,
/// by asking the cluster. Writes nothing. Thread-safe.
class ChangeJudge {
public:
    struct Dependencies {
        store::Database& database;
        ClusterRegistry& clusters;
        ResourceIndex& index;
        const Clock& clock;
    };
    explicit ChangeJudge(Dependencies dependencies) : deps_(dependencies) {}

    /// Errors: not_found (cluster, resource, revision), unavailable (nothing is known of the cluster yet), invalid.
    Task<Result<JudgedChange>> judge(std::shared_ptr<const ChangeRequest> request);

    /// Asks the cluster itself, by a server-side dry run: it knows fields of other managers and what its webhooks refuse. A cluster that is
    /// away leaves the preview as it is; the worker asks again before it applies.
    Task<> rehearse(const ChangeRequest& request, JudgedChange& judged);

    /// What the contracts say of a manifest beside what lives and what is known of the cluster. Errors: unavailable.
    Task<Result<std::vector<Finding>>> judge_live(ResourceKey key, json::object desired);

private:
    Dependencies deps_;
};

}  // namespace nexa::control
