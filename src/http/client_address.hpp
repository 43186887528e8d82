#pragma once

#include <string>

#include "base/result.hpp"

namespace nexa::http {

/// Where a request goes.
struct ClientAddress {
    bool secure = false;
    std::string host;  ///< As written; IPv6 in brackets.
    std::string port;
    std::string url;  ///< To be requested: the one given, with the TLS server name as its host where there is one.

    std::string name() const { return host + ":" + port; }
};

/// Takes an absolute http or https URL apart. `server_name` may be empty. Errors: invalid. Pure.
Result<ClientAddress> parse_address(const std::string& url, const std::string& server_name);

}  // namespace nexa::http
