#pragma once

#include <memory>

#include "control/actions/action_service.hpp"
#include "control/actions/action_watcher.hpp"
#include "control/api/api.hpp"
#include "control/auth/auth_service.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_service.hpp"
#include "control/observe/observer.hpp"
#include "control/runs/worker.hpp"
#include "store/database.hpp"

namespace nexa::app {

/// The graph of everything that a server is made of, wired together. Building it starts nothing.
class Services {
public:
    struct Parts {
        IoPool& pool;
        std::unique_ptr<store::Database> database;
        control::Vault vault;
        const Clock& clock;
        bool secure_cookie = false;
    };
    /// Errors: unavailable, invalid (a signing key that the master key does not open).
    static Result<std::unique_ptr<Services>> make(Parts parts);
    ~Services();

    /// Fills the index from the database, connects the clusters and lets the worker begin. Returns the administrator's password when it
    /// was made at this start. Errors: unavailable.
    Task<Result<std::optional<Secret>>> start();
    Task<> stop();

    control::Endpoints endpoints();
    control::Identity& identity();
    control::AuditSink& audit();

    store::Database& database() { return *parts_.database; }
    const control::Vault& vault() const { return parts_.vault; }
    control::Directory& directory() { return *directory_; }
    control::ClusterRegistry& clusters() { return *clusters_; }
    control::ResourceIndex& index() { return *index_; }
    BlockingPool& hashing() { return hashing_; }
    bool is_ready() const { return ready_; }

private:
    explicit Services(Parts parts);
    Result<> load_signing_keys();
    void wire();
    Task<Result<>> fill_index();
    static Task<> keep_house(Services* self);

    Parts parts_;
    BlockingPool hashing_{1};  // argon2id takes 256 MiB a call: one at a time
    std::vector<std::unique_ptr<http::Client>> clients_;
    std::vector<control::SigningKey> keys_;
    std::unique_ptr<control::Directory> directory_;
    std::unique_ptr<control::TokenIssuer> issuer_;
    std::unique_ptr<control::AuthService> auth_;
    std::unique_ptr<control::AuditSink> audit_;
    std::unique_ptr<control::EventHub> hub_;
    std::unique_ptr<control::ResourceIndex> index_;
    std::unique_ptr<control::OutcomeWatcher> outcomes_;
    std::unique_ptr<control::Observer> observer_;
    std::unique_ptr<control::ClusterRegistry> clusters_;
    std::unique_ptr<control::ActionWatcher> action_watcher_;
    std::unique_ptr<control::Worker> worker_;
    std::unique_ptr<control::ChangeService> changes_;
    std::unique_ptr<control::ActionService> actions_;
    std::unique_ptr<TaskGroup> background_;
    std::atomic<bool> ready_{false};
};

}  // namespace nexa::app
