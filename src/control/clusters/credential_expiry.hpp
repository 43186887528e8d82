#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "data/kube/kubeconfig.hpp"
#include "model/cluster.hpp"
#include "model/expiry.hpp"

namespace nexa::control {

/// When a bearer token expires, if it is a JWT that says so (RFC 7519, section 4.1.4), as the tokens of service accounts are. Nothing is
/// verified: that is the apiserver's. Pure.
std::optional<Time> token_expiry(const Secret& token);

/// What of a kubeconfig has an end: its token and client certificate, and the authority that it trusts. Of several authorities the last to
/// expire counts, because one is enough; of a certificate chain the first, which is the client's own. Pure.
std::vector<Credential> credentials_of(const kube::Target& target);

/// The status's message, and what to do when the credentials are refused or about to expire. Pure.
std::string with_credential_advice(const ClusterStatus& status, const std::string& cluster, const std::vector<Credential>& credentials,
                                   Time now);

}  // namespace nexa::control
