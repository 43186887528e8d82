#pragma once

#include <string>

#include "data/sandbox/cluster.hpp"

/// What makes a simulated cluster behave: the operators and the parts of Kubernetes that they work through.
namespace nexa::sandbox {

struct OperatorVersions {
    std::string strimzi;  ///< "1.2.0"; empty: not installed.
    std::string spark;    ///< "2.5.2"; empty: not installed.
};

/// Adds the simulated Kubernetes parts and operators, and the operators' own Deployments as far as they are missing
/// (namespaces "strimzi" and "spark-operator"), by which their versions are found out. Call once for each cluster after it was opened;
/// the versions should be those of its CRDs (ClusterOptions).
void install_operators(SandboxCluster& cluster, const OperatorVersions& versions);

/// The versions that the cluster's options name.
OperatorVersions versions_of(const ClusterOptions& options);

}  // namespace nexa::sandbox
