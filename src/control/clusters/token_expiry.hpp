#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "model/cluster.hpp"

namespace nexa::control {

/// When a bearer token expires, if it is a JWT that says so (RFC 7519, section 4.1.4), as the tokens of service accounts are. Nothing is
/// verified: that is the apiserver's. Pure.
std::optional<Time> token_expiry(const Secret& token);

/// The status's message, and what to do when the credentials are refused or about to expire. Pure.
std::string with_credential_advice(const ClusterStatus& status, const std::string& cluster, std::optional<Time> expires, Time now);

}  // namespace nexa::control
