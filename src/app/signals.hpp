#pragma once

#include "base/async.hpp"

namespace nexa::app {

/// Returns at the first SIGTERM or SIGINT; from then on a second one ends the process at once.
Task<> termination();

/// SIGPIPE is ignored: writing to a peer that has gone is an error like others.
void ignore_broken_pipes();

}  // namespace nexa::app
