#pragma once

#include "control/actions/action_service.hpp"
#include "control/api/endpoint.hpp"

namespace nexa::control {

/// The actions of a resource: which there are, what one would do, and doing it. What it is given must outlive the endpoints.
Endpoints action_endpoints(ActionService& actions);

}  // namespace nexa::control
