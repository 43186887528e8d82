#pragma once

#include "base/result.hpp"

namespace nexa::control {

/// The one answer for what does not exist and for what the caller may not see, so that the two can't be told apart.
inline auto nothing_there() {
    return fail(ErrorCode::not_found, "there is no such cluster, namespace or resource, or you may not see it");
}

}  // namespace nexa::control
