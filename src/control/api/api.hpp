#pragma once

#include <memory>

#include "control/api/endpoint.hpp"
#include "control/audit/audit_trail.hpp"

namespace nexa::control {

/// Tells who a bearer token stands for, with the rights of this moment. Thread-safe.
class Identity {
public:
    virtual ~Identity() = default;
    /// Errors: unauthenticated, unavailable.
    virtual Task<Result<Caller>> identify(std::string_view bearer_token) = 0;
};

/// Fills in what every record of a call has in common: who, from where, under which request id, about which place.
AuditEntry audit_entry_of(const Call& call, std::string_view what, std::string_view outcome);

/// Serves the endpoints under /api/v1: finds the row, authenticates, authorises on the path, calls, turns errors into problems, and
/// records denied calls of audited endpoints. Errors: invalid (two rows of the same method and path).
Result<http::Handler> make_api(Endpoints endpoints, Identity& identity, AuditSink& audit);

/// The endpoints as `Request::route` names them: with /api/v1.
std::vector<http::Route> routes_of(const Endpoints& endpoints);

/// The token of "Authorization: Bearer <token>"; the scheme's case does not matter (RFC 9110, section 11.1). Empty when there is none.
std::string_view bearer_of(const http::Request& request);

/// The error for a call that `access` does not allow, as the caller may see it: who may not know of the place is told that there is
/// nothing.
Error denied(const Access& access, const Rights& rights, std::string_view cluster, std::string_view name_space);
bool allowed(const Access& access, const Rights& rights, std::string_view cluster, std::string_view name_space);

}  // namespace nexa::control
