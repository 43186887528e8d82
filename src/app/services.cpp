#include "app/services.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "control/api/audit/audit_endpoints.hpp"
#include "control/api/auth/auth_endpoints.hpp"
#include "control/api/clusters/cluster_endpoints.hpp"
#include "control/api/events/event_endpoints.hpp"
#include "control/api/kinds/kind_endpoints.hpp"
#include "control/api/logs/log_endpoints.hpp"
#include "control/api/people/people_endpoints.hpp"
#include "control/api/plans/plan_endpoints.hpp"
#include "control/api/policies/policy_endpoints.hpp"
#include "control/api/resources/action_endpoints.hpp"
#include "control/api/resources/live_endpoints.hpp"
#include "control/api/resources/resource_endpoints.hpp"
#include "control/api/runs/run_endpoints.hpp"
#include "control/api/submissions/submission_endpoints.hpp"
#include "control/api/system/system_endpoints.hpp"
#include "control/rbac/built_in.hpp"
#include "control/vault/reseal.hpp"
#include "store/counters.hpp"
#include "store/idempotency.hpp"
#include "store/kept_logs.hpp"
#include "store/runs.hpp"
#include "store/sessions.hpp"
#include "store/signing_keys.hpp"
#include "store/snapshots.hpp"
#include "store/state_changes.hpp"
#include "wire/encode.hpp"

namespace nexa::app {
namespace {

/// Refuses callers while what this process knows of their rights may be out of date.
class CurrentIdentity final : public control::Identity {
public:
    CurrentIdentity(control::Identity& identity, const Services& services) : identity_(identity), services_(services) {}

    Task<Result<control::Caller>> identify(std::string_view bearer_token) override {
        if (!services_.is_current()) {
            co_return fail(
                ErrorCode::unavailable,
                "the database does not answer, so that this server can't tell whether your rights still hold; try again in a moment");
        }
        co_return co_await identity_.identify(bearer_token);
    }

private:
    control::Identity& identity_;
    const Services& services_;
};

}  // namespace

Services::Services(Parts parts) : parts_(std::move(parts)) {}
Services::~Services() = default;

Result<std::unique_ptr<Services>> Services::make(Parts parts) {
    auto services = std::unique_ptr<Services>(new Services(std::move(parts)));
    if (!services->roles().all() && services->database().is_exclusive()) {
        return fail(
            ErrorCode::invalid,
            "--roles splits the work over several processes, which meet in the database; the embedded one belongs to a single process: "
            "give a MySQL or MariaDB with --database mysql://user:password@host:port/name, or leave --roles out");
    }
    if (auto keys = services->load_signing_keys(); !keys) return fail(keys.error());
    const auto resealed = control::reseal_stale(services->database(), services->vault());
    if (!resealed) return fail(resealed.error());
    if (*resealed > 0) log::info("vault", "{} secrets were sealed anew under the present master key", *resealed);
    services->wire();
    return services;
}

Result<> Services::load_signing_keys() {
    // Of processes that start together on an empty database one makes the key; the counter's row makes the others wait and find it.
    const auto stored = database().write_blocking([this](store::Tx& tx) -> Result<std::vector<store::StoredKey>> {
        store::counters::bump(tx, "rights");
        auto found = store::signing_keys::active(tx);
        if (!found.empty()) return found;
        auto fresh = control::make_signing_key();
        if (!fresh) return fail(fresh.error());
        const store::StoredKey kept{fresh->kid, vault().seal(fresh->private_jwk, control::signing_key_place(fresh->kid)),
                                    parts_.clock.now()};
        store::signing_keys::insert(tx, kept);
        return std::vector{kept};
    });
    if (!stored) return fail(stored.error());
    for (const auto& each : *stored) {
        const auto opened = vault().unseal(each.sealed_key, control::signing_key_place(each.kid));
        if (!opened) return fail(opened.error());
        auto key = control::load_signing_key(*opened);
        if (!key) return fail(key.error());
        keys_.push_back(std::move(*key));
    }
    return {};
}

void Services::wire() {
    IoPool& pool = parts_.pool;
    const Clock& clock = parts_.clock;
    const Executor home = pool.executor(0);
    std::vector<http::Client*> clients;
    for (std::size_t index = 0; index < parts_.clusters.size(); ++index) {
        clients_.push_back(http::make_client(parts_.clusters.executor(index)));
        clients.push_back(clients_.back().get());
    }
    directory_ = std::make_unique<control::Directory>(database());
    issuer_ = control::make_token_issuer(keys_, clock);
    auth_ = control::make_auth_service(database(), *directory_, *issuer_, hashing_, clock);
    audit_ = std::make_unique<control::AuditTrail>(database(), clock);
    hub_ = std::make_unique<control::EventHub>();
    index_ = std::make_unique<control::ResourceIndex>(*hub_);
    outcomes_ = std::make_unique<control::OutcomeWatcher>(home, database(), *index_, clock);
    std::optional<control::Observer::Shared> shared;
    if (!database().is_exclusive()) {
        shared.emplace([this](store::Tx& tx, std::string_view cluster) { return keeper_->holds(tx, cluster); },
                       [this] { follower_->nudge(); });
    }
    // Logs come over the clusters' connections, and are read on their threads.
    log_keeper_ = std::make_unique<control::LogKeeper>(
        parts_.clusters.executor(0), database(), [this](std::string_view cluster) { return clusters_->find(cluster); }, clock);
    observer_ = std::make_unique<control::Observer>(
        database(), *index_, *outcomes_, clock, std::move(shared),
        [this](std::string_view cluster, const json::object& application) { log_keeper_->observed(cluster, application); });

    control::ClusterRegistry::Listeners listeners;
    listeners.changed = [this](const control::ClusterHandle& handle) {
        // Counts are the viewer's own and are not part of what is told to all.
        const control::ClusterItem item = control::to_item(handle, *index_, control::Rights(), 0, parts_.clock.now());
        hub_->publish({.sequence = 0,
                       .topic = control::Event::Topic::clusters,
                       .type = "cluster",
                       .cluster = handle.cluster.name,
                       .name_space = {},
                       .data = std::make_shared<const std::string>(wire::encode(item))});
    };
    listeners.removed = [this](const std::string& name) {
        index_->remove_cluster(name);
        const json::object gone{{"deleted", true}, {"name", name}};
        hub_->publish({.sequence = 0,
                       .topic = control::Event::Topic::clusters,
                       .type = "cluster",
                       .cluster = name,
                       .name_space = {},
                       .data = std::make_shared<const std::string>(json::serialize(gone))});
    };
    listeners.labels = [this](std::shared_ptr<const control::FleetLabels> labels) { directory_->set_labels(std::move(labels)); };
    clusters_ = std::make_unique<control::ClusterRegistry>(
        control::ClusterRegistry::Dependencies{parts_.clusters, std::move(clients), database(), parts_.vault, *observer_, clock,
                                               parts_.kubeconfigs, parts_.gate},
        std::move(listeners));
    action_watcher_ =
        std::make_unique<control::ActionWatcher>(control::ActionWatcher::Dependencies{home, database(), *clusters_, *index_, clock});
    worker_ = std::make_unique<control::Worker>(
        control::Worker::Dependencies{home, database(), *clusters_, *directory_, *index_, *outcomes_, *action_watcher_, clock});
    queue_ = std::make_unique<control::SubmissionQueue>(control::SubmissionQueue::Dependencies{
        home, database(), *index_, *hub_, clock, parts_.submissions_in_flight, [this] { worker_->wake(); }});
    changes_ = std::make_unique<control::ChangeService>(
        control::ChangeService::Dependencies{database(), *clusters_, *index_, *audit_, clock, [this] { wake_work(); }});
    actions_ = std::make_unique<control::ActionService>(
        control::ActionService::Dependencies{database(), *clusters_, *index_, *changes_, *audit_, clock, [this] { wake_work(); }});
    wire_plans();
    background_ = std::make_unique<TaskGroup>(home);
    identity_ = std::make_unique<CurrentIdentity>(*auth_, *this);
    if (!database().is_exclusive()) wire_replica();

    auto routes = control::routes_of(endpoints());
    for (const auto* path : {"/healthz", "/readyz", "/metrics", "page"}) routes.push_back({http::Method::get, path});
    requests_ = std::make_unique<http::RequestStats>(routes, pool.size());
    metrics_ = std::make_unique<control::Metrics>(
        control::Metrics::Sources{*requests_, [this] { return connections_ ? connections_() : 0; }, database(), *clusters_, *index_, *hub_,
                                  outcomes_->stats(), *changes_});
}

/// Something was accepted: it may be due at once, or wait in the queue.
void Services::wake_work() {
    worker_->wake();
    if (parts_.roles.worker) queue_->wake();
}

void Services::wire_plans() {
    const Executor home = parts_.pool.executor(0);
    const auto changed = [this] {
        plan_feed_->nudge();
        if (parts_.roles.worker) plan_driver_->wake();
    };
    plan_feed_ = std::make_unique<control::PlanFeed>(home, database(), *hub_);
    plans_ = std::make_unique<control::PlanService>(
        control::PlanService::Dependencies{database(), *clusters_, *changes_, parts_.clock, changed});
    // What the driver writes itself it need not be woken for.
    plan_driver_ = std::make_unique<control::PlanDriver>(control::PlanDriver::Dependencies{
        home, database(), *clusters_, *directory_, *changes_, *actions_, *hub_, parts_.clock, [this] { plan_feed_->nudge(); }});
}

/// What a process needs that is not alone on its database.
void Services::wire_replica() {
    const Executor home = parts_.pool.executor(0);
    keeper_ = std::make_unique<control::WatchKeeper>(home, database(), *clusters_, parts_.clock);
    control::Follower::Dependencies follow{home, database(), *directory_, *clusters_, *index_, nullptr, nullptr, {}, {}, {}};
    follow.plans_changed = [this] {
        plan_feed_->nudge();
        if (parts_.roles.worker) plan_driver_->wake();
    };
    if (parts_.roles.worker) {
        follow.outcomes = outcomes_.get();
        follow.actions = action_watcher_.get();
        follow.runs_changed = [this] { wake_work(); };
    }
    if (parts_.roles.watcher) follow.clusters_changed = [this] { keeper_->nudge(); };
    follower_ = std::make_unique<control::Follower>(std::move(follow));
}

Task<Result<>> Services::fill_index() {
    auto read = [this](store::Tx& tx) -> Result<bool> {
        control::fill_index(tx, *index_);
        return true;
    };
    const auto filled = co_await database().read(std::move(read));
    if (!filled) co_return fail(filled.error());
    co_return Result<>();
}

Task<Result<std::optional<Secret>>> Services::start() {
    const Roles& roles = parts_.roles;
    auto password = co_await control::bootstrap_administrator(database(), *directory_, hashing_, parts_.clock);
    if (!password) co_return fail(password.error());
    if (!follower_) {
        if (auto filled = co_await fill_index(); !filled) co_return fail(filled.error());
    } else if (roles.watcher) {
        if (auto taken = co_await keeper_->start(); !taken) co_return fail(taken.error());
    }
    if (auto told = co_await plan_feed_->start(); !told) co_return fail(told.error());
    if (auto connected = co_await clusters_->start(); !connected) co_return fail(connected.error());
    if (follower_) {
        if (auto started = co_await follower_->start(); !started) co_return fail(started.error());
    }
    if (roles.worker) {
        if (auto started = co_await outcomes_->start(); !started) co_return fail(started.error());
        if (auto started = co_await action_watcher_->start(); !started) co_return fail(started.error());
        if (auto started = co_await worker_->start(); !started) co_return fail(started.error());
        queue_->start();
        plan_driver_->start();
        background_->spawn("keep house", keep_house(this));
    }
    ready_ = true;
    co_return std::move(*password);
}

Task<> Services::stop() {
    ready_ = false;
    background_->stop();
    co_await plan_driver_->stop();
    co_await plan_feed_->stop();
    co_await queue_->stop();
    co_await worker_->stop();
    if (follower_) co_await follower_->stop();
    if (keeper_ && parts_.roles.watcher) co_await keeper_->stop();
    co_await action_watcher_->stop();
    co_await log_keeper_->stop();
    co_await clusters_->stop();
    co_await outcomes_->stop();
    co_await background_->join();
}

/// Once an hour: what has expired goes.
Task<> Services::keep_house(Services* self) {
    while (true) {
        const Time now = self->parts_.clock.now();
        auto write = [now](store::Tx& tx) -> Result<bool> {
            store::sessions::purge(tx, now - std::chrono::hours(24));
            store::idempotency::purge(tx, now - std::chrono::hours(24));
            store::snapshots::purge(tx, now - std::chrono::hours(24));
            store::kept_logs::purge(tx, now - std::chrono::days(30));
            store::state_changes::purge(tx, now - std::chrono::days(30));
            store::runs::purge_changes(tx);
            return true;
        };
        const auto done = co_await self->database().write(std::move(write));
        if (!done) log::warning("store", "what has expired could not be removed: {}", done.error().message);
        co_await sleep_for(std::chrono::hours(1));
    }
}

control::Endpoints Services::endpoints() {
    control::Endpoints all;
    const auto add = [&](control::Endpoints some) {
        for (auto& each : some) all.push_back(std::move(each));
    };
    const auto wake = [this] { wake_work(); };
    add(control::auth_endpoints(*auth_, *directory_, parts_.secure_cookie));
    add(control::system_endpoints(*clusters_, *index_, database(), parts_.clock));
    const auto facts_of = [this](const std::string& cluster) -> Result<std::shared_ptr<const ClusterFacts>> {
        const auto found = clusters_->find(cluster);
        if (!found) return fail(ErrorCode::not_found, "there is no such cluster, or you may not see it");
        return found->status.facts;
    };
    add(control::kind_endpoints(facts_of));
    add(control::cluster_endpoints(*clusters_, *index_, database(), parts_.clock));
    add(control::resource_endpoints(database(), *index_, *clusters_, *changes_));
    add(control::log_endpoints(database(), *clusters_));
    add(control::live_endpoints(database(), *clusters_, parts_.clock));
    add(control::action_endpoints(*actions_));
    add(control::plan_endpoints(*plans_, database()));
    add(control::run_endpoints(database(), *index_, *outcomes_, parts_.clock, wake));
    add(control::submission_endpoints(database(), *index_, parts_.clock, parts_.submissions_in_flight, wake));
    add(control::audit_endpoints(database()));
    add(control::event_endpoints(*hub_, *directory_, parts_.clock));
    add(control::policy_endpoints(database(), parts_.clock));
    add(control::people_endpoints(database(), *directory_, hashing_, parts_.clock));
    return all;
}

control::Identity& Services::identity() {
    return *identity_;
}
control::AuditSink& Services::audit() {
    return *audit_;
}

}  // namespace nexa::app
