#pragma once

#include "control/api/endpoint.hpp"
#include "control/clusters/cluster_registry.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// What is asked of a resource's cluster at the moment of the question (pods, a proposal's table, credentials), and the history of what
/// was.
Endpoints live_endpoints(store::Database& database, ClusterRegistry& clusters, const Clock& clock);

}  // namespace nexa::control
