#pragma once

#include "model/audit_entry.hpp"
#include "model/run.hpp"
#include "model/user.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// The audit record of a run's end, and its last step: written in the transaction that ends the run.
void record_end(store::Tx& tx, const Run& run, Time now, std::string_view detail = {});

}  // namespace nexa::control
