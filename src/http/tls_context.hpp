#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "http/server.hpp"

namespace nexa::http {

/// A server context for TLS 1.2 and later that speaks HTTP/1.1. Errors: invalid (what is wrong with which PEM).
Result<std::shared_ptr<asio::ssl::context>> make_tls_context(const Tls& tls);

/// The subject of the client certificate that a finished handshake verified, or "".
std::string client_subject(SSL* connection);

}  // namespace nexa::http
