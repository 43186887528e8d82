#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/cluster.hpp"
#include "store/database.hpp"

/// Clusters, their sealed credentials, and what was last found out about them.
namespace nexa::store::clusters {

void insert(Tx& tx, const Cluster& cluster, const std::string& sealed_kubeconfig, Time now);
std::vector<Cluster> all(Tx& tx);
std::optional<Cluster> find(Tx& tx, const std::string& name);
/// Labels and colour, when the stored version is `expected`; the version grows by one. False when it is another, or there is none.
bool update(Tx& tx, const Cluster& cluster, std::int64_t expected);
/// With credentials, facts and snapshots. Intents, runs and the audit trail stay.
bool remove(Tx& tx, const Cluster& cluster);

std::optional<std::string> sealed_kubeconfig(Tx& tx, Id<Cluster> id);
void replace_kubeconfig(Tx& tx, Id<Cluster> id, const std::string& sealed, Time now);

void put_facts(Tx& tx, const ClusterFacts& facts);
std::optional<ClusterFacts> facts(Tx& tx, const std::string& cluster);

}  // namespace nexa::store::clusters
