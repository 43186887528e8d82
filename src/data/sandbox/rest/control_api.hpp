#pragma once

#include <optional>

#include "data/sandbox/access.hpp"
#include "data/sandbox/cluster.hpp"
#include "data/sandbox/faults.hpp"
#include "data/sandbox/request_log.hpp"
#include "http/message.hpp"

namespace nexa::sandbox::rest {

/// The sandbox's own URLs, for its administrator only:
///   GET|POST|DELETE /sandbox/faults, DELETE /sandbox/faults/{id}   what goes wrong on request (see Fault)
///   GET  /sandbox/log?after=N       the mutating requests, oldest first (see RequestRecord)
///   POST /sandbox/compact           forgets the event log up to now: older watches and pages get 410
///   GET|PUT /sandbox/speed          {"speed": 10}
/// Nothing for other paths.
std::optional<http::Response> control(SandboxCluster& cluster, RequestLog& log, Faults& faults, const http::Request& request,
                                      const SandboxUser& user);

}  // namespace nexa::sandbox::rest
