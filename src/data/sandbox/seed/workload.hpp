#pragma once

#include <memory>

#include "data/sandbox/controller.hpp"
#include "data/sandbox/seed/demo_tables.hpp"

namespace nexa::sandbox::seed {

/// Keeps a demo cluster alive for as long as it runs: every few minutes somebody starts a job of the table's ad-hoc list, and once an hour
/// somebody rolls a broker by hand. What it starts is bounded: its jobs carry a time to live, after which their operator removes them.
std::shared_ptr<Controller> make_workload(Table table);

}  // namespace nexa::sandbox::seed
