#pragma once

#include "base/json.hpp"

namespace nexa::sandbox::rest {

/// Events are stored in the core/v1 form; events.k8s.io/v1 shows the same objects under other names. Pure.
json::object as_new_event(const json::object& core);
json::object as_core_event(const json::object& event);

}  // namespace nexa::sandbox::rest
