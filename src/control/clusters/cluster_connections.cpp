#include <fmt/format.h>

#include "base/log.hpp"
#include "control/clusters/cluster_registry_state.hpp"
#include "control/clusters/credential_expiry.hpp"
#include "data/kinds.hpp"

namespace nexa::control {
namespace {

std::vector<kube::KindRef> kind_refs() {
    std::vector<kube::KindRef> refs;
    for (const auto& kind : kinds()) refs.push_back(kind.ref);
    return refs;
}

}  // namespace

ClusterRegistry::State::State(Dependencies with, Listeners tell)
    : deps(std::move(with)),
      listeners(std::move(tell)),
      refs(kind_refs()),
      watches_all(deps.database.is_exclusive()),
      tasks(deps.pool.executor(0)),
      busy(deps.pool.executor(0), 1) {}

Task<ClusterRegistry::State::Turn> ClusterRegistry::State::turn() {
    co_await busy.async_send(boost::system::error_code(), asio::use_awaitable);
    co_return Turn(shared_from_this());
}

std::size_t ClusterRegistry::State::next_place() {
    const std::lock_guard lock(mutex);
    return place++ % deps.clients.size();
}

Task<Result<std::vector<StoredCluster>>> ClusterRegistry::State::stored() {
    auto read = [](store::Tx& tx) -> Result<std::vector<StoredCluster>> {
        std::vector<StoredCluster> found;
        for (auto& cluster : store::clusters::all(tx)) {
            auto credentials = store::clusters::credentials(tx, cluster.id).value_or(store::clusters::Credentials{});
            std::shared_ptr<const ClusterFacts> facts;
            if (auto known = store::clusters::facts(tx, cluster.name)) facts = std::make_shared<const ClusterFacts>(std::move(*known));
            found.push_back({std::move(cluster), std::move(credentials), std::move(facts)});
        }
        return found;
    };
    co_return co_await deps.database.read(std::move(read));
}

Result<> ClusterRegistry::State::connect(StoredCluster stored, const Secret& kubeconfig) {
    const Cluster& cluster = stored.cluster;
    auto target = kube::read_kubeconfig(kubeconfig.reveal(), cluster.context, deps.policy);
    if (!target) return fail(target.error().code, fmt::format("{}: {}", cluster.name, target.error().message));
    const std::size_t at = next_place();
    const Executor executor = deps.pool.executor(at);
    const bool watch = is_wanted(cluster.name);
    kube::SessionOptions options;
    options.watch_objects = watch;
    options.limits.gate = deps.gate;
    if (target->name_space != "default") options.namespaces.push_back(target->name_space);
    ClusterHandle handle{cluster, nullptr, {}, stored.credentials.updated_at, watch, credentials_of(*target)};
    std::shared_ptr<kube::Transport> transport = kube::make_transport(*deps.clients[at], std::move(*target));
    auto on_status = [weak = weak_from_this()](const std::string& name, const ClusterStatus& status) {
        if (const auto self = weak.lock()) self->status_changed(name, status);
    };
    handle.status.facts = std::move(stored.facts);
    handle.session = std::make_shared<kube::ClusterSession>(executor, cluster.name, std::move(transport), refs, deps.sink,
                                                            std::move(on_status), std::move(options), deps.clock);
    {
        const std::lock_guard lock(mutex);
        clusters.insert_or_assign(cluster.name, handle);
    }
    handle.session->start();
    changed(cluster.name);
    publish_labels();
    return {};
}

Task<Result<>> ClusterRegistry::State::reconnect(StoredCluster stored) {
    const auto kubeconfig = deps.vault.unseal(stored.credentials.sealed, credential_place(stored.cluster.id));
    if (!kubeconfig) co_return fail(kubeconfig.error());
    if (const auto known = find(stored.cluster.name)) {
        co_await known->session->stop();
        if (known->status.facts) stored.facts = known->status.facts;
    }
    co_return connect(std::move(stored), *kubeconfig);
}

Task<> ClusterRegistry::State::forget(std::string name) {
    std::shared_ptr<kube::ClusterSession> session;
    {
        const std::lock_guard lock(mutex);
        if (const auto found = clusters.find(name); found != clusters.end()) {
            session = found->second.session;
            clusters.erase(found);
        }
    }
    if (session) co_await session->stop();
    if (listeners.removed) listeners.removed(name);
    publish_labels();
}

bool ClusterRegistry::State::is_wanted(const std::string& name) const {
    const std::lock_guard lock(mutex);
    return watches_all || wanted.contains(name);
}

std::optional<ClusterHandle> ClusterRegistry::State::find(std::string_view name) const {
    const std::lock_guard lock(mutex);
    const auto found = clusters.find(name);
    return found == clusters.end() ? std::nullopt : std::optional(found->second);
}

void ClusterRegistry::State::status_changed(const std::string& name, const ClusterStatus& status) {
    std::shared_ptr<const ClusterFacts> fresh;
    {
        const std::lock_guard lock(mutex);
        const auto found = clusters.find(name);
        if (found == clusters.end()) return;
        ClusterStatus& known = found->second.status;
        auto old = std::move(known.facts);
        known = status;
        known.message = with_credential_advice(status, name, found->second.credentials, deps.clock.now());
        if (!known.facts) {
            known.facts = std::move(old);
        } else if (!old || *old != *known.facts) {
            fresh = known.facts;
        }
    }
    if (fresh) {
        keep(std::move(fresh));
        publish_labels();
    }
    changed(name);
}

void ClusterRegistry::State::keep(std::shared_ptr<const ClusterFacts> facts) {
    auto task = [](std::shared_ptr<State> self, std::shared_ptr<const ClusterFacts> kept) -> Task<> {
        auto write = [kept](store::Tx& tx) -> Result<bool> {
            store::clusters::put_facts(tx, *kept);
            return true;
        };
        const auto done = co_await self->deps.database.write(std::move(write));
        if (!done) log::warning("clusters", "what was found out about {} could not be kept: {}", kept->cluster, done.error().message);
    };
    tasks.spawn("keep facts", task(shared_from_this(), std::move(facts)));
}

void ClusterRegistry::State::changed(const std::string& name) {
    const auto handle = find(name);
    if (handle && listeners.changed) listeners.changed(*handle);
}

void ClusterRegistry::State::publish_labels() {
    auto labels = std::make_shared<FleetLabels>();
    {
        const std::lock_guard lock(mutex);
        for (const auto& [name, handle] : clusters) {
            labels->clusters[name] = handle.cluster.labels;
            if (!handle.status.facts) continue;
            auto& of_cluster = labels->namespaces[name];
            for (const auto& [name_space, pairs] : handle.status.facts->namespace_labels) of_cluster[name_space] = pairs;
        }
    }
    if (listeners.labels) listeners.labels(std::move(labels));
}

Task<Result<>> ClusterRegistry::sync() {
    const auto turn = co_await state_->turn();
    auto stored = co_await state_->stored();
    if (!stored) co_return fail(stored.error());
    std::set<std::string> names;
    for (auto& each : *stored) {
        const std::string name = each.cluster.name;
        names.insert(name);
        const auto known = find(name);
        if (!known || known->cluster.id != each.cluster.id || known->credentials_at != each.credentials.updated_at) {
            const auto connected = co_await state_->reconnect(std::move(each));
            if (!connected) log::error("clusters", "a cluster can't be connected: {}", connected.error().message);
            continue;
        }
        if (known->cluster.version == each.cluster.version) continue;
        {
            const std::lock_guard lock(state_->mutex);
            state_->clusters.at(name).cluster = each.cluster;
        }
        state_->changed(name);
        state_->publish_labels();
    }
    for (const auto& handle : all()) {
        if (!names.contains(handle.cluster.name)) co_await state_->forget(handle.cluster.name);
    }
    co_return Result<>();
}

Task<> ClusterRegistry::watch_only(std::set<std::string> names) {
    const auto turn = co_await state_->turn();
    {
        const std::lock_guard lock(state_->mutex);
        state_->wanted = std::move(names);
    }
    const auto handles = all();
    const auto as_wanted = [&](const ClusterHandle& handle) { return handle.watched == state_->is_wanted(handle.cluster.name); };
    if (std::ranges::all_of(handles, as_wanted)) co_return;
    auto stored = co_await state_->stored();
    if (!stored) {
        log::warning("clusters", "the watches can't be rearranged now: {}", stored.error().message);
        co_return;
    }
    for (auto& each : *stored) {
        const auto known = find(each.cluster.name);
        if (!known || as_wanted(*known)) continue;
        const auto connected = co_await state_->reconnect(std::move(each));
        if (!connected) log::error("clusters", "a cluster can't be connected: {}", connected.error().message);
    }
}

}  // namespace nexa::control
