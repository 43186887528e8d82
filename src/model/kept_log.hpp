#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/resource_key.hpp"

namespace nexa {

/// What a driver had written when it ended, or an executor when it failed; kept for when the pod is gone.
struct KeptLog {
    Id<KeptLog> id;
    ResourceKey key;  ///< Of the application.
    std::string uid;  ///< Of the application.
    std::string pod;
    std::string role = "driver";  ///< Of the pod: or "executor".
    std::string attempt;          ///< When it was submitted, as its status says it: tells the attempts of one application apart.
    std::string state;            ///< Of the application then.
    std::string cause;            ///< The lines that tell why it failed; may be empty.
    std::int64_t bytes = 0;
    bool cut = false;  ///< What came before the kept end was let go.
    Time kept_at;
};

}  // namespace nexa
