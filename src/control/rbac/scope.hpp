#pragma once

#include "control/rbac/rights.hpp"
#include "store/scope_filter.hpp"

namespace nexa::control {

/// Where a permission is held, as database lists filter by it: selectors are resolved to the names that have the labels now. Pure.
store::ScopeFilter scope_of(const Rights& rights, Permission permission);

}  // namespace nexa::control
