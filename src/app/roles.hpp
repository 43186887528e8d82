#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nexa::app {

/// What one process of an installation does. Processes meet only in the database (docs/adr/0007-roles.md).
struct Roles {
    bool api = true;      ///< Serves the API and the page.
    bool worker = true;   ///< Carries out runs and ends those that wait.
    bool watcher = true;  ///< Watches the clusters that no other process watches.

    bool all() const { return api && worker && watcher; }
    std::vector<std::string_view> names() const;
};

/// "api,worker,watcher" in any order. Errors: invalid (names what there is).
Result<Roles> parse_roles(std::string_view text);

}  // namespace nexa::app
