#pragma once

#include <memory>

#include "control/api/endpoint.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_service.hpp"
#include "control/observe/resource_index.hpp"

namespace nexa::control {

/// The resources of the fleet: list, look, change, roll back, adopt, events and logs. All that it is given must outlive the endpoints.
Endpoints resource_endpoints(store::Database& database, ResourceIndex& index, ClusterRegistry& clusters, ChangeService& changes);

}  // namespace nexa::control
