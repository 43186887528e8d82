#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/resource_key.hpp"

namespace nexa {

/// One step in the life of a Spark application, as it was observed; kept for when the object is gone.
struct StateChange {
    Id<StateChange> id;
    ResourceKey key;
    std::string uid;           ///< Of the object: tells applications of one name apart.
    std::string state;         ///< "RUNNING"; "DELETED" when the object went.
    std::string message;       ///< What the operator said with it.
    std::int64_t attempt = 0;  ///< Of the run: status.executionAttempts.
    std::int64_t executors_running = 0, executors_failed = 0;
    Time at;
};

/// An application whose object has gone.
struct PastApplication {
    Id<StateChange> id;  ///< Of its end.
    ResourceKey key;
    std::string uid;
    std::string state;    ///< The last one before it went; "" when none was seen.
    std::string message;  ///< What the operator said with it.
    std::int64_t attempt = 0;
    Time began, ended;  ///< When it was first seen, and when it went.
};

/// Of an object that went.
inline constexpr std::string_view deleted_state = "DELETED";

}  // namespace nexa
