#pragma once

#include <functional>

#include "control/api/endpoint.hpp"
#include "control/observe/resource_index.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// The queues of submissions: look, and move. `most_in_flight` is the limit of each cluster; `wake` is told when the order has changed.
Endpoints submission_endpoints(store::Database& database, const ResourceIndex& index, const Clock& clock, std::size_t most_in_flight,
                               std::function<void()> wake);

}  // namespace nexa::control
