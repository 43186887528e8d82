#pragma once

#include <map>
#include <set>

#include "data/sandbox/operators/plan.hpp"

/// Strimzi's topic operator, and the little of Kafka that it talks to. Steps are pure: what they want of Kafka stands in their answer.
namespace nexa::sandbox {

/// A topic as Kafka has it.
struct Topic {
    std::string id;
    std::int64_t partitions = 1;
    std::int64_t replicas = 1;
    std::set<int> brokers;  ///< Those that hold a replica.
    friend bool operator==(const Topic&, const Topic&) = default;
};

/// What one Kafka cluster stores; by topic name.
using Topics = std::map<std::string, Topic>;

/// The cluster as the topic operator finds it.
struct TopicFacts {
    Time now;
    std::vector<int> brokers;  ///< Ready ones.
    Time unreachable_since{};  ///< When there are none: since when.
    std::int64_t default_partitions = 1;
    std::int64_t default_replicas = 1;
    bool cruise_control = false;
    bool use_finalizers = true;
    /// "Ref{namespace='n', name='x'}" of an older KafkaTopic that manages the same topic; empty: none.
    std::string managed_by;
};

struct TopicStep {
    Plan plan;
    std::string topic;            ///< The name in Kafka.
    std::optional<Topic> wanted;  ///< Kafka's topic from now on; unset: as it is.
    bool deleted = false;         ///< Kafka's topic goes away.
};

/// `actual` is Kafka's topic of that name, or null. Precondition: the operator runs and the topic bears the cluster's label.
TopicStep step_topic(const json::object& topic, const Topic* actual, const TopicFacts& facts);

/// The name in Kafka: what the status says, else spec.topicName, else the resource's name.
std::string topic_name(const json::object& topic);

/// Spreads a new topic over the brokers, as evenly as Kafka does.
Topic place_topic(std::string_view cluster, std::string_view name, std::int64_t partitions, std::int64_t replicas,
                  const std::vector<int>& brokers);

}  // namespace nexa::sandbox
