#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/sandbox/operators/topic_step.hpp"
#include "data/sandbox/operators/work_queue.hpp"

namespace nexa::sandbox {

/// What a rebalance does to a Kafka once Cruise Control is through with it.
struct Moved {
    std::string mode;           ///< "full", "add-brokers", "remove-brokers", "remove-disks"
    std::vector<int> brokers;   ///< Of the modes that name some.
    std::vector<int> existing;  ///< All that can hold a replica.
};

/// What the Kafka clusters of one Kubernetes cluster store. Shared by the operators of that cluster, which take turns; it lives in memory,
/// and after a restart the topic operator fills it again from the topics' resources.
class KafkaData {
public:
    Topics& topics(const WorkKey& kafka) { return topics_[kafka]; }
    bool has_partitions(const WorkKey& kafka, int broker) const;
    /// The replicas as they lie afterwards.
    void move(const WorkKey& kafka, const Moved& moved);
    void forget(const WorkKey& kafka) { topics_.erase(kafka); }

private:
    std::map<WorkKey, Topics> topics_;
};

}  // namespace nexa::sandbox
