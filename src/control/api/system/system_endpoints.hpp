#pragma once

#include "control/api/endpoint.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"

namespace nexa::control {

/// The overview that a page opens with.
Endpoints system_endpoints(ClusterRegistry& clusters, ResourceIndex& index, store::Database& database, const Clock& clock);

}  // namespace nexa::control
