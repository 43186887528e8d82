#pragma once

#include "base/json.hpp"

namespace nexa::sandbox {

/// The value with the members of every object in the order of their names, as Go writes its maps.
json::value sorted(const json::value& value);

}  // namespace nexa::sandbox
