#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "model/cluster.hpp"

namespace nexa::kube {

/// Which operators run, by their Deployments (section "Detecting versions from a cluster" of the operators' contracts). One entry for each
/// installation: several may watch different namespaces. Pure.
std::vector<OperatorInfo> operators_of(std::span<const json::value> deployments);

/// What the Deployment of one operator says; name empty when it is none that is known. Pure.
OperatorInfo operator_of(const json::value& deployment);

}  // namespace nexa::kube
