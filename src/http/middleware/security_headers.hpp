#pragma once

#include <string_view>

#include "http/message.hpp"

namespace nexa::http {

struct SecurityHeaders {
    bool tls = false;                       ///< Adds Strict-Transport-Security.
    std::string_view api_prefix = "/api/";  ///< A literal. Below it nothing is cached and nothing is a page.
};

/// Adds what a browser needs to protect the page; a header that the handler set itself is kept. Pure.
void add_security_headers(const SecurityHeaders& options, std::string_view path, Response& response);

Middleware security_headers(SecurityHeaders options);

}  // namespace nexa::http
