#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace nexa::http {

/// Why a request got no response, in terms that know nothing of libcurl.
struct ClientFailure {
    enum class Kind {
        unknown_host,
        no_connection,  ///< Refused, no route: `system_error` tells.
        connect_timeout,
        response_timeout,
        not_trusted,      ///< The peer's certificate: `verify_result` tells.
        bad_authority,    ///< The CA text that was given is no certificate.
        bad_certificate,  ///< The client certificate or key that was given is of no use.
        no_tls,           ///< The handshake failed otherwise.
        not_http,
        broken,  ///< The connection ended in the middle.
    };
    Kind kind = Kind::broken;
    std::string peer;  ///< "host:port"
    std::string host;
    std::string detail;      ///< What the library said.
    int system_error = 0;    ///< errno, or 0.
    long verify_result = 0;  ///< OpenSSL's X509_V_ERR_*, 0 when the chain was good (then the name did not match).
    Duration limit{0};       ///< Of the timeouts.
};

/// What happened, where, and what to do about it. Pure.
Error describe(const ClientFailure& failure);

}  // namespace nexa::http
