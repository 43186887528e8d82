#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace nexa::http {

/// The caller's id when it is 8 to 64 characters out of [A-Za-z0-9._-], else a new UUIDv7. Pure but for the UUID.
std::string choose_request_id(std::string_view incoming, const Clock& clock = system_clock());

/// Sets `Request::request_id` and echoes it as X-Request-Id.
Middleware request_id(const Clock& clock = system_clock());

}  // namespace nexa::http
