#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/async.hpp"

namespace nexa::http {

enum class Method { get, head, post, put, patch, del, options };
std::string_view to_string(Method method) noexcept;  ///< "GET", "DELETE", ...
std::optional<Method> parse_method(std::string_view text) noexcept;

/// Header fields in order; names compare without case.
class Headers {
public:
    /// The first value of that name, or "" when there is none.
    std::string_view get(std::string_view name) const noexcept;
    bool contains(std::string_view name) const noexcept;
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    void add(std::string_view name, std::string value);
    void remove(std::string_view name);
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// A whole request, its body read and within the limits.
struct Request {
    Method method = Method::get;
    std::string target;                                      ///< As sent: path and query.
    std::string path;                                        ///< Percent-decoded, always starting with '/'.
    std::vector<std::pair<std::string, std::string>> query;  ///< Percent-decoded, in order.
    Headers headers;
    std::string body;
    std::string remote_address;  ///< "127.0.0.1"
    std::string client_subject;  ///< Of a verified client certificate, as RFC 2253 writes it ("CN=alice"); else empty.
    std::string request_id;      ///< Set by the request-id middleware.
    std::string_view route;      ///< The template that routed it, once that is known ("/api/v1/runs/{id}"); lives as long as the handler.
    std::string caller;          ///< Who asks, once authentication has found out; for the access log.

    /// The path as sent, percent-encoded, without the query: what routes.
    std::string_view raw_path() const noexcept;
    /// The first value of that query parameter.
    std::optional<std::string_view> query_value(std::string_view name) const;
};

/// Where a streaming response writes. One coroutine at a time. A write waits for the peer (back-pressure).
class StreamWriter {
public:
    virtual ~StreamWriter() = default;
    /// Sends a chunk. Errors: cancelled (the peer has gone or the server stops), timed_out (the peer does not read).
    virtual Task<Result<>> write(std::string_view chunk) = 0;
};

/// Writes the body piece by piece (chunked); the response ends when it returns. It is cancelled when the peer goes away or the server
/// stops.
using StreamBody = std::function<Task<>(StreamWriter&)>;

struct Response {
    int status = 200;
    Headers headers;
    /// A body of its own, a body shared between responses (cached pages, static files), or a stream.
    std::variant<std::string, std::shared_ptr<const std::string>, StreamBody> body;

    static Response text(int status, std::string body, std::string content_type = "text/plain; charset=utf-8");
    static Response json(int status, std::string body);
    static Response empty(int status) { return text(status, {}, {}); }
    static Response stream(int status, std::string content_type, StreamBody body);
};

/// Answers a request. The request lives until the response has been sent. Exceptions become 500 and are logged.
using Handler = std::function<Task<Response>(Request&)>;
/// Wraps a handler: see `middleware/`.
using Middleware = std::function<Handler(Handler next)>;

/// Wraps `handler` so that the first middleware sees the request first.
Handler chain(std::vector<Middleware> middlewares, Handler handler);

}  // namespace nexa::http
