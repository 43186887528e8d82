#pragma once

#include "control/api/clusters/cluster_wire.hpp"
#include "control/api/endpoint.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"

namespace nexa::control {

/// A cluster as the caller may see it: namespaces and counts within their scope.
ClusterItem to_item(const ClusterHandle& handle, const ResourceIndex& index, const Rights& rights, std::int64_t runs_under_way, Time now);

Endpoints cluster_endpoints(ClusterRegistry& clusters, ResourceIndex& index, store::Database& database, const Clock& clock);

}  // namespace nexa::control
