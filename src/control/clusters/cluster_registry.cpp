#include "control/clusters/cluster_registry.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "data/kinds.hpp"
#include "store/audit.hpp"
#include "store/clusters.hpp"
#include "store/database.hpp"
#include "store/runs.hpp"

namespace nexa::control {
namespace {

std::vector<kube::KindRef> kind_refs() {
    std::vector<kube::KindRef> refs;
    for (const auto& kind : kinds()) refs.push_back(kind.ref);
    return refs;
}

}  // namespace

std::string credential_place(Id<Cluster> id) {
    return "cluster_credentials/" + id.str();
}

struct ClusterRegistry::State : std::enable_shared_from_this<State> {
    State(Dependencies with, Listeners tell)
        : deps(std::move(with)),
          listeners(std::move(tell)),
          refs(kind_refs()),
          tasks(deps.pool.executor(0)) {}

    Dependencies deps;
    Listeners listeners;
    const std::vector<kube::KindRef> refs;
    mutable std::mutex mutex;
    std::map<std::string, ClusterHandle, std::less<>> clusters;
    std::size_t turn = 0;
    TaskGroup tasks;

    /// Where a cluster's coroutines live: in turn over the I/O threads.
    std::size_t next_place() {
        const std::lock_guard lock(mutex);
        return turn++ % deps.clients.size();
    }

    Result<> connect(const Cluster& cluster, const Secret& kubeconfig, std::optional<ClusterFacts> facts) {
        auto target = kube::read_kubeconfig(kubeconfig.reveal(), cluster.context);
        if (!target) return fail(target.error());
        const std::size_t place = next_place();
        const Executor executor = deps.pool.executor(place);
        kube::SessionOptions options;
        if (target->name_space != "default") options.namespaces.push_back(target->name_space);
        std::shared_ptr<kube::Transport> transport = kube::make_transport(*deps.clients[place], std::move(*target));
        auto on_status = [weak = weak_from_this()](const std::string& name, const ClusterStatus& status) {
            if (const auto self = weak.lock()) self->status_changed(name, status);
        };
        ClusterHandle handle{cluster, nullptr, {}};
        handle.status.facts = std::move(facts);
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

    void status_changed(const std::string& name, const ClusterStatus& status) {
        std::optional<ClusterFacts> fresh;
        {
            const std::lock_guard lock(mutex);
            const auto found = clusters.find(name);
            if (found == clusters.end()) return;
            ClusterStatus& known = found->second.status;
            auto old = std::move(known.facts);
            known = status;
            if (!known.facts) {
                known.facts = std::move(old);
            } else if (!old || *old != *known.facts) {
                fresh = known.facts;
            }
        }
        if (fresh) {
            keep(std::move(*fresh));
            publish_labels();
        }
        changed(name);
    }

    /// Facts outlive the process, so that a change can be judged while the cluster is away.
    void keep(ClusterFacts facts) {
        auto task = [](std::shared_ptr<State> self, ClusterFacts kept) -> Task<> {
            auto write = [kept](store::Tx& tx) -> Result<bool> {
                store::clusters::put_facts(tx, kept);
                return true;
            };
            const auto done = co_await self->deps.database.write(std::move(write));
            if (!done) log::warning("clusters", "what was found out about {} could not be kept: {}", kept.cluster, done.error().message);
        };
        tasks.spawn("keep facts", task(shared_from_this(), std::move(facts)));
    }

    void changed(const std::string& name) {
        std::optional<ClusterHandle> handle;
        {
            const std::lock_guard lock(mutex);
            if (const auto found = clusters.find(name); found != clusters.end()) handle = found->second;
        }
        if (handle && listeners.changed) listeners.changed(*handle);
    }

    void publish_labels() {
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
};

ClusterRegistry::ClusterRegistry(Dependencies dependencies, Listeners listeners)
    : state_(std::make_shared<State>(std::move(dependencies), std::move(listeners))) {}
ClusterRegistry::~ClusterRegistry() = default;

Task<Result<>> ClusterRegistry::start() {
    struct Stored {
        Cluster cluster;
        std::string sealed;
        std::optional<ClusterFacts> facts;
    };
    auto read = [](store::Tx& tx) -> Result<std::vector<Stored>> {
        std::vector<Stored> found;
        for (auto& cluster : store::clusters::all(tx)) {
            auto sealed = store::clusters::sealed_kubeconfig(tx, cluster.id).value_or("");
            auto facts = store::clusters::facts(tx, cluster.name);
            found.push_back({std::move(cluster), std::move(sealed), std::move(facts)});
        }
        return found;
    };
    auto stored = co_await state_->deps.database.read(std::move(read));
    if (!stored) co_return fail(stored.error());
    for (auto& each : *stored) {
        const auto kubeconfig = state_->deps.vault.unseal(each.sealed, credential_place(each.cluster.id));
        if (!kubeconfig) co_return fail(kubeconfig.error());
        const auto connected = state_->connect(each.cluster, *kubeconfig, std::move(each.facts));
        if (!connected) log::error("clusters", "{} can't be connected: {}", each.cluster.name, connected.error().message);
    }
    co_return Result<>();
}

Task<> ClusterRegistry::stop() {
    std::vector<std::shared_ptr<kube::ClusterSession>> sessions;
    for (const auto& handle : all()) sessions.push_back(handle.session);
    for (const auto& session : sessions) co_await session->stop();
    co_await state_->tasks.join();
}

std::optional<ClusterHandle> ClusterRegistry::find(std::string_view name) const {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->clusters.find(name);
    return found == state_->clusters.end() ? std::nullopt : std::optional(found->second);
}

std::vector<ClusterHandle> ClusterRegistry::all() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<ClusterHandle> handles;
    for (const auto& [name, handle] : state_->clusters) handles.push_back(handle);
    return handles;
}

Task<Result<Cluster>> ClusterRegistry::add(Cluster cluster, Secret kubeconfig, std::string context, AuditEntry entry) {
    const auto target = kube::read_kubeconfig(kubeconfig.reveal(), context);
    if (!target) {
        Error error = target.error();
        for (auto& issue : error.issues) issue.pointer = "/kubeconfig" + issue.pointer;
        co_return fail(std::move(error));
    }
    cluster.id = Id<Cluster>::make(state_->deps.clock);
    cluster.created_at = state_->deps.clock.now();
    cluster.version = 1;
    cluster.server = target->server;
    cluster.context = target->context;
    const Secret reduced = target->reduced;
    const std::string sealed = state_->deps.vault.seal(reduced, credential_place(cluster.id));
    entry.at = cluster.created_at;
    auto write = [cluster, sealed, entry](store::Tx& tx) -> Result<bool> {
        if (store::clusters::find(tx, cluster.name)) {
            return fail(ErrorCode::conflict, fmt::format("there is a cluster {} already; choose another name", cluster.name));
        }
        store::clusters::insert(tx, cluster, sealed, cluster.created_at);
        store::audit::append(tx, entry);
        return true;
    };
    const auto written = co_await state_->deps.database.write(std::move(write));
    if (!written) co_return fail(written.error());
    const auto connected = state_->connect(cluster, reduced, std::nullopt);
    if (!connected) co_return fail(connected.error());
    co_return cluster;
}

Task<Result<Cluster>> ClusterRegistry::change(Cluster cluster, std::int64_t expected, AuditEntry entry) {
    entry.at = state_->deps.clock.now();
    auto write = [cluster, expected, entry](store::Tx& tx) -> Result<Cluster> {
        const auto known = store::clusters::find(tx, cluster.name);
        if (!known) return fail(ErrorCode::not_found, fmt::format("there is no cluster {}", cluster.name));
        if (!store::clusters::update(tx, cluster, expected)) {
            return fail(ErrorCode::precondition_failed,
                        fmt::format("cluster {} was changed meanwhile (it is at version {}); read it again", cluster.name, known->version));
        }
        store::audit::append(tx, entry);
        return *store::clusters::find(tx, cluster.name);
    };
    auto changed = co_await state_->deps.database.write(std::move(write));
    if (!changed) co_return fail(changed.error());
    {
        const std::lock_guard lock(state_->mutex);
        if (const auto found = state_->clusters.find(cluster.name); found != state_->clusters.end()) found->second.cluster = *changed;
    }
    state_->changed(cluster.name);
    state_->publish_labels();
    co_return std::move(*changed);
}

Task<Result<>> ClusterRegistry::remove(std::string name, AuditEntry entry) {
    const Time now = state_->deps.clock.now();
    entry.at = now;
    auto write = [name, now, entry](store::Tx& tx) -> Result<bool> {
        const auto known = store::clusters::find(tx, name);
        if (!known) return fail(ErrorCode::not_found, fmt::format("there is no cluster {}", name));
        store::RunFilter under_way;
        under_way.scope.everything = true;
        under_way.clusters = {name};
        under_way.states = {"queued", "awaiting_approval", "running", "waiting"};
        under_way.limit = 100'000;
        for (const auto& run : store::runs::list(tx, under_way).runs) {
            const std::string message = fmt::format("cluster {} was removed", name);
            if (!store::runs::cancel(tx, run.id, message, now)) continue;
            store::runs::add_step(tx, {run.id, run.attempt, 0, "cancelled", "failed", message, "", now});
        }
        store::clusters::remove(tx, *known);
        store::audit::append(tx, entry);
        return true;
    };
    const auto removed = co_await state_->deps.database.write(std::move(write));
    if (!removed) co_return fail(removed.error());
    std::shared_ptr<kube::ClusterSession> session;
    {
        const std::lock_guard lock(state_->mutex);
        if (const auto found = state_->clusters.find(name); found != state_->clusters.end()) {
            session = found->second.session;
            state_->clusters.erase(found);
        }
    }
    if (session) co_await session->stop();
    if (state_->listeners.removed) state_->listeners.removed(name);
    state_->publish_labels();
    co_return Result<>();
}

Task<kube::CheckReport> ClusterRegistry::check(Secret kubeconfig, std::string context) {
    const auto target = kube::read_kubeconfig(kubeconfig.reveal(), context);
    if (!target) co_return kube::refused_report(kubeconfig.reveal(), context, target.error());
    const std::size_t place = state_->next_place();
    std::shared_ptr<kube::Transport> transport = kube::make_transport(*state_->deps.clients[place], *target);
    kube::Api api(state_->deps.pool.executor(place), target->cluster, std::move(transport));
    std::vector<std::string> namespaces{target->name_space};
    co_return co_await kube::check_cluster(api, *target, state_->refs, std::move(namespaces), state_->deps.clock);
}

Task<Result<kube::CheckReport>> ClusterRegistry::check_registered(std::string name) {
    const auto handle = find(name);
    if (!handle) co_return fail(ErrorCode::not_found, fmt::format("there is no cluster {}", name));
    const Id<Cluster> id = handle->cluster.id;
    auto read = [id](store::Tx& tx) -> Result<std::string> { return store::clusters::sealed_kubeconfig(tx, id).value_or(""); };
    const auto sealed = co_await state_->deps.database.read(std::move(read));
    if (!sealed) co_return fail(sealed.error());
    const auto kubeconfig = state_->deps.vault.unseal(*sealed, credential_place(id));
    if (!kubeconfig) co_return fail(kubeconfig.error());
    co_return co_await check(*kubeconfig, handle->cluster.context);
}

}  // namespace nexa::control
