#include "control/clusters/cluster_registry.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "control/clusters/cluster_registry_state.hpp"
#include "store/audit.hpp"
#include "store/clusters.hpp"
#include "store/database.hpp"
#include "store/runs.hpp"

namespace nexa::control {
namespace {

Error under_kubeconfig(Error error) {
    for (auto& issue : error.issues) issue.pointer = "/kubeconfig" + issue.pointer;
    return error;
}

/// What of a check failed, as the error of the request that asked to save the kubeconfig.
Error check_failed(const kube::CheckReport& report) {
    Error error{ErrorCode::invalid, "the kubeconfig was not saved, because its connection check failed", {}};
    for (const auto& check : report.checks) {
        if (check.state != kube::CheckState::failed) continue;
        const std::string text = fmt::format("{}{}{}", check.message, check.fix.empty() ? "" : ". ", check.fix);
        error.message += fmt::format("{}{}", error.issues.empty() ? ": " : "; ", text);
        error.issues.push_back({"/kubeconfig", text, check.name});
    }
    return error;
}

}  // namespace

std::string credential_place(Id<Cluster> id) {
    return "cluster_credentials/" + id.str();
}

ClusterRegistry::ClusterRegistry(Dependencies dependencies, Listeners listeners)
    : state_(std::make_shared<State>(std::move(dependencies), std::move(listeners))) {}
ClusterRegistry::~ClusterRegistry() = default;

Task<Result<>> ClusterRegistry::start() {
    auto stored = co_await state_->stored();
    if (!stored) co_return fail(stored.error());
    for (auto& each : *stored) {
        const auto kubeconfig = state_->deps.vault.unseal(each.credentials.sealed, credential_place(each.cluster.id));
        if (!kubeconfig) co_return fail(kubeconfig.error());
        const auto connected = state_->connect(std::move(each), *kubeconfig);
        if (!connected) log::error("clusters", "a cluster can't be connected: {}", connected.error().message);
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
    const auto target = kube::read_kubeconfig(kubeconfig.reveal(), context, state_->deps.policy);
    if (!target) co_return fail(under_kubeconfig(target.error()));
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
    const auto turn = co_await state_->turn();
    const auto written = co_await state_->deps.database.write(std::move(write));
    if (!written) co_return fail(written.error());
    const auto connected = state_->connect({cluster, {sealed, cluster.created_at}, nullptr}, reduced);
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
    const auto turn = co_await state_->turn();
    const auto removed = co_await state_->deps.database.write(std::move(write));
    if (!removed) co_return fail(removed.error());
    co_await state_->forget(name);
    co_return Result<>();
}

Task<Result<Cluster>> ClusterRegistry::replace_kubeconfig(std::string name, Secret kubeconfig, std::string context,
                                                          std::optional<std::int64_t> expected, AuditEntry entry) {
    const auto handle = find(name);
    if (!handle) co_return fail(ErrorCode::not_found, fmt::format("there is no cluster {}", name));
    const auto target = kube::read_kubeconfig(kubeconfig.reveal(), context, state_->deps.policy);
    if (!target) co_return fail(under_kubeconfig(target.error()));
    const auto report = co_await check(kubeconfig, context);
    if (!report.ok) co_return fail(check_failed(report));

    Cluster cluster = handle->cluster;
    cluster.server = target->server;
    cluster.context = target->context;
    const Time now = state_->deps.clock.now();
    const std::string sealed = state_->deps.vault.seal(target->reduced, credential_place(cluster.id));
    entry.at = now;
    entry.message = fmt::format("another kubeconfig for cluster {}", name);
    entry.detail =
        json::serialize(json::object{{"server", json::object{{"before", handle->cluster.server}, {"after", cluster.server}}},
                                     {"context", json::object{{"before", handle->cluster.context}, {"after", cluster.context}}}});
    auto write = [cluster, sealed, entry, now, version = expected.value_or(cluster.version)](store::Tx& tx) -> Result<Cluster> {
        const auto known = store::clusters::find(tx, cluster.name);
        if (!known || known->id != cluster.id) return fail(ErrorCode::not_found, fmt::format("there is no cluster {}", cluster.name));
        if (!store::clusters::replace_kubeconfig(tx, cluster, version, sealed, now)) {
            return fail(ErrorCode::precondition_failed,
                        fmt::format("cluster {} was changed meanwhile (it is at version {}); read it again", cluster.name, known->version));
        }
        store::audit::append(tx, entry);
        return *store::clusters::find(tx, cluster.name);
    };
    const auto turn = co_await state_->turn();
    auto changed = co_await state_->deps.database.write(std::move(write));
    if (!changed) co_return fail(changed.error());
    const auto connected = co_await state_->reconnect({*changed, {sealed, now}, nullptr});
    if (!connected) co_return fail(connected.error());
    co_return std::move(*changed);
}

Task<kube::CheckReport> ClusterRegistry::check(Secret kubeconfig, std::string context) {
    const auto target = kube::read_kubeconfig(kubeconfig.reveal(), context, state_->deps.policy);
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
