#pragma once

#include "control/api/endpoint.hpp"
#include "control/plans/plan_service.hpp"

namespace nexa::control {

/// Several changes as one: what can be planned, a plan with its preview, and what becomes of it.
Endpoints plan_endpoints(PlanService& service, store::Database& database);

}  // namespace nexa::control
