#pragma once

#include <memory>
#include <string>

#include "base/io_pool.hpp"
#include "http/message.hpp"

namespace nexa::http {

struct Tls {
    std::string certificate_chain_pem;
    std::string private_key_pem;
    std::string client_ca_pem;  ///< When set, client certificates signed by it are asked for (not required).
};

struct Limits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 4 * 1024 * 1024;
    std::size_t target_bytes = 8 * 1024;
    std::size_t connections = 10'000;
    std::size_t requests_per_connection = 100'000;
    Duration tls_handshake = std::chrono::seconds(10);
    Duration header = std::chrono::seconds(10);  ///< From the first byte of a request to the end of its header.
    Duration body = std::chrono::seconds(30);    ///< From the end of the header to the end of the body.
    Duration idle = std::chrono::seconds(75);    ///< Between requests on a kept connection.
    Duration write = std::chrono::seconds(30);   ///< For the peer to take one write.
    Duration drain = std::chrono::seconds(10);   ///< What `stop` gives requests in flight before it cancels them.
};

/// An HTTP/1.1 server over an IoPool: each connection lives on one of the pool's executors, and so does its handler.
/// Keep-alive; requests of one connection are answered in order, one at a time. Thread-safe. To be stopped, then destroyed, before the
/// pool. A request handler is not cancelled when its peer goes away (a change may be half made), a streamed body is.
class Server {
public:
    virtual ~Server() = default;
    /// The port that is bound, also when 0 was asked for.
    virtual std::uint16_t port() const = 0;
    virtual std::size_t connections() const = 0;
    /// Stops accepting, lets requests in flight finish within `Limits::drain` (streams are cancelled at once), closes the rest.
    virtual Task<> stop() = 0;
};

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::optional<Tls> tls;
    Limits limits;
    /// Makes a body for a problem that the server itself finds (400, 408, 413, 414, 431, 500, 503), so that each API keeps its error form.
    std::function<Response(int status, std::string detail)> problem;
};

/// Binds and starts to accept. Errors: unavailable (the port is taken: the message names it and says what to do), invalid (the TLS
/// material).
Result<std::unique_ptr<Server>> listen(IoPool& pool, ServerOptions options, Handler handler);

}  // namespace nexa::http
