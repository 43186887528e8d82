#pragma once

#include <memory>
#include <string>

#include "base/async.hpp"
#include "base/json.hpp"
#include "cli/context.hpp"
#include "cli/failure.hpp"
#include "cli/words.hpp"
#include "http/client.hpp"

namespace nexa::cli {

/// The body of a request, or none.
struct Body {
    std::string text;
    std::string content_type;

    static Body json(const json::value& value);
};

/// Nexa's API, as the signed-in user: signs requests, renews the sign-in when it has run out, and turns every error into a Failure.
/// Paths are without "/api/v1". Lives on the executor of one command.
class Api {
public:
    Api(Context& context, Executor executor);

    Context& context() { return context_; }
    /// The server that will be asked. Errors: usage (none is known).
    Outcome<std::string> server();

    Task<Outcome<json::value>> get(std::string path);
    Task<Outcome<json::value>> send(http::Method method, std::string path, Body body = {}, http::Headers headers = {});
    /// All items of a list, page by page, at most `most`.
    Task<Outcome<json::array>> list(std::string path, Query query, std::size_t most = 100'000);
    /// Streams a 200's body; other statuses are failures. Returns when the sink has enough or the server ends it.
    Task<Outcome<>> stream(std::string path, http::Headers headers, http::ChunkSink on_chunk, Duration idle);

    /// Signs in and keeps the session; out again and forgets it.
    Task<Outcome<>> login(std::string user, std::string password);
    Task<Outcome<>> logout();

private:
    Outcome<> open();
    http::ClientRequest request(http::Method method, const std::string& path, Body body, http::Headers headers) const;
    Task<Outcome<http::ClientResponse>> perform(http::ClientRequest request, http::ChunkSink on_chunk);
    Task<Outcome<http::ClientResponse>> once(http::ClientRequest request, http::ChunkSink on_chunk);
    Task<Outcome<bool>> renew();

    Context& context_;
    std::unique_ptr<http::Client> client_;
    std::shared_ptr<const http::ClientTls> tls_;
    Session session_;
    bool opened_ = false;
    bool kept_ = false;  ///< The token is from the session file, not from the environment.
};

}  // namespace nexa::cli
