#pragma once

#include "control/api/endpoint.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// What may be run in which namespace: list, look, set, remove.
Endpoints policy_endpoints(store::Database& database, const Clock& clock);

}  // namespace nexa::control
