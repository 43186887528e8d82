#pragma once

#include "control/api/endpoint.hpp"
#include "control/observe/event_hub.hpp"
#include "control/rbac/directory.hpp"

namespace nexa::control {

/// GET /events: what changes, as server-sent events, filtered by what the caller may see at each moment.
Endpoints event_endpoints(EventHub& hub, Directory& directory, const Clock& clock);

}  // namespace nexa::control
