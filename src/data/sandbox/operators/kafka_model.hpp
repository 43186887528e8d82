#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/kafka/strimzi_releases.hpp"
#include "data/sandbox/operators/plan.hpp"
#include "data/version.hpp"

/// What Strimzi makes of a Kafka and its KafkaNodePools before it touches anything: nodes, ids, versions, objections. Pure.
namespace nexa::sandbox {

/// What the cluster operator knows besides the resources.
struct StrimziFacts {
    std::string version;              ///< Of the operator: "1.2.0"
    const strimzi::Release* release;  ///< Never null.
    Time now;
    /// Whether a broker of the cluster being looked at holds partitions.
    std::function<bool(int broker)> has_partitions = [](int) { return false; };

    bool at_least(std::string_view other) const { return compare_versions(version, other) >= 0; }
};

/// A reconciliation that fails: the NotReady condition's reason and message.
struct StrimziFailure {
    std::string reason;
    std::string message;
};

struct StrimziWarning {
    std::string reason;
    std::string message;
    std::string pool;  ///< Set: the pool's status says it too.
};

struct KafkaPool {
    std::string name;
    const json::object* resource = nullptr;  ///< Null for the brokers of a ZooKeeper-based Kafka without node pools.
    bool broker = false;
    bool controller = false;
    std::vector<int> ids;      ///< Wanted, ascending.
    std::vector<int> added;    ///< Of them, new.
    std::vector<int> removed;  ///< To be scaled away.
    json::object storage;      ///< In effect: the applied one when the wanted change is not allowed.
};

struct KafkaModel {
    std::string cluster;
    std::string version;           ///< Of Kafka, wanted.
    std::string metadata_version;  ///< Default or asked for; empty with ZooKeeper.
    bool zookeeper = false;
    std::vector<KafkaPool> pools;  ///< By name.
    std::vector<StrimziWarning> warnings;
    std::vector<int> blocked;  ///< Brokers that are to go, and stay until an automatic rebalance has emptied them.

    std::size_t brokers() const;
    std::size_t controllers() const;
    std::size_t nodes() const;
    std::string pod(const KafkaPool& pool, int id) const;
};

/// Whether the Kafka runs on ZooKeeper: only 0.45 does, unless the annotation strimzi.io/kraft enables KRaft.
bool is_zookeeper_based(const json::object& kafka, const StrimziFacts& facts);

/// 0.46 and 0.47 throw before they write any status when the two annotations are missing.
bool lacks_kraft_annotations(const json::object& kafka, const StrimziFacts& facts);

/// Whether spec.cruiseControl.autoRebalance asks for that mode ("add-brokers", "remove-brokers").
bool rebalances_on(const json::object& kafka, std::string_view mode);

/// The first objection of the operator, in the order in which it looks.
std::optional<StrimziFailure> objection(const json::object& kafka, const std::vector<const json::object*>& pools,
                                        const StrimziFacts& facts);

/// `pools`: those with the cluster's label, by name. Precondition: no objection.
KafkaModel make_model(const json::object& kafka, const View& view, const std::vector<const json::object*>& pools,
                      const StrimziFacts& facts);

/// "[0,1,10-12]" in the order written; nothing when the text is no such list.
std::optional<std::vector<int>> parse_node_ids(std::string_view text);

}  // namespace nexa::sandbox
