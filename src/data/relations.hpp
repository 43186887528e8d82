#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "data/kinds.hpp"
#include "model/health.hpp"

/// How resources belong together: a Kafka with its pools, pods, topics and users, an application with its driver and executors. Pure
/// functions over objects of one namespace of one cluster; thread-safe.
namespace nexa {

/// One node of the tree.
struct Relation {
    std::string role;  ///< What it is to the node above: "Node pool", "Topic", "Executor".
    std::string kind;  ///< "KafkaTopic", "Pod", "Task", ...
    std::string name;
    HealthVerdict health;
    bool operated = false;  ///< A kind that Nexa operates: there is more to be seen of it.
    std::vector<Relation> children;
};

struct Relations {
    std::vector<Relation> owners;    ///< What the resource is part of, nearest first; without children.
    std::vector<Relation> children;  ///< What it consists of and what works with it, by role and then name.
    std::size_t left_out = 0;        ///< Beyond `most_relations` in all.
};

inline constexpr std::size_t most_relations = 2000;

/// All objects of a kind in the namespace; asked once for each kind.
using ObjectsOfKind = std::function<std::vector<json::object>(std::string_view kind)>;

Relations relations_of(const Kind& kind, const json::object& object, const ObjectsOfKind& objects);

}  // namespace nexa
