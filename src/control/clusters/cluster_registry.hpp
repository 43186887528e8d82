#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/io_pool.hpp"
#include "control/rbac/rights.hpp"
#include "control/vault/vault.hpp"
#include "data/kube/check.hpp"
#include "data/kube/cluster_session.hpp"
#include "http/client.hpp"
#include "model/audit_entry.hpp"
#include "model/cluster.hpp"
#include "model/expiry.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// A registered cluster with its connection. Shared: whoever holds it may use the session; a removed cluster's session has stopped.
struct ClusterHandle {
    Cluster cluster;  ///< As registered; replaced as a whole when it changes.
    std::shared_ptr<kube::ClusterSession> session;
    ClusterStatus status;                 ///< At the time of asking; facts of before the restart until new ones are there.
    Time credentials_at;                  ///< When its kubeconfig was put there.
    bool watched = false;                 ///< By this process.
    std::vector<Credential> credentials;  ///< What its kubeconfig tells the end of.
};

/// What a cluster's sealed kubeconfig is bound to (see Vault).
std::string credential_place(Id<Cluster> id);

/// The clusters that Nexa operates: their registration, their sealed credentials and their connections. Thread-safe.
class ClusterRegistry {
public:
    struct Dependencies {
        IoPool& pool;
        std::vector<http::Client*> clients;  ///< One to each executor of the pool.
        store::Database& database;
        const Vault& vault;
        kube::ObservationSink& sink;
        const Clock& clock;
        kube::KubeconfigPolicy policy = {};
        kube::GateLimits gate = {};  ///< Of the requests to each cluster.
    };
    /// What happens to clusters is told to these, on any thread.
    struct Listeners {
        std::function<void(const ClusterHandle&)> changed;  ///< Registered, changed, or another status.
        std::function<void(const std::string& name)> removed;
        std::function<void(std::shared_ptr<const FleetLabels>)> labels;
    };

    ClusterRegistry(Dependencies dependencies, Listeners listeners);
    ~ClusterRegistry();

    /// Connects every registered cluster, and watches them all when the database is this process's alone; else see `watch_only`. Errors:
    /// unavailable (the master key is another one; the database).
    Task<Result<>> start();
    Task<> stop();

    std::optional<ClusterHandle> find(std::string_view name) const;
    std::vector<ClusterHandle> all() const;

    /// Registers and connects. `entry` is the audit record, written in the same transaction.
    /// Errors: invalid (the kubeconfig, with pointers), conflict (the name is taken).
    Task<Result<Cluster>> add(Cluster cluster, Secret kubeconfig, std::string context, AuditEntry entry);
    /// Errors: not_found, precondition_failed (`expected` is not the version).
    Task<Result<Cluster>> change(Cluster cluster, std::int64_t expected, AuditEntry entry);
    /// Another kubeconfig for the same cluster: checked on the cluster first, then sealed, and the connection is made anew.
    /// Errors: invalid (the kubeconfig, with pointers; or what of the check failed), not_found, precondition_failed.
    Task<Result<Cluster>> replace_kubeconfig(std::string name, Secret kubeconfig, std::string context, std::optional<std::int64_t> expected,
                                             AuditEntry entry);
    /// Disconnects and forgets; runs that wait for it end as failed.
    Task<Result<>> remove(std::string name, AuditEntry entry);

    /// Tries a kubeconfig out, saving nothing.
    Task<kube::CheckReport> check(Secret kubeconfig, std::string context);
    /// The same with a registered cluster's own. Errors: not_found.
    Task<Result<kube::CheckReport>> check_registered(std::string name);

    /// Follows what other processes changed in the database: clusters that were added, changed, given other credentials, removed.
    /// Errors: unavailable.
    Task<Result<>> sync();
    /// From now on this process watches those clusters and no others; called before `start` it says which are watched from the start.
    Task<> watch_only(std::set<std::string> names);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
