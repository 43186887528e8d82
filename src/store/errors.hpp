#pragma once

#include <exception>

#include "base/result.hpp"

namespace nexa::store {

/// What an exception of the database library means to a caller.
struct DatabaseFailure {
    Error error;
    bool retry = false;  ///< A deadlock or lock time-out: the whole transaction may be run again.
    bool lost = false;   ///< The connection is gone.
};
DatabaseFailure translate(const std::exception& exception);

}  // namespace nexa::store
