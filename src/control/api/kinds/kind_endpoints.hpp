#pragma once

#include "control/api/endpoint.hpp"
#include "model/cluster.hpp"

namespace nexa::control {

/// What is known of a cluster's software; nothing within when it could not be asked yet. Errors: not_found.
using FindFacts = std::function<Result<std::shared_ptr<const ClusterFacts>>(const std::string& cluster)>;

/// The kinds that Nexa operates, and the fields that they have.
Endpoints kind_endpoints(FindFacts find_facts);

}  // namespace nexa::control
