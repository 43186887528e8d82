#include "data/sandbox/operators/kubernetes.hpp"

#include <fmt/format.h>

#include "data/sandbox/operators/deployments.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/work_queue.hpp"

namespace nexa::sandbox {
namespace {

/// Reads the object of a key, plans, carries out: the shape of most controllers here.
template <class Step>
WorkQueue::Reconcile reconcile_with(SandboxCluster& cluster, std::string_view kind, Step step) {
    return [&cluster, kind, step](const WorkKey& key) -> std::optional<Wake> {
        const auto object = cluster.store().find(kind, key.name_space, key.name);
        if (!object) return std::nullopt;
        return carry_out(cluster, step(object->value()));
    };
}

/// Scheduler, kubelet and volume binder. The end of pods that are being deleted is the reaper's (housekeeping.hpp).
class NodeController final : public Controller {
public:
    std::string_view name() const override { return "node"; }

    void start(SandboxCluster& cluster) override {
        pods_ = std::make_unique<WorkQueue>(cluster, reconcile_with(cluster, "Pod", [&cluster](const json::object& pod) {
                                                return step_pod(pod, Node::of(cluster.name(), pod), cluster.time().now());
                                            }));
        claims_ = std::make_unique<WorkQueue>(cluster, reconcile_with(cluster, "PersistentVolumeClaim", step_claim));
    }

    void on_event(const WatchEvent& event) override {
        if (event.type == WatchEvent::Type::deleted) return;
        if (event.resource->kind == "Pod") pods_->add(key_of(*event.object));
        constexpr Wake moment{std::chrono::milliseconds(400)};
        if (event.resource->kind == "PersistentVolumeClaim") claims_->add(key_of(*event.object), moment);
    }

private:
    std::unique_ptr<WorkQueue> pods_;
    std::unique_ptr<WorkQueue> claims_;
};

class DeploymentController final : public Controller {
public:
    std::string_view name() const override { return "deployments"; }

    void start(SandboxCluster& cluster) override {
        deployments_ = std::make_unique<WorkQueue>(
            cluster, reconcile_with(cluster, "Deployment", [&cluster](const json::object& deployment) {
                return step_deployment(deployment, View(cluster.store(), namespace_of(deployment)), cluster.time().now());
            }));
        sets_ = std::make_unique<WorkQueue>(cluster, reconcile_with(cluster, "ReplicaSet", [&cluster](const json::object& set) {
                                                return step_replica_set(set, View(cluster.store(), namespace_of(set)));
                                            }));
    }

    void on_event(const WatchEvent& event) override {
        const auto& kind = event.resource->kind;
        if (kind == "Deployment") deployments_->add(key_of(*event.object));
        if (kind == "ReplicaSet") {
            sets_->add(key_of(*event.object));
            add_owner_of(*event.object, "Deployment", *deployments_);
        }
        if (kind == "Pod") add_owner_of(*event.object, "ReplicaSet", *sets_);
    }

private:
    std::unique_ptr<WorkQueue> deployments_;
    std::unique_ptr<WorkQueue> sets_;

    static void add_owner_of(const StoredObject& object, std::string_view kind, WorkQueue& queue) {
        for (const auto& owner : array_at(object.value(), {"metadata", "ownerReferences"})) {
            if (!owner.is_object() || text_at(owner.get_object(), {"kind"}) != kind) continue;
            queue.add({std::string(object.name_space()), text_at(owner.get_object(), {"name"})});
        }
    }
};

}  // namespace

void add_kubernetes(SandboxCluster& cluster) {
    cluster.add_controller(std::make_shared<NodeController>());
    cluster.add_controller(std::make_shared<DeploymentController>());
}

}  // namespace nexa::sandbox
