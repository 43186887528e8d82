#include "data/sandbox/operators/kafka_data.hpp"

#include <algorithm>

namespace nexa::sandbox {

bool KafkaData::has_partitions(const WorkKey& kafka, int broker) const {
    const auto found = topics_.find(kafka);
    return found != topics_.end() &&
           std::ranges::any_of(found->second, [&](const auto& entry) { return entry.second.brokers.contains(broker); });
}

void KafkaData::move(const WorkKey& kafka, const Moved& moved) {
    const auto found = topics_.find(kafka);
    // The disks of one broker are no matter between brokers.
    if (found == topics_.end() || moved.mode == "remove-disks") return;
    auto targets = moved.existing;
    if (moved.mode == "remove-brokers")
        std::erase_if(targets, [&](int id) { return std::ranges::find(moved.brokers, id) != moved.brokers.end(); });
    if (targets.empty()) return;
    for (auto& [name, topic] : found->second)
        topic.brokers = place_topic(kafka.name, name, topic.partitions, topic.replicas, targets).brokers;
}

}  // namespace nexa::sandbox
