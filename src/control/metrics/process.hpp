#pragma once

#include "control/metrics/exposition.hpp"

namespace nexa::control {

/// What the kernel knows of this process, under the names that Prometheus' client libraries use. Linux: reads /proc.
void add_process(Exposition& to);

}  // namespace nexa::control
