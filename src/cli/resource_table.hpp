#pragma once

#include <string>
#include <vector>

#include "cli/kinds.hpp"
#include "cli/table.hpp"

namespace nexa::cli {

/// Which columns a list of resources has.
struct ResourceColumns {
    std::vector<const KindInfo*> kinds;  ///< One: its own columns are shown; several: the kind is.
    bool cluster = true;                 ///< False when one cluster is in scope.
    bool name_space = true;
    bool wide = false;
    bool watched = false;  ///< Rows will follow that are not known yet.

    /// The headings, without rows. Pure.
    Table headings() const;
    /// One row out of a ResourceItem. Pure.
    std::vector<std::string> row(const json::value& item, Time now) const;
};

/// "KafkaTopic/orders": what -o name prints.
std::string short_name(const json::value& item);

}  // namespace nexa::cli
