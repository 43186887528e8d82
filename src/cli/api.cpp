#include "cli/api.hpp"

#include "cli/json_view.hpp"
#include "wire/encode.hpp"
#include "wire/parse.hpp"

namespace nexa::cli {
namespace {

constexpr std::string_view prefix = "/api/v1";
constexpr std::size_t page_size = 500;
/// Replies are ours and may be long lists; only the nesting and the memory are bounded.
constexpr wire::ParseLimits reply_limits{.bytes = 256 * 1024 * 1024, .depth = 128, .nodes = 50'000'000};

Outcome<json::value> parse_reply(const http::ClientResponse& response) {
    if (response.body.empty()) return json::value();
    auto value = wire::parse_json(response.body, reply_limits);
    if (!value) {
        return give_up({Exit::refused, "the server's reply is not JSON; check that the address is that of Nexa", {}, {}, response.status});
    }
    return std::move(*value);
}

}  // namespace

Body Body::json(const json::value& value) {
    return {wire::encode(value), "application/json"};
}

Api::Api(Context& context, Executor executor) : context_(context), client_(http::make_client(std::move(executor))) {}

Outcome<> Api::open() {
    if (opened_) return {};
    auto kept = context_.session.load();
    const std::string token = context_.environment("NEXA_TOKEN");
    const std::string server = !context_.connection.server.empty() ? context_.connection.server : context_.environment("NEXA_SERVER");
    if (!kept && (token.empty() || server.empty())) return give_up(failure_of(kept.error()));
    if (kept && *kept) session_ = **kept;
    if (!server.empty()) {
        std::string address = server.find("://") == std::string::npos ? "https://" + server : server;
        while (address.ends_with('/')) address.pop_back();
        // The tokens of one server are never shown to another.
        if (address != session_.server) session_ = Session{.server = address, .access_token = {}, .refresh_token = {}, .ca_pem = {}};
    }
    if (session_.server.empty())
        return usage("no server is known; sign in with `nexa login --server https://nexa.example`, or set NEXA_SERVER");
    if (!context_.connection.ca_file.empty()) {
        auto pem = read_file(context_, context_.connection.ca_file);
        if (!pem) return give_up(failure_of(pem.error()));
        session_.ca_pem = std::move(*pem);
    }
    if (context_.connection.insecure) session_.insecure = true;
    kept_ = token.empty();
    if (!token.empty()) {
        session_.access_token = token;
        session_.refresh_token.clear();
    }
    tls_ = std::make_shared<http::ClientTls>(http::ClientTls{.ca_pem = session_.ca_pem, .insecure_skip_verify = session_.insecure});
    opened_ = true;
    return {};
}

Outcome<std::string> Api::server() {
    if (auto opened = open(); !opened) return give_up(opened.error());
    return session_.server;
}

http::ClientRequest Api::request(http::Method method, const std::string& path, Body body, http::Headers headers) const {
    http::ClientRequest made{.method = method, .url = session_.server + std::string(prefix) + path, .headers = std::move(headers)};
    if (!body.content_type.empty()) made.headers.set("Content-Type", body.content_type);
    if (!made.headers.contains("Accept")) made.headers.set("Accept", "application/json");
    made.body = std::move(body.text);
    return made;
}

Task<Outcome<http::ClientResponse>> Api::once(http::ClientRequest request, http::ChunkSink on_chunk) {
    if (!session_.access_token.empty()) request.headers.set("Authorization", "Bearer " + session_.access_token);
    auto work = client_->stream(std::move(request), tls_, nullptr, std::move(on_chunk));
    auto response = co_await std::move(work);
    if (!response) {
        Failure failure = failure_of(response.error());
        failure.message = fmt::format("can't reach Nexa at {}: {}", session_.server, failure.message);
        co_return give_up(std::move(failure));
    }
    co_return std::move(*response);
}

Task<Outcome<http::ClientResponse>> Api::perform(http::ClientRequest request, http::ChunkSink on_chunk) {
    if (session_.access_token.empty() && session_.refresh_token.empty()) {
        co_return give_up({Exit::not_allowed, fmt::format("not signed in to {}; run `nexa login`", session_.server), {}, {}, 0});
    }
    auto response = co_await once(request, on_chunk);
    if (response && response->status == 401) {
        auto renewed = co_await renew();
        if (!renewed) co_return give_up(renewed.error());
        if (*renewed) response = co_await once(std::move(request), std::move(on_chunk));
    }
    if (response && (response->status < 200 || response->status > 299))
        co_return give_up(failure_of_response(response->status, response->body));
    co_return response;
}

Task<Outcome<bool>> Api::renew() {
    if (!kept_ || session_.refresh_token.empty()) co_return false;
    const auto lock = context_.session.lock();
    if (!lock) co_return give_up(failure_of(lock.error()));
    // Another command may have been first: a refresh token works once, and using it again would end the whole session.
    auto current = context_.session.load();
    if (!current || !*current || (*current)->server != session_.server) co_return false;
    if ((*current)->access_token != session_.access_token) {
        session_.access_token = (*current)->access_token;
        session_.refresh_token = (*current)->refresh_token;
        co_return true;
    }
    auto body = Body::json(json::object{{"refresh_token", session_.refresh_token}});
    session_.access_token.clear();
    auto renewal = request(http::Method::post, "/auth/refresh", std::move(body), {});
    auto response = co_await once(std::move(renewal), nullptr);
    if (!response) co_return give_up(response.error());
    if (response->status != 200) {
        co_return give_up({Exit::not_allowed, "the sign-in has run out or was revoked; run `nexa login`", {}, {}, response->status});
    }
    const auto tokens = parse_reply(*response);
    if (!tokens) co_return give_up(tokens.error());
    session_.access_token = text(*tokens, "access_token");
    if (auto next = text(*tokens, "refresh_token"); !next.empty()) session_.refresh_token = std::move(next);
    if (auto saved = context_.session.save(session_); !saved) co_return give_up(failure_of(saved.error()));
    co_return true;
}

Task<Outcome<json::value>> Api::get(std::string path) {
    return send(http::Method::get, std::move(path));
}

Task<Outcome<json::value>> Api::send(http::Method method, std::string path, Body body, http::Headers headers) {
    if (auto opened = open(); !opened) co_return give_up(opened.error());
    auto made = request(method, path, std::move(body), std::move(headers));
    const auto response = co_await perform(std::move(made), nullptr);
    if (!response) co_return give_up(response.error());
    co_return parse_reply(*response);
}

Task<Outcome<json::array>> Api::list(std::string path, Query query, std::size_t most) {
    json::array all;
    std::string cursor;
    do {
        Query page = query;
        page.add("limit", std::to_string(std::min(page_size, most - all.size()))).add("cursor", cursor);
        auto reply = co_await get(path + page.str());
        if (!reply) co_return give_up(reply.error());
        for (const json::value& item : items(*reply, "items")) all.push_back(item);
        cursor = text(*reply, "next_cursor");
    } while (!cursor.empty() && all.size() < most);
    co_return all;
}

Task<Outcome<>> Api::stream(std::string path, http::Headers headers, http::ChunkSink on_chunk, Duration idle) {
    if (auto opened = open(); !opened) co_return give_up(opened.error());
    auto made = request(http::Method::get, path, {}, std::move(headers));
    made.total_timeout = Duration(0);
    made.idle_timeout = idle;
    const auto response = co_await perform(std::move(made), std::move(on_chunk));
    if (!response) co_return give_up(response.error());
    co_return Outcome<>();
}

Task<Outcome<>> Api::login(std::string user, std::string password) {
    if (auto opened = open(); !opened) co_return give_up(opened.error());
    session_.access_token.clear();
    auto body = Body::json(json::object{{"username", user}, {"password", password}});
    auto made = request(http::Method::post, "/auth/login", std::move(body), {});
    const auto response = co_await once(std::move(made), nullptr);
    if (!response) co_return give_up(response.error());
    if (response->status != 200) {
        Failure failure = failure_of_response(response->status, response->body);
        if (response->status == 401) failure.message = "the user name or the password is wrong";
        co_return give_up(std::move(failure));
    }
    const auto tokens = parse_reply(*response);
    if (!tokens) co_return give_up(tokens.error());
    session_.access_token = text(*tokens, "access_token");
    session_.refresh_token = text(*tokens, "refresh_token");
    if (session_.access_token.empty()) {
        co_return give_up({Exit::refused, "the server's reply holds no token; check that the address is that of Nexa", {}, {}, 200});
    }
    const auto lock = context_.session.lock();
    if (!lock) co_return give_up(failure_of(lock.error()));
    if (auto saved = context_.session.save(session_); !saved) co_return give_up(failure_of(saved.error()));
    co_return Outcome<>();
}

Task<Outcome<>> Api::logout() {
    if (auto opened = open(); !opened) co_return give_up(opened.error());
    Outcome<json::value> told;
    if (!session_.access_token.empty()) {
        auto body = Body::json(json::object{{"refresh_token", session_.refresh_token}});
        told = co_await send(http::Method::post, "/auth/logout", std::move(body));
    }
    // Forgotten here in any case; a session that the server could not be told of ends by itself.
    if (auto removed = context_.session.remove(); !removed) co_return give_up(failure_of(removed.error()));
    if (!told && told.error().exit == Exit::unreachable) co_return give_up(told.error());
    co_return Outcome<>();
}

}  // namespace nexa::cli
