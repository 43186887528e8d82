#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/sandbox/fleet.hpp"

/// The demo: three clusters that a newcomer finds after the first start, alive from the first page on.
///
/// | cluster   | Kubernetes | Strimzi | Spark operator |
/// |-----------|------------|---------|----------------|
/// | dev-eu    | 1.34       | 1.2.0   | 2.5.2          | every state of a resource can be found here
/// | prod-us   | 1.33       | 0.48.0  | 2.2.1          | busy, mostly healthy
/// | legacy-ap | 1.29       | 0.45.2  | none           | Kafka on ZooKeeper
namespace nexa::sandbox {

struct DemoCluster {
    FleetMember member;                         ///< Name, versions, and the past that it lives through at its first creation.
    std::map<std::string, std::string> labels;  ///< As the fleet's user would label it: env, region.
    std::string colour;
};

/// In the order in which a page should list them.
const std::vector<DemoCluster>& demo_clusters();

/// Installs operators, what the table of that demo cluster says, and the workload that keeps it alive; a cluster that came back from its
/// journal gets no second seed. Fits Fleet::add as `prepare`.
void prepare_demo(SandboxCluster& cluster);

/// Adds the three clusters to the fleet, each on a thread of its own: to live through their past is most of what a first start does.
/// Blocks until all are served. Errors: as Fleet::add, the first one's.
Result<> seed_demo(Fleet& fleet, double speed = 1.0);

}  // namespace nexa::sandbox
