#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace nexa {

/// What may be run in one namespace of one cluster. Nothing said: no limit; but an empty list allows nothing.
struct NamespacePolicy {
    std::optional<std::set<std::string>> kinds;
    std::optional<std::set<std::string>> service_accounts;
    std::optional<std::vector<std::string>> images;  ///< Patterns: '*' stands for any text ("registry.example/team/*").
    std::optional<std::set<std::string>> volumes;    ///< Volume types, as Kubernetes names them: "emptyDir", "configMap".
    bool host_access = true;                         ///< Host network, host namespaces, privileged containers, hostPath volumes.
    std::optional<std::string> max_cpu;              ///< Of one container or pod: "4", "500m".
    std::optional<std::string> max_memory;           ///< Likewise: "16Gi".
    std::optional<std::int64_t> max_instances;       ///< Executors, replicas.
    std::optional<std::int64_t> max_submissions;     ///< Spark applications on their way to the operator at once; others wait.
    std::optional<std::int64_t> max_running_cores;   ///< Of all Spark applications together; others wait.

    friend bool operator==(const NamespacePolicy&, const NamespacePolicy&) = default;
};

/// A policy where it holds.
struct PlacedPolicy {
    std::string cluster;
    std::string name_space;
    NamespacePolicy policy;
    std::int64_t version = 1;  ///< Grows with each change; the ETag.
    Time created_at;
};

}  // namespace nexa
