#include "data/sandbox/operators/strimzi_operator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "data/sandbox/operators/deployments.hpp"
#include "data/sandbox/operators/kafka_children.hpp"
#include "data/sandbox/operators/kafka_data.hpp"
#include "data/sandbox/operators/kafka_step.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/strimzi_clients.hpp"
#include "data/sandbox/operators/topic_step.hpp"
#include "data/sandbox/operators/user_step.hpp"
#include "data/sandbox/operators/work_queue.hpp"

namespace nexa::sandbox {
namespace {

constexpr auto cluster_label = "strimzi.io/cluster";

class ClusterOperator final : public Controller {
public:
    ClusterOperator(std::string version, std::shared_ptr<KafkaData> data) : version_(std::move(version)), data_(std::move(data)) {
        release_ = strimzi::find_release(version_);
        if (release_ == nullptr) release_ = &strimzi::releases().back();
    }

    std::string_view name() const override { return "strimzi-cluster-operator"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        kafkas_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile(key); });
        pod_sets_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) -> std::optional<Wake> {
            const auto set = cluster_->store().find("StrimziPodSet", key.name_space, key.name);
            if (!set) return std::nullopt;
            return carry_out(*cluster_, step_pod_set(set->value(), View(cluster_->store(), key.name_space)));
        });
    }

    void on_event(const WatchEvent& event) override {
        const auto& kind = event.resource->kind;
        const auto& object = *event.object;
        const std::string name_space(object.name_space());
        touch(event);
        if (kind == "Kafka") {
            if (event.type == WatchEvent::Type::deleted) {
                data_->forget(key_of(object));
            } else {
                // Its own status is no news to it.
                if (only_status_changed(event)) return;
                kafkas_->add(key_of(object), Wake{std::chrono::milliseconds(150)});
            }
        } else if (kind == "KafkaNodePool") {
            if (only_status_changed(event)) return;
            if (const auto cluster = label_of(object.value(), cluster_label); !cluster.empty())
                kafkas_->add({name_space, cluster}, Wake{std::chrono::milliseconds(150)});
        } else if (kind == "KafkaRebalance") {
            // The operator's own for an automatic rebalance; the real one looks at it with the periodic reconciliation.
            if (!array_at(object.value(), {"metadata", "finalizers"}).empty())
                kafkas_->add({name_space, label_of(object.value(), cluster_label)}, Wake{std::chrono::seconds(1)});
        } else if (kind == "StrimziPodSet") {
            pod_sets_->add(key_of(object));
            if (const auto cluster = label_of(object.value(), cluster_label);
                !cluster.empty() && annotation_of(object.value(), "strimzi.io/manual-rolling-update") == "true") {
                kafkas_->add({name_space, cluster});
            }
        } else if (kind == "Pod") {
            const auto set = label_of(object.value(), "strimzi.io/controller-name");
            if (!set.empty()) pod_sets_->add({name_space, set}, Wake{std::chrono::milliseconds(20)});
            if (annotation_of(object.value(), "strimzi.io/manual-rolling-update") == "true" ||
                annotation_of(object.value(), "strimzi.io/delete-pod-and-pvc") == "true")
                kafkas_->add({name_space, label_of(object.value(), cluster_label)});
        } else if (kind == "Secret" && (annotation_of(object.value(), "strimzi.io/force-renew") == "true" ||
                                        annotation_of(object.value(), "strimzi.io/force-replace") == "true")) {
            if (const auto cluster = label_of(object.value(), cluster_label); !cluster.empty()) kafkas_->add({name_space, cluster});
        } else if (kind == "Secret" && event.type == WatchEvent::Type::deleted) {
            if (const auto cluster = label_of(object.value(), cluster_label); !cluster.empty())
                kafkas_->add({name_space, cluster}, rest(std::chrono::seconds(10)));
        }
    }

private:
    std::string version_;
    const strimzi::Release* release_;
    std::shared_ptr<KafkaData> data_;
    SandboxCluster* cluster_ = nullptr;
    std::unique_ptr<WorkQueue> kafkas_;
    std::unique_ptr<WorkQueue> pod_sets_;
    /// Kafkas of which nothing has changed since a reconciliation that had nothing to do, and when that was.
    std::map<WorkKey, Time> at_rest_;

    /// Whatever bears a Kafka's label may give its next reconciliation something to do; of topics only their end does (scale-down).
    void touch(const WatchEvent& event) {
        const auto& kind = event.resource->kind;
        if (kind == "KafkaUser" || (kind == "KafkaTopic" && event.type != WatchEvent::Type::deleted)) return;
        const std::string name_space(event.object->name_space());
        if (kind == "Kafka") at_rest_.erase(key_of(*event.object));
        if (const auto cluster = label_of(event.object->value(), cluster_label); !cluster.empty()) at_rest_.erase({name_space, cluster});
    }

    std::optional<Wake> reconcile(const WorkKey& key) {
        const auto kafka = cluster_->store().find("Kafka", key.name_space, key.name);
        if (!kafka) {
            at_rest_.erase(key);
            return std::nullopt;
        }
        // Certificates end though nothing changes.
        const auto resting = at_rest_.find(key);
        if (resting != at_rest_.end() && cluster_->time().now() < resting->second + std::chrono::hours(1))
            return rest(std::chrono::seconds(120));
        StrimziFacts facts{version_, release_, cluster_->time().now(),
                           [this, key](int broker) { return data_->has_partitions(key, broker); }};
        const View view(cluster_->store(), key.name_space);
        const auto plan = step_kafka(kafka->value(), view, facts);
        if (plan.empty() && plan.again && plan.again->weight == SimTime::Weight::background) at_rest_.insert_or_assign(key, facts.now);
        return carry_out(*cluster_, plan);
    }
};

/// The topic and user operators of all Kafka clusters: they work where the entity operator's Deployment is available.
class EntityOperators final : public Controller {
public:
    EntityOperators(std::string version, std::shared_ptr<KafkaData> data) : version_(std::move(version)), data_(std::move(data)) {}

    std::string_view name() const override { return "strimzi-entity-operator"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        topics_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile_topic(key); });
        users_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile_user(key); });
    }

    void on_event(const WatchEvent& event) override {
        const auto& kind = event.resource->kind;
        constexpr Wake soon{std::chrono::milliseconds(100)};
        if (kind == "KafkaTopic" && event.type != WatchEvent::Type::deleted) topics_->add(key_of(*event.object), soon);
        if (kind == "KafkaTopic" && event.type == WatchEvent::Type::deleted) wake_competitors(*event.object);
        if (kind == "KafkaUser" && event.type != WatchEvent::Type::deleted) users_->add(key_of(*event.object), soon);
        if (kind == "Secret" && label_of(event.object->value(), "strimzi.io/kind") == "KafkaUser") users_->add(key_of(*event.object), soon);
        if (kind == "Secret" && event.type == WatchEvent::Type::modified && event.object->name().ends_with("-clients-ca-cert"))
            wake_all(std::string(event.object->name_space()), label_of(event.object->value(), cluster_label));
        if (kind == "Deployment") {
            const auto cluster = label_of(event.object->value(), cluster_label);
            if (!cluster.empty() && is_available(event.object->value()) && !(event.previous && is_available(event.previous->value())))
                wake_all(std::string(event.object->name_space()), cluster);
        }
    }

private:
    std::string version_;
    std::shared_ptr<KafkaData> data_;
    SandboxCluster* cluster_ = nullptr;
    std::unique_ptr<WorkQueue> topics_;
    std::unique_ptr<WorkQueue> users_;
    std::map<WorkKey, Time> unreachable_since_;

    void wake_all(const std::string& name_space, const std::string& cluster) {
        const auto selector = LabelSelector::equals(cluster_label, cluster);
        for (const auto& topic : cluster_->store().list("KafkaTopic", name_space, selector))
            topics_->add(key_of(*topic), Wake{std::chrono::seconds(1)});
        for (const auto& user : cluster_->store().list("KafkaUser", name_space, selector))
            users_->add(key_of(*user), Wake{std::chrono::seconds(1)});
    }

    /// The loser of a conflict takes over at a periodic run after the winner is gone.
    void wake_competitors(const StoredObject& gone) {
        const auto name = topic_name(gone.value());
        const auto selector = LabelSelector::equals(cluster_label, label_of(gone.value(), cluster_label));
        for (const auto& topic : cluster_->store().list("KafkaTopic", gone.name_space(), selector)) {
            if (topic_name(topic->value()) == name) topics_->add(key_of(*topic), rest(std::chrono::seconds(20)));
        }
    }

    /// The Kafka whose entity operator has that part and is running, or null.
    ObjectPtr operated(const std::string& name_space, const std::string& cluster, std::string_view part) const {
        if (cluster.empty()) return nullptr;
        const auto deployment = cluster_->store().find("Deployment", name_space, cluster + "-entity-operator");
        if (!deployment || !is_available(deployment->value())) return nullptr;
        auto kafka = cluster_->store().find("Kafka", name_space, cluster);
        return kafka && object_at(kafka->value(), {"spec", "entityOperator"}).contains(part) ? kafka : nullptr;
    }

    std::vector<int> ready_brokers(const std::string& name_space, const std::string& cluster) const {
        std::vector<int> brokers;
        const auto selector =
            LabelSelector::parse(fmt::format("strimzi.io/cluster={0},strimzi.io/name={0}-kafka,strimzi.io/broker-role=true", cluster));
        for (const auto& pod : cluster_->store().list("Pod", name_space, *selector)) {
            if (!is_ready(pod->value())) continue;
            const auto pod_name = pod->name();
            brokers.push_back(std::atoi(std::string(pod_name.substr(pod_name.rfind('-') + 1)).c_str()));
        }
        std::ranges::sort(brokers);
        return brokers;
    }

    /// An older resource for the same topic, as the operator's message names it.
    std::string older_manager(const StoredObject& topic, const std::string& cluster) const {
        const auto name = topic_name(topic.value());
        const auto age = [](const StoredObject& object) {
            return std::pair(text_at(object.value(), {"metadata", "creationTimestamp"}),
                             object.value().at("metadata").at("uid").as_string());
        };
        for (const auto& other : cluster_->store().list("KafkaTopic", topic.name_space(), LabelSelector::equals(cluster_label, cluster))) {
            if (other->uid() == topic.uid() || topic_name(other->value()) != name ||
                annotation_of(other->value(), "strimzi.io/managed") == "false")
                continue;
            const bool finalized = !array_at(other->value(), {"metadata", "finalizers"}).empty();
            const bool self_finalized = !array_at(topic.value(), {"metadata", "finalizers"}).empty();
            // Creation times have whole seconds: whoever has the finalizer came first.
            const bool older = finalized != self_finalized ? finalized : age(*other) < age(topic);
            if (older) return fmt::format("Ref{{namespace='{}', name='{}'}}", other->name_space(), other->name());
        }
        return {};
    }

    /// What Kafka must have held before the process was restarted, as far as the resource tells.
    static std::optional<Topic> remembered(const json::object& topic, const std::vector<int>& brokers) {
        const auto id = text_at(topic, {"status", "topicId"});
        if (id.empty() || brokers.empty()) return std::nullopt;
        auto known = place_topic(uid_of(topic), topic_name(topic), number_at(topic, {"spec", "partitions"}, 1),
                                 number_at(topic, {"spec", "replicas"}, 1), brokers);
        known.id = id;
        // A refused change says which way Kafka differs from the specification, not by how much.
        const auto& conditions = array_at(topic, {"status", "conditions"});
        const auto message =
            conditions.empty() || !conditions[0].is_object() ? std::string{} : text_at(conditions[0].get_object(), {"message"});
        if (message.starts_with("Decreasing partitions")) ++known.partitions;
        if (message.starts_with("Replication factor change")) known.replicas = known.replicas == 1 ? 2 : known.replicas - 1;
        return known;
    }

    std::optional<Wake> reconcile_topic(const WorkKey& key) {
        const auto topic = cluster_->store().find("KafkaTopic", key.name_space, key.name);
        if (!topic) return std::nullopt;
        const auto cluster = label_of(topic->value(), cluster_label);
        const auto kafka = operated(key.name_space, cluster, "topicOperator");
        if (!kafka) return std::nullopt;

        TopicFacts facts;
        facts.now = cluster_->time().now();
        facts.brokers = ready_brokers(key.name_space, cluster);
        const WorkKey kafka_key{key.name_space, cluster};
        if (facts.brokers.empty()) {
            facts.unreachable_since = unreachable_since_.try_emplace(kafka_key, facts.now).first->second;
        } else {
            unreachable_since_.erase(kafka_key);
        }
        const auto& config = object_at(kafka->value(), {"spec", "kafka", "config"});
        facts.default_partitions = number_at(config, {"num.partitions"}, 1);
        facts.default_replicas = number_at(config, {"default.replication.factor"}, 1);
        facts.cruise_control = object_at(kafka->value(), {"spec"}).contains("cruiseControl");
        facts.managed_by = older_manager(*topic, cluster);

        auto& topics = data_->topics(kafka_key);
        const auto name = topic_name(topic->value());
        if (!topics.contains(name)) {
            if (auto known = remembered(topic->value(), facts.brokers)) topics.emplace(name, std::move(*known));
        }
        const auto actual = topics.find(name);
        const auto step = step_topic(topic->value(), actual == topics.end() ? nullptr : &actual->second, facts);
        if (step.wanted) topics[step.topic] = *step.wanted;
        if (step.deleted) topics.erase(step.topic);
        return carry_out(*cluster_, step.plan);
    }

    std::optional<Wake> reconcile_user(const WorkKey& key) {
        const auto user = cluster_->store().find("KafkaUser", key.name_space, key.name);
        if (!user) return std::nullopt;
        const auto kafka = operated(key.name_space, label_of(user->value(), cluster_label), "userOperator");
        if (!kafka) return std::nullopt;
        const UserFacts facts{cluster_->time().now(), object_at(kafka->value(), {"spec", "kafka"}).contains("authorization"),
                              compare_versions(version_, "1.0.0") >= 0};
        return carry_out(*cluster_, step_user(user->value(), View(cluster_->store(), key.name_space), facts));
    }
};

}  // namespace

void add_strimzi_operator(SandboxCluster& cluster, std::string version) {
    auto data = std::make_shared<KafkaData>();
    cluster.add_controller(std::make_shared<ClusterOperator>(version, data));
    add_strimzi_clients(cluster, version, data);
    cluster.add_controller(std::make_shared<EntityOperators>(std::move(version), data));
}

}  // namespace nexa::sandbox
