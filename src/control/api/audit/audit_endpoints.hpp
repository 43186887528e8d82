#pragma once

#include "control/api/endpoint.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// The audit trail: search and head.
Endpoints audit_endpoints(store::Database& database);

}  // namespace nexa::control
