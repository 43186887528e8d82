#pragma once

#include <optional>

#include "data/sandbox/rest/reply.hpp"
#include "data/sandbox/type_registry.hpp"

namespace nexa::sandbox::rest {

/// Answers /version, /api, /apis and what lies below, in the old forms and the aggregated one; nothing for other paths.
/// `server` is the address that /api names.
std::optional<http::Response> discover(const TypeRegistry& types, const http::Request& request, std::string_view kubernetes_version,
                                       std::string_view server);

/// Answers /openapi/v3 and /openapi/v2; nothing for other paths.
std::optional<http::Response> open_api(const TypeRegistry& types, const http::Request& request);

}  // namespace nexa::sandbox::rest
