#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

/// The pods of a resource: by which labels they are found, and how one stands. Pure.
namespace nexa {

/// Selects the pods of a resource; empty: the kind has none. `labels` of a node pool tell its cluster.
std::string pod_selector(std::string_view kind, std::string_view name, const json::object& resource);

struct PodStanding {
    std::string name;
    std::string role;                     ///< "broker", "controller", "broker and controller", "driver", "executor", "entity operator", ...
    std::string pool;                     ///< Of a Kafka node.
    std::optional<std::int64_t> node_id;  ///< Likewise.
    std::string phase;                    ///< "Running"
    std::string reason;                   ///< Why it does not run or is not ready: "CrashLoopBackOff", "Unschedulable: ..."; may be empty.
    std::string words;                    ///< The same for a person; may be empty.
    std::int64_t ready = 0, containers = 0;
    std::int64_t restarts = 0;
    std::string node;
    std::optional<Time> started_at;
    bool leaving = false;  ///< Is being deleted.
};
PodStanding pod_standing(const json::object& pod);

}  // namespace nexa
