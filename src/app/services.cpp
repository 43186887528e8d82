#include "app/services.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "control/api/audit/audit_endpoints.hpp"
#include "control/api/auth/auth_endpoints.hpp"
#include "control/api/clusters/cluster_endpoints.hpp"
#include "control/api/events/event_endpoints.hpp"
#include "control/api/people/people_endpoints.hpp"
#include "control/api/resources/action_endpoints.hpp"
#include "control/api/resources/resource_endpoints.hpp"
#include "control/api/runs/run_endpoints.hpp"
#include "control/api/system/system_endpoints.hpp"
#include "control/rbac/built_in.hpp"
#include "store/idempotency.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/sessions.hpp"
#include "store/signing_keys.hpp"
#include "store/snapshots.hpp"
#include "wire/encode.hpp"

namespace nexa::app {
namespace {

std::string place_of_key(std::string_view kid) {
    return fmt::format("signing_keys/{}", kid);
}

}  // namespace

Services::Services(Parts parts) : parts_(std::move(parts)) {}
Services::~Services() = default;

Result<std::unique_ptr<Services>> Services::make(Parts parts) {
    auto services = std::unique_ptr<Services>(new Services(std::move(parts)));
    if (auto keys = services->load_signing_keys(); !keys) return fail(keys.error());
    services->wire();
    return services;
}

Result<> Services::load_signing_keys() {
    const auto stored =
        database().read_blocking([](store::Tx& tx) -> Result<std::vector<store::StoredKey>> { return store::signing_keys::active(tx); });
    if (!stored) return fail(stored.error());
    for (const auto& each : *stored) {
        const auto opened = vault().unseal(each.sealed_key, place_of_key(each.kid));
        if (!opened) return fail(opened.error());
        auto key = control::load_signing_key(*opened);
        if (!key) return fail(key.error());
        keys_.push_back(std::move(*key));
    }
    if (!keys_.empty()) return {};
    auto fresh = control::make_signing_key();
    if (!fresh) return fail(fresh.error());
    const store::StoredKey kept{fresh->kid, vault().seal(fresh->private_jwk, place_of_key(fresh->kid)), parts_.clock.now()};
    const auto written = database().write_blocking([&](store::Tx& tx) -> Result<bool> {
        store::signing_keys::insert(tx, kept);
        return true;
    });
    if (!written) return fail(written.error());
    keys_.push_back(std::move(*fresh));
    return {};
}

void Services::wire() {
    IoPool& pool = parts_.pool;
    const Clock& clock = parts_.clock;
    const Executor home = pool.executor(0);
    std::vector<http::Client*> clients;
    for (std::size_t index = 0; index < pool.size(); ++index) {
        clients_.push_back(http::make_client(pool.executor(index)));
        clients.push_back(clients_.back().get());
    }
    directory_ = std::make_unique<control::Directory>(database());
    issuer_ = control::make_token_issuer(keys_, clock);
    auth_ = control::make_auth_service(database(), *directory_, *issuer_, hashing_, clock);
    audit_ = std::make_unique<control::AuditTrail>(database(), clock);
    hub_ = std::make_unique<control::EventHub>();
    index_ = std::make_unique<control::ResourceIndex>(*hub_);
    outcomes_ = std::make_unique<control::OutcomeWatcher>(home, database(), *index_, clock);
    observer_ = std::make_unique<control::Observer>(database(), *index_, *outcomes_, clock);

    control::ClusterRegistry::Listeners listeners;
    listeners.changed = [this](const control::ClusterHandle& handle) {
        // Counts are the viewer's own and are not part of what is told to all.
        const control::ClusterItem item = control::to_item(handle, *index_, control::Rights(), 0);
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
        control::ClusterRegistry::Dependencies{pool, std::move(clients), database(), parts_.vault, *observer_, clock},
        std::move(listeners));
    action_watcher_ =
        std::make_unique<control::ActionWatcher>(control::ActionWatcher::Dependencies{home, database(), *clusters_, *index_, clock});
    worker_ = std::make_unique<control::Worker>(
        control::Worker::Dependencies{home, database(), *clusters_, *directory_, *index_, *outcomes_, *action_watcher_, clock});
    changes_ = std::make_unique<control::ChangeService>(
        control::ChangeService::Dependencies{database(), *clusters_, *index_, *audit_, clock, [this] { worker_->wake(); }});
    actions_ = std::make_unique<control::ActionService>(
        control::ActionService::Dependencies{database(), *clusters_, *index_, *changes_, *audit_, clock, [this] { worker_->wake(); }});
    background_ = std::make_unique<TaskGroup>(home);
}

Task<Result<>> Services::fill_index() {
    auto read = [this](store::Tx& tx) -> Result<bool> {
        // What is wanted first: what is there is then compared with it as it comes in.
        store::intents::each_latest(tx, [&](Intent&& intent) { index_->apply(intent); });
        constexpr std::size_t batch_size = 5000;
        std::vector<Snapshot> batch;
        store::snapshots::each(tx, [&](Snapshot&& snapshot) {
            batch.push_back(std::move(snapshot));
            if (batch.size() < batch_size) return;
            index_->apply(batch);
            batch.clear();
        });
        index_->apply(batch);
        for (const auto& run : store::runs::latest_of_each(tx)) index_->apply(run);
        return true;
    };
    const auto filled = co_await database().read(std::move(read));
    if (!filled) co_return fail(filled.error());
    co_return Result<>();
}

Task<Result<std::optional<Secret>>> Services::start() {
    auto password = co_await control::bootstrap_administrator(database(), *directory_, hashing_, parts_.clock);
    if (!password) co_return fail(password.error());
    if (auto filled = co_await fill_index(); !filled) co_return fail(filled.error());
    if (auto connected = co_await clusters_->start(); !connected) co_return fail(connected.error());
    if (auto started = co_await outcomes_->start(); !started) co_return fail(started.error());
    if (auto started = co_await action_watcher_->start(); !started) co_return fail(started.error());
    if (auto started = co_await worker_->start(); !started) co_return fail(started.error());
    background_->spawn("keep house", keep_house(this));
    ready_ = true;
    co_return std::move(*password);
}

Task<> Services::stop() {
    ready_ = false;
    background_->stop();
    co_await worker_->stop();
    co_await action_watcher_->stop();
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
    const auto wake = [this] { worker_->wake(); };
    add(control::auth_endpoints(*auth_, *directory_, parts_.secure_cookie));
    add(control::system_endpoints(*clusters_, *index_, database()));
    add(control::cluster_endpoints(*clusters_, *index_, database()));
    add(control::resource_endpoints(database(), *index_, *clusters_, *changes_));
    add(control::action_endpoints(*actions_));
    add(control::run_endpoints(database(), *index_, *outcomes_, parts_.clock, wake));
    add(control::audit_endpoints(database()));
    add(control::event_endpoints(*hub_, *directory_, parts_.clock));
    add(control::people_endpoints(database(), *directory_, hashing_, parts_.clock));
    return all;
}

control::Identity& Services::identity() {
    return *auth_;
}
control::AuditSink& Services::audit() {
    return *audit_;
}

}  // namespace nexa::app
