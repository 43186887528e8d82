#pragma once

#include "control/api/call.hpp"
#include "control/observe/resource_index.hpp"

namespace nexa::control {

/// What the query string of GET /resources asks for. Errors: invalid, naming the parameter and what it takes.
Result<ResourceQuery> resource_query_of(const Call& call);

}  // namespace nexa::control
