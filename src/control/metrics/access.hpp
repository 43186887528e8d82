#pragma once

#include <optional>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"

namespace nexa::control {

/// Why this request may not read the metrics; nothing when it may. With a token: whoever shows it as a bearer token, from anywhere. Without
/// one: whoever connects from this machine itself, and not through a proxy, whose clients could be anybody. Pure.
std::optional<Error> metrics_objection(const http::Request& request, const std::optional<Secret>& token);

}  // namespace nexa::control
