#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "data/sandbox/object.hpp"

namespace nexa::sandbox::rest {

/// The cells of built-in types that no single field holds ("pod-ready", "service-ports", ...): kubectl's internal printers. Pure.
json::value computed_cell(std::string_view name, const StoredObject& object, Time now);

}  // namespace nexa::sandbox::rest
