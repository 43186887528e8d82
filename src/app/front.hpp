#pragma once

#include <memory>

#include "app/services.hpp"
#include "http/message.hpp"
#include "http/middleware/rate_limit.hpp"
#include "http/static_files.hpp"

namespace nexa::app {

/// Everything that the listening socket serves: the API, health, and the page, behind the middlewares.
/// /metrics answers to `metrics_token`; without one, to programs on this machine. `page`: null when there is none. `clients` bounds what
/// one address may ask. Errors: invalid (two endpoint rows collide).
Result<http::Handler> make_front(Services& services, std::shared_ptr<const http::StaticFiles> page, bool tls,
                                 std::optional<Secret> metrics_token, http::RateLimit clients, const Clock& clock);

}  // namespace nexa::app
