#include "data/sandbox/housekeeping.hpp"

#include "data/sandbox/cluster.hpp"

namespace nexa::sandbox {

namespace {

constexpr auto empty_again = std::chrono::milliseconds(200);
constexpr auto pod_ends_after = std::chrono::seconds(1);
constexpr auto event_life = std::chrono::hours(1);
constexpr auto event_sweep = std::chrono::minutes(5);
constexpr auto compact_every = std::chrono::minutes(5);
constexpr auto rest_every = std::chrono::seconds(10);

class NamespaceController final : public Controller {
public:
    std::string_view name() const override { return "namespace-controller"; }
    void start(SandboxCluster& cluster) override { cluster_ = &cluster; }

    void on_event(const WatchEvent& event) override {
        if (event.type == WatchEvent::Type::deleted || event.resource->kind != "Namespace" || event.resource->custom) return;
        const std::string name(event.object->name());
        if (event.object->deleting()) {
            if (ending_.insert(name).second) cluster_->time().schedule(Duration(0), [this, name] { empty(name); });
        } else if (event.type == WatchEvent::Type::added && !cluster_->store().find("ServiceAccount", name, "default")) {
            WriteOptions options;
            options.manager = "kube-controller-manager";
            static_cast<void>(cluster_->store().create("ServiceAccount", name, {{"metadata", {{"name", "default"}}}}, options));
        }
    }

private:
    /// Deletes what is left; finalizers of others may make it take several rounds.
    void empty(const std::string& name) {
        auto& store = cluster_->store();
        std::size_t left = 0;
        const auto types = cluster_->types().all();
        for (const auto& type : *types) {
            if (!type->namespaced || type->group == "events.k8s.io") continue;
            ListQuery query;
            query.name_space = name;
            const auto page = store.list(*type, query);
            if (!page) continue;
            for (const auto& object : page->items) {
                DeleteOptions options;
                options.propagation = Propagation::background;
                if (type->custom && object->deleting()) options.propagation.reset();
                const auto removed = store.remove(type, name, object->name(), options);
                if (removed && !removed->gone) ++left;
            }
        }
        if (left == 0) {
            ending_.erase(name);
            store.finish_namespace(name);
            return;
        }
        // Somebody's finalizer: look again, without keeping a test's clock busy.
        cluster_->time().schedule(empty_again, [this, name] { empty(name); }, SimTime::Weight::background);
    }

    SandboxCluster* cluster_ = nullptr;
    std::set<std::string> ending_;
};

class Reaper final : public Controller {
public:
    std::string_view name() const override { return "reaper"; }
    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        sweep();
    }

    void on_event(const WatchEvent& event) override {
        if (event.resource->custom || event.resource->kind != "Pod") return;
        const std::string name_space(event.object->name_space()), name(event.object->name());
        if (event.type == WatchEvent::Type::deleted) {
            cluster_->logs().forget(name_space, name);
            return;
        }
        if (!event.object->deleting()) return;
        const std::string uid(event.object->uid());
        if (!ending_.insert(uid).second) return;
        cluster_->time().schedule(pod_ends_after, [this, name_space, name, uid] {
            ending_.erase(uid);
            DeleteOptions options;
            options.uid = uid;
            options.grace_seconds = 0;
            static_cast<void>(cluster_->store().remove("Pod", name_space, name, options));
        });
    }

private:
    void sweep() {
        const auto oldest = cluster_->time().now() - event_life;
        for (const auto& event : cluster_->store().list("Event")) {
            const auto* last = event->value().if_contains("lastTimestamp");
            const auto at = last && last->is_string() ? parse_rfc3339(last->get_string())
                                                      : parse_rfc3339(event->metadata().at("creationTimestamp").as_string());
            if (at && *at < oldest) static_cast<void>(cluster_->store().remove("Event", event->name_space(), event->name()));
        }
        cluster_->time().schedule(event_sweep, [this] { sweep(); }, SimTime::Weight::background);
    }

    SandboxCluster* cluster_ = nullptr;
    std::set<std::string> ending_;
};

class Compactor final : public Controller {
public:
    std::string_view name() const override { return "compactor"; }
    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        every(compact_every, [this] { cluster_->store().compact(std::exchange(before_, cluster_->store().resource_version())); });
        every(rest_every, [this] { cluster_->store().rest(); });
    }
    void on_event(const WatchEvent&) override {}

private:
    void every(Duration real, std::function<void()> act) {
        const auto speed = std::max(1.0, cluster_->time().speed());
        const auto after = std::chrono::duration_cast<Duration>(real * speed);
        cluster_->time().schedule(
            after,
            [this, real, act = std::move(act)] {
                act();
                every(real, act);
            },
            SimTime::Weight::background);
    }

    SandboxCluster* cluster_ = nullptr;
    std::uint64_t before_ = 0;  ///< Where the store stood at the last turn.
};

}  // namespace

std::shared_ptr<Controller> make_namespace_controller() {
    return std::make_shared<NamespaceController>();
}
std::shared_ptr<Controller> make_reaper() {
    return std::make_shared<Reaper>();
}
std::shared_ptr<Controller> make_compactor() {
    return std::make_shared<Compactor>();
}

}  // namespace nexa::sandbox
