#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"

namespace nexa::http {

/// How to reach and trust one peer. PEM texts, never file names.
struct ClientTls {
    std::string ca_pem{};           ///< Trust only these; empty: the system's authorities.
    std::string certificate_pem{};  ///< Client certificate chain, or empty.
    Secret private_key_pem{};
    std::string server_name{};  ///< Overrides the name that is checked, or empty.
    bool insecure_skip_verify = false;
};

struct ClientRequest {
    Method method = Method::get;
    std::string url{};  ///< Absolute.
    Headers headers{};
    std::string body{};
    Duration connect_timeout = std::chrono::seconds(5);
    Duration total_timeout = std::chrono::seconds(30);  ///< 0: none (streams).
    Duration idle_timeout = Duration(0);                ///< Streams: the longest silence; 0: none.
    std::size_t max_body_bytes = 256 * 1024 * 1024;
    /// Over TLS: makes a connection of its own for this request, so that the response tells when the server's certificate expires.
    bool asks_certificate = false;
};

struct ClientResponse {
    int status = 0;
    Headers headers{};
    std::string body{};
    std::optional<Time> certificate_expires{};  ///< The server's, when the request asks for it.
};

/// Receives the pieces of a streamed body as they come; called on the client's executor. Return false to end the transfer.
using ChunkSink = std::function<bool(std::string_view chunk)>;
/// Receives the status and headers, before the first chunk. Return false to end the transfer.
using HeadSink = std::function<bool(int status, const Headers& headers)>;

/// An HTTP client over libcurl's multi interface, driven by Asio: HTTP/2 where the peer speaks it, connections kept and shared.
/// One `Client` serves many peers; every TLS identity has its own connections. Use from its executor's coroutines only
/// (other executors may co_await: the call hops there and back).
/// Errors: unavailable (can't resolve or connect, TLS trust: the message says which), timed_out, too_large, cancelled.
/// A response of any status is a value, not an error.
class Client {
public:
    virtual ~Client() = default;
    virtual Task<Result<ClientResponse>> send(ClientRequest request, std::shared_ptr<const ClientTls> tls) = 0;
    /// Streams the body into `on_chunk`; returns when the transfer ended (the body of the returned response is empty for status 200,
    /// and kept, as in `send`, for any other).
    virtual Task<Result<ClientResponse>> stream(ClientRequest request, std::shared_ptr<const ClientTls> tls, HeadSink on_head,
                                                ChunkSink on_chunk) = 0;
};

std::unique_ptr<Client> make_client(Executor executor);

}  // namespace nexa::http
