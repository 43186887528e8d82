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

/// The name of the lease whose holder watches the cluster.
std::string watch_lease(std::string_view cluster);

/// A kubeconfig as it is kept, and when it was put there: another time is another kubeconfig.
struct Credentials {
    std::string sealed;
    Time updated_at;
};
std::optional<std::string> sealed_kubeconfig(Tx& tx, Id<Cluster> id);
std::optional<Credentials> credentials(Tx& tx, Id<Cluster> id);
/// Where the cluster is reached and as whom; its version must be `expected` and grows by one. False when it is another, or there is none.
bool replace_kubeconfig(Tx& tx, const Cluster& cluster, std::int64_t expected, const std::string& sealed, Time now);
/// The same whatever the version is, when only the credentials change.
void replace_kubeconfig(Tx& tx, Id<Cluster> id, const std::string& sealed, Time now);
/// The same secret under another master key: conditional on what was sealed before; false when that was replaced meanwhile.
bool reseal(Tx& tx, Id<Cluster> id, const std::string& before, const std::string& after);

void put_facts(Tx& tx, const ClusterFacts& facts);
std::optional<ClusterFacts> facts(Tx& tx, const std::string& cluster);

}  // namespace nexa::store::clusters
