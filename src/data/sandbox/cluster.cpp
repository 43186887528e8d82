#include "data/sandbox/cluster.hpp"

#include <deque>
#include <mutex>

#include "base/log.hpp"
#include "data/sandbox/housekeeping.hpp"
#include "data/sandbox/journal.hpp"
#include "data/sandbox/schema/operator_crds.hpp"

namespace nexa::sandbox {

/// Events wait here for SimTime's next turn. Shared with the callbacks, which may outlive the cluster by a moment.
struct SandboxCluster::Impl {
    ClusterOptions options;
    std::shared_ptr<SimTime> time;
    TypeRegistry types{Release::of(options.kubernetes_version)};
    std::unique_ptr<ObjectStore> store;
    PodLogs logs;
    bool restored = false;

    std::mutex mutex;
    std::deque<EventPtr> queue;
    bool turn_scheduled = false;

    std::vector<std::shared_ptr<Controller>> controllers;  // SimTime's turns only

    explicit Impl(ClusterOptions the_options) : options(std::move(the_options)) {}

    void push(EventPtr event) {
        const std::lock_guard lock(mutex);
        queue.push_back(std::move(event));
        if (turn_scheduled) return;
        turn_scheduled = true;
        time->schedule(Duration(0), [this] { deliver(); });
    }

    void deliver() {
        std::deque<EventPtr> batch;
        {
            const std::lock_guard lock(mutex);
            turn_scheduled = false;
            batch.swap(queue);
        }
        for (const auto& event : batch) {
            for (const auto& controller : controllers) controller->on_event(*event);
        }
    }

    /// A controller that comes later learns what there is; what is in the queue already is about newer states and comes again, which is
    /// harmless.
    void adopt(SandboxCluster& cluster, const std::shared_ptr<Controller>& controller) {
        deliver();
        controller->start(cluster);
        const auto all = types.all();
        std::set<std::string> seen;
        for (const auto& type : *all) {
            if (!seen.insert(type->storage).second) continue;
            const auto page = store->list(*type, ListQuery{});
            if (!page) continue;
            for (const auto& object : page->items) {
                WatchEvent event;
                event.type = WatchEvent::Type::added;
                event.resource = type;
                event.object = object;
                event.resource_version = object->resource_version();
                controller->on_event(event);
            }
        }
        controllers.push_back(controller);
    }

    /// Keeps the types in step with the CustomResourceDefinitions, in the commit itself: a kind is served once its CRD is there.
    void follow_crds(const WatchEvent& event) {
        if (event.resource->plural != "customresourcedefinitions" || event.resource->custom) return;
        const auto type = type_from_crd(event.object->value());
        if (!type) return;
        if (event.type == WatchEvent::Type::deleted) {
            types.remove((*type)->group, (*type)->plural);
        } else {
            types.add(*type);
        }
    }

    void install_base() {
        for (const auto name : {"default", "kube-system", "kube-public", "kube-node-lease"}) {
            if (!store->find("Namespace", {}, name)) static_cast<void>(store->create("Namespace", {}, {{"metadata", {{"name", name}}}}));
        }
        if (!restored) install_node();
        install_crds();
    }

    /// The operators' CRDs, once accepted by a store, are planted into every other cluster that gets them at the same point of its history.
    void install_crds() {
        using Key = std::tuple<std::string, std::string, std::string, std::uint64_t>;  // releases, name, resourceVersion
        static std::mutex guard;
        static std::map<Key, ObjectPtr> made;
        const auto type = types.by_kind("apiextensions.k8s.io", "CustomResourceDefinition");
        for (const auto& crd : operator_crds(options.strimzi_version, options.spark_version)) {
            const std::string name(crd->at("metadata").at("name").as_string());
            if (store->find(type->kind, {}, name)) continue;
            const std::lock_guard lock(guard);
            const auto known = made.find(Key(options.strimzi_version, options.spark_version, name, store->resource_version() + 1));
            if (known != made.end()) {
                store->plant(type, [&](std::uint64_t) { return known->second; });
                continue;
            }
            const auto created = store->create(type->kind, {}, *crd);
            if (!created) {
                log::error("sandbox", "the CRD {} was refused: {}", name, created.error().message);
                continue;
            }
            made.emplace(Key(options.strimzi_version, options.spark_version, name, (*created)->resource_version()), *created);
        }
    }

    void install_node() {
        const auto at = to_rfc3339_seconds(time->now());
        const auto condition = [&](std::string_view type, std::string_view status, std::string_view reason) {
            return json::object{{"type", type},      {"status", status},        {"reason", reason},
                                {"message", reason}, {"lastHeartbeatTime", at}, {"lastTransitionTime", at}};
        };
        const json::object capacity{{"cpu", "16"}, {"memory", "65536Mi"}, {"pods", "250"}, {"ephemeral-storage", "200Gi"}};
        for (int i = 1; i <= 3; ++i) {
            const auto name = fmt::format("{}-node-{}", options.name, i);
            static_cast<void>(store->create("Node", {},
                                            {{"metadata",
                                              {{"name", name},
                                               {"labels",
                                                {{"kubernetes.io/hostname", name},
                                                 {"kubernetes.io/os", "linux"},
                                                 {"kubernetes.io/arch", "amd64"},
                                                 {"topology.kubernetes.io/zone", fmt::format("zone-{}", i)}}}}},
                                             {"spec", {{"podCIDR", fmt::format("10.244.{}.0/24", i)}}}}));
            static_cast<void>(store->set_status("Node", {}, name, [&](json::object& status) {
                status["capacity"] = capacity;
                status["allocatable"] = capacity;
                status["addresses"] = {{{"type", "InternalIP"}, {"address", fmt::format("192.168.64.{}", i + 1)}},
                                       {{"type", "Hostname"}, {"address", name}}};
                status["nodeInfo"] = {{"kubeletVersion", "v" + options.kubernetes_version},
                                      {"osImage", "Debian GNU/Linux 12 (bookworm)"},
                                      {"architecture", "amd64"},
                                      {"operatingSystem", "linux"},
                                      {"containerRuntimeVersion", "containerd://2.1.4"},
                                      {"kernelVersion", "6.1.0"}};
                status["conditions"] = {condition("MemoryPressure", "False", "KubeletHasSufficientMemory"),
                                        condition("DiskPressure", "False", "KubeletHasNoDiskPressure"),
                                        condition("PIDPressure", "False", "KubeletHasSufficientPID"),
                                        condition("Ready", "True", "KubeletReady")};
                return true;
            }));
        }
    }
};

Result<std::unique_ptr<SandboxCluster>> SandboxCluster::open(ClusterOptions options, std::shared_ptr<SimTime> time) {
    auto impl = std::make_unique<Impl>(std::move(options));
    impl->time = std::move(time);
    std::unique_ptr<Journal> journal;
    std::vector<Journal::Record> records;
    std::uint64_t last = 0;
    if (!impl->options.journal_path.empty()) {
        auto opened =
            Journal::open(impl->options.journal_path, [&](Journal::Record record) { records.push_back(std::move(record)); }, last);
        if (!opened) return fail(std::move(opened.error()));
        journal = std::move(*opened);
    }
    impl->restored = !records.empty();
    impl->store = std::make_unique<ObjectStore>(impl->types, *impl->time, std::move(journal), impl->options.history);
    for (auto& record : records) impl->store->restore(record.storage, std::move(record.key), record.resource_version, record.json);
    impl->store->resume_after(last);
    for (const auto& crd : impl->store->list("CustomResourceDefinition")) {
        if (auto type = type_from_crd(crd->value())) impl->types.add(std::move(*type));
    }
    auto* inner = impl.get();
    impl->store->subscribe([inner](const EventPtr& event) {
        inner->follow_crds(*event);
        inner->push(event);
    });
    impl->install_base();
    std::unique_ptr<SandboxCluster> cluster(new SandboxCluster(std::move(impl)));
    cluster->add_controller(make_garbage_collector());
    cluster->add_controller(make_namespace_controller());
    cluster->add_controller(make_reaper());
    cluster->add_controller(make_compactor());
    return cluster;
}

SandboxCluster::SandboxCluster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SandboxCluster::~SandboxCluster() {
    impl_->time->stop();
}

const ClusterOptions& SandboxCluster::options() const {
    return impl_->options;
}
ObjectStore& SandboxCluster::store() {
    return *impl_->store;
}
SimTime& SandboxCluster::time() {
    return *impl_->time;
}
TypeRegistry& SandboxCluster::types() {
    return impl_->types;
}
PodLogs& SandboxCluster::logs() {
    return impl_->logs;
}
bool SandboxCluster::restored() const {
    return impl_->restored;
}

void SandboxCluster::append_log(std::string_view name_space, std::string_view pod, std::string_view container, std::string_view line) {
    impl_->logs.append(name_space, pod, container, impl_->time->now(), line);
}

void SandboxCluster::add_controller(std::shared_ptr<Controller> controller) {
    impl_->time->schedule(Duration(0), [this, controller = std::move(controller)] { impl_->adopt(*this, controller); });
}

bool SandboxCluster::settle(Duration most) {
    return impl_->time->run_until_quiet(most);
}

}  // namespace nexa::sandbox
