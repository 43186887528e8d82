#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace nexa::store {

/// Which rows a list may show: those that lie in one of the places.
struct ScopeFilter {
    struct Place {
        std::optional<std::set<std::string>> clusters;    ///< Nothing: all.
        std::optional<std::set<std::string>> namespaces;  ///< Nothing: all, and what belongs to no namespace.
    };
    bool everything = false;
    std::vector<Place> places;
};

}  // namespace nexa::store
