#pragma once

#include <compare>
#include <functional>
#include <string>

namespace nexa {

/// Names one resource of the fleet. `kind` is the CamelCase kind ("KafkaTopic"); kinds are unique without their group.
struct ResourceKey {
    std::string cluster;
    std::string name_space;
    std::string kind;
    std::string name;

    friend auto operator<=>(const ResourceKey&, const ResourceKey&) = default;

    /// "dev-eu/team-a/KafkaTopic/orders": for messages and logs.
    std::string str() const { return cluster + "/" + name_space + "/" + kind + "/" + name; }
};

}  // namespace nexa

template <>
struct std::hash<nexa::ResourceKey> {
    std::size_t operator()(const nexa::ResourceKey& key) const noexcept {
        std::size_t seed = 0;
        for (const auto* part : {&key.cluster, &key.name_space, &key.kind, &key.name}) {
            seed = seed * 1099511628211ULL + std::hash<std::string>{}(*part);
        }
        return seed;
    }
};
