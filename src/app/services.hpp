#pragma once

#include <memory>

#include "app/roles.hpp"
#include "control/actions/action_service.hpp"
#include "control/actions/action_watcher.hpp"
#include "control/api/api.hpp"
#include "control/auth/auth_service.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_service.hpp"
#include "control/logs/log_keeper.hpp"
#include "control/metrics/metrics.hpp"
#include "control/observe/observer.hpp"
#include "control/plans/plan_driver.hpp"
#include "control/plans/plan_feed.hpp"
#include "control/plans/plan_service.hpp"
#include "control/replica/follower.hpp"
#include "control/replica/watch_keeper.hpp"
#include "control/runs/worker.hpp"
#include "control/submissions/submission_queue.hpp"
#include "http/request_stats.hpp"
#include "store/database.hpp"

namespace nexa::app {

/// The graph of everything that a server is made of, wired together. Building it starts nothing.
class Services {
public:
    struct Parts {
        IoPool& pool;      ///< What answers callers.
        IoPool& clusters;  ///< What talks to clusters.
        std::unique_ptr<store::Database> database;
        control::Vault vault;
        const Clock& clock;
        bool secure_cookie = false;
        Roles roles{};
        kube::KubeconfigPolicy kubeconfigs{};
        kube::GateLimits gate{};                 ///< Of the requests to each cluster.
        std::size_t submissions_in_flight = 60;  ///< On each cluster.
    };
    /// Errors: unavailable, invalid (a signing key that the master key does not open; fewer than all roles on a database of one process).
    static Result<std::unique_ptr<Services>> make(Parts parts);
    ~Services();

    /// Fills the index from the database, connects the clusters and lets the worker begin. Returns the administrator's password when it
    /// was made at this start. Errors: unavailable.
    Task<Result<std::optional<Secret>>> start();
    Task<> stop();

    control::Endpoints endpoints();
    control::Identity& identity();
    control::AuditSink& audit();
    http::RequestStats& requests() { return *requests_; }
    const control::Metrics& metrics() const { return *metrics_; }
    const Roles& roles() const { return parts_.roles; }
    /// For the metrics: how many connections are open. Before the I/O threads start.
    void count_connections(std::function<std::size_t()> count) { connections_ = std::move(count); }

    store::Database& database() { return *parts_.database; }
    const control::Vault& vault() const { return parts_.vault; }
    control::Directory& directory() { return *directory_; }
    control::ClusterRegistry& clusters() { return *clusters_; }
    control::ResourceIndex& index() { return *index_; }
    BlockingPool& hashing() { return hashing_; }
    bool is_ready() const { return ready_ && is_current(); }
    /// False when another process may have changed what this one has in memory and can't read.
    bool is_current() const { return !follower_ || follower_->is_current(); }

private:
    explicit Services(Parts parts);
    Result<> load_signing_keys();
    void wire();
    void wire_plans();
    void wake_work();
    void wire_replica();
    Task<Result<>> fill_index();
    static Task<> keep_house(Services* self);

    Parts parts_;
    BlockingPool hashing_{1};  // argon2id takes 256 MiB a call: one at a time
    std::vector<std::unique_ptr<http::Client>> clients_;
    std::vector<control::SigningKey> keys_;
    std::unique_ptr<control::Directory> directory_;
    std::unique_ptr<control::TokenIssuer> issuer_;
    std::unique_ptr<control::AuthService> auth_;
    std::unique_ptr<control::Identity> identity_;
    std::unique_ptr<control::AuditSink> audit_;
    std::unique_ptr<control::EventHub> hub_;
    std::unique_ptr<control::ResourceIndex> index_;
    std::unique_ptr<control::OutcomeWatcher> outcomes_;
    std::unique_ptr<control::LogKeeper> log_keeper_;
    std::unique_ptr<control::Observer> observer_;
    std::unique_ptr<control::ClusterRegistry> clusters_;
    std::unique_ptr<control::ActionWatcher> action_watcher_;
    std::unique_ptr<control::Worker> worker_;
    std::unique_ptr<control::SubmissionQueue> queue_;
    std::unique_ptr<control::ChangeService> changes_;
    std::unique_ptr<control::ActionService> actions_;
    std::unique_ptr<control::PlanFeed> plan_feed_;
    std::unique_ptr<control::PlanService> plans_;
    std::unique_ptr<control::PlanDriver> plan_driver_;
    std::unique_ptr<control::Follower> follower_;   // on a shared database only
    std::unique_ptr<control::WatchKeeper> keeper_;  // likewise
    std::unique_ptr<http::RequestStats> requests_;
    std::unique_ptr<control::Metrics> metrics_;
    std::function<std::size_t()> connections_;
    std::unique_ptr<TaskGroup> background_;
    std::atomic<bool> ready_{false};
};

}  // namespace nexa::app
