#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/contracts/contract.hpp"

/// The rows of each noun, beside the pure functions that they name; the cases of a file stand in its test. To add a rule is to add a
/// function and a row to its noun's file.
namespace nexa::contracts {

using Hits = std::vector<Hit>;

std::span<const Rule> cluster_rules() noexcept;        // clusters.cpp: any kind against what the cluster runs
std::span<const Rule> manager_rules() noexcept;        // managers.cpp: who else writes the resource
std::span<const Rule> kafka_version_rules() noexcept;  // kafka_versions.cpp: versions, metadata versions, KRaft and ZooKeeper
std::span<const Rule> kafka_config_rules() noexcept;   // kafka_config.cpp: replication against brokers, options, what rolls nodes
std::span<const Rule> kafka_life_rules() noexcept;     // kafka_life.cpp: labels, pausing, certificates, deletion
std::span<const Rule> listener_rules() noexcept;       // listeners.cpp
std::span<const Rule> pool_rules() noexcept;           // pools.cpp: controllers, scaling, node ids, deletion
std::span<const Rule> storage_rules() noexcept;        // storage.cpp
std::span<const Rule> topic_rules() noexcept;          // topics.cpp
std::span<const Rule> user_rules() noexcept;           // users.cpp
std::span<const Rule> connect_rules() noexcept;        // connect.cpp: Connect clusters and connectors
std::span<const Rule> mirror_rules() noexcept;         // mirrors.cpp: MirrorMaker 1 and 2
std::span<const Rule> rebalance_rules() noexcept;      // rebalances.cpp
std::span<const Rule> spark_rules() noexcept;          // spark.cpp: applications, and templates of schedules
std::span<const Rule> spark_effects() noexcept;        // spark_effects.cpp
std::span<const Rule> schedule_rules() noexcept;       // schedules.cpp

}  // namespace nexa::contracts
