#pragma once

#include "control/api/endpoint.hpp"
#include "control/clusters/cluster_registry.hpp"

namespace nexa::control {

/// The logs of SparkApplications' drivers: as they are written, and as they were kept.
Endpoints log_endpoints(store::Database& database, ClusterRegistry& clusters);

}  // namespace nexa::control
