#pragma once

#include <boost/asio/signal_set.hpp>

#include "base/async.hpp"

namespace nexa::app {

/// SIGTERM and SIGINT from its construction on: make one before the program says that it is ready, so that whoever read
/// that can end it cleanly. Before, a signal ends the process as a crash would. Used on one executor.
class Termination {
public:
    explicit Termination(const Executor& executor);

    /// Returns at the first signal, at once when it came already; from then on a second one ends the process at once.
    Task<> wait();

private:
    asio::signal_set signals_;
};

/// SIGPIPE is ignored: writing to a peer that has gone is an error like others.
void ignore_broken_pipes();

}  // namespace nexa::app
