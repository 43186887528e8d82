#include "data/sandbox/operators/strimzi_clients.hpp"

#include <algorithm>
#include <map>

#include "data/sandbox/operators/bridge_step.hpp"
#include "data/sandbox/operators/connect_step.hpp"
#include "data/sandbox/operators/mirror_maker_step.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/rebalance_step.hpp"
#include "data/sandbox/operators/work_queue.hpp"

namespace nexa::sandbox {
namespace {

constexpr auto cluster_label = "strimzi.io/cluster";
constexpr Wake soon{std::chrono::milliseconds(150)};

class ClientOperators final : public Controller {
public:
    ClientOperators(std::string version, std::shared_ptr<KafkaData> data)
        : version_(std::move(version)),
          release_(strimzi::find_release(version_)),
          data_(std::move(data)) {
        if (release_ == nullptr) release_ = &strimzi::releases().back();
    }

    std::string_view name() const override { return "strimzi-client-operators"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        const auto step_with = [&](std::string_view kind, Plan (*step)(const json::object&, const View&, const ClientFacts&)) {
            queues_[std::string(kind)] =
                std::make_unique<WorkQueue>(cluster, [this, kind, step](const WorkKey& key) -> std::optional<Wake> {
                    const auto object = cluster_->store().find(kind, key.name_space, key.name);
                    if (!object) return std::nullopt;
                    return carry_out(*cluster_, step(object->value(), View(cluster_->store(), key.name_space), facts()));
                });
        };
        step_with("KafkaConnect", step_connect);
        step_with("KafkaBridge", step_bridge);
        step_with("KafkaMirrorMaker", step_mirror_maker);
        const auto queue = [&](const char* kind, std::optional<Wake> (ClientOperators::*reconcile)(const WorkKey&)) {
            queues_[kind] = std::make_unique<WorkQueue>(cluster, [this, reconcile](const WorkKey& key) { return (this->*reconcile)(key); });
        };
        queue("KafkaConnector", &ClientOperators::reconcile_connector);
        queue("KafkaMirrorMaker2", &ClientOperators::reconcile_mirror_maker);
        queue("KafkaRebalance", &ClientOperators::reconcile_rebalance);
    }

    void on_event(const WatchEvent& event) override {
        const auto& kind = event.resource->kind;
        const auto& object = *event.object;
        if (const auto queue = queues_.find(kind); queue != queues_.end()) {
            if (event.type == WatchEvent::Type::deleted) {
                forget(kind, key_of(object));
            } else if (!only_status_changed(event)) {
                queue->second->add(key_of(object), soon);
            }
            if (kind == "KafkaConnect") wake_labelled("KafkaConnector", object);
        } else if (kind == "Kafka") {
            wake_labelled("KafkaRebalance", object);
        } else if (kind == "Service" && event.type == WatchEvent::Type::added && object.name().ends_with("-kafka-bootstrap")) {
            wake_all();
        } else if (kind == "Pod" || kind == "StrimziPodSet" || kind == "Deployment") {
            const auto owner = queues_.find(label_of(object.value(), "strimzi.io/kind"));
            if (owner == queues_.end()) return;
            owner->second->add({std::string(object.name_space()), label_of(object.value(), cluster_label)}, soon);
        }
    }

private:
    std::string version_;
    const strimzi::Release* release_;
    std::shared_ptr<KafkaData> data_;
    SandboxCluster* cluster_ = nullptr;
    std::map<std::string, std::unique_ptr<WorkQueue>, std::less<>> queues_;  ///< By kind.
    /// What runs inside of workers. It lives in memory: after a restart of the sandbox everything is started anew.
    std::map<WorkKey, RunningConnector> connectors_;
    std::map<WorkKey, RunningConnectors> mirrors_;

    StrimziFacts strimzi_facts() const { return {version_, release_, cluster_->time().now()}; }
    ClientFacts facts() const {
        return {strimzi_facts(), [this](const std::string& name_space, const std::string& name) {
                    return cluster_->store().find("Service", name_space, name) != nullptr;
                }};
    }

    void forget(std::string_view kind, const WorkKey& key) {
        if (kind == "KafkaConnector") connectors_.erase(key);
        if (kind == "KafkaMirrorMaker2") mirrors_.erase(key);
    }

    /// What bears the object's name as its cluster.
    void wake_labelled(const char* kind, const StoredObject& of) {
        for (const auto& each : cluster_->store().list(kind, of.name_space(), LabelSelector::equals(cluster_label, std::string(of.name()))))
            queues_.find(kind)->second->add(key_of(*each), soon);
    }

    /// A Kafka may be used from any namespace.
    void wake_all() {
        for (const auto* kind : {"KafkaConnect", "KafkaMirrorMaker2"}) {
            for (const auto& each : cluster_->store().list(kind)) queues_.find(kind)->second->add(key_of(*each), soon);
        }
    }

    ObjectPtr named_by_label(std::string_view kind, const StoredObject& object) const {
        const auto name = label_of(object.value(), cluster_label);
        return name.empty() ? nullptr : cluster_->store().find(kind, object.name_space(), name);
    }

    std::optional<Wake> reconcile_connector(const WorkKey& key) {
        const auto connector = cluster_->store().find("KafkaConnector", key.name_space, key.name);
        if (!connector) return std::nullopt;
        const auto connect = named_by_label("KafkaConnect", *connector);
        const auto known = connectors_.find(key);
        auto step =
            step_connector(connector->value(), connect ? &connect->value() : nullptr, known == connectors_.end() ? nullptr : &known->second,
                           View(cluster_->store(), key.name_space), cluster_->time().now());
        if (step.running) {
            connectors_.insert_or_assign(key, std::move(*step.running));
        } else {
            connectors_.erase(key);
        }
        return carry_out(*cluster_, step.plan);
    }

    std::optional<Wake> reconcile_mirror_maker(const WorkKey& key) {
        const auto resource = cluster_->store().find("KafkaMirrorMaker2", key.name_space, key.name);
        if (!resource) return std::nullopt;
        auto step = step_mirror_maker_2(resource->value(), mirrors_[key], View(cluster_->store(), key.name_space), facts());
        mirrors_[key] = std::move(step.running);
        return carry_out(*cluster_, step.plan);
    }

    std::optional<Wake> reconcile_rebalance(const WorkKey& key) {
        const auto rebalance = cluster_->store().find("KafkaRebalance", key.name_space, key.name);
        if (!rebalance) return std::nullopt;
        const auto kafka = named_by_label("Kafka", *rebalance);
        RebalanceFacts about{strimzi_facts(), {}};
        if (kafka) about.brokers = brokers_of(*kafka);
        const View view(cluster_->store(), key.name_space);
        const auto step = step_rebalance(rebalance->value(), kafka ? &kafka->value() : nullptr, view, about);
        if (step.moved && kafka) data_->move(key_of(*kafka), *step.moved);
        return carry_out(*cluster_, step.plan);
    }

    std::vector<int> brokers_of(const StoredObject& kafka) const {
        std::vector<int> brokers;
        const auto selector = LabelSelector::equals(cluster_label, std::string(kafka.name()));
        for (const auto& pod : cluster_->store().list("Pod", kafka.name_space(), selector)) {
            if (label_of(pod->value(), "strimzi.io/broker-role") != "true" || !is_ready(pod->value())) continue;
            const auto name = pod->name();
            brokers.push_back(std::atoi(std::string(name.substr(name.rfind('-') + 1)).c_str()));
        }
        std::ranges::sort(brokers);
        return brokers;
    }
};

}  // namespace

void add_strimzi_clients(SandboxCluster& cluster, std::string version, std::shared_ptr<KafkaData> data) {
    cluster.add_controller(std::make_shared<ClientOperators>(std::move(version), std::move(data)));
}

}  // namespace nexa::sandbox
