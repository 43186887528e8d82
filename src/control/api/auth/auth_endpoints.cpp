#include "control/api/auth/auth_endpoints.hpp"

#include <fmt/format.h>

#include "control/api/auth/auth_wire.hpp"
#include "http/problem.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view cookie_name = "nexa_refresh";
constexpr std::size_t longest_user_agent = 255;

std::int64_t seconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

/// The header is a stranger's text that is kept and shown: other than printable ASCII becomes '?'.
std::string printable(std::string_view text) {
    std::string made(text.substr(0, longest_user_agent));
    std::ranges::replace_if(made, [](char letter) { return letter < 0x20 || letter > 0x7e; }, '?');
    return made;
}

Origin origin_of(const http::Request& request) {
    return {request.remote_address, printable(request.headers.get("user-agent")), request.request_id};
}

std::optional<Secret> cookie_of(const http::Request& request) {
    std::string_view rest = request.headers.get("cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        if (!pair.starts_with(cookie_name) || pair.substr(cookie_name.size(), 1) != "=") continue;
        const std::string_view value = pair.substr(cookie_name.size() + 1);
        if (!value.empty() && value.size() <= 512) return Secret(std::string(value));
    }
    return std::nullopt;
}

/// A browser sends the cookie by itself, so a call that lives by it must show that a page of this origin made it: by Sec-Fetch-Site, which
/// no page can forge; or, from a browser or over a connection that has no such header, by one that a foreign page can't send unasked
/// (X-Requested-With) or an Origin that is this host.
bool is_from_own_page(const http::Request& request) {
    const std::string_view site = request.headers.get("sec-fetch-site");
    if (!site.empty()) return site == "same-origin" || site == "none";
    if (request.headers.get("x-requested-with") == "nexa") return true;
    const std::string_view origin = request.headers.get("origin");
    const std::string_view host = request.headers.get("host");
    const auto scheme = origin.find("://");
    return scheme != std::string_view::npos && !host.empty() && origin.substr(scheme + 3) == host;
}

class Auth {
public:
    Auth(AuthService& auth, Directory& directory, bool secure_cookie) : auth_(auth), directory_(directory), secure_cookie_(secure_cookie) {}

    Task<Result<http::Response>> log_in(Call& call) const {
        auto asked = call.body<LoginRequest>();
        if (!asked) co_return fail(asked.error());
        const bool by_cookie = asked->cookie.value_or(false);
        auto origin = origin_of(call.request);
        const auto tokens = co_await auth_.login(std::move(asked->username), std::move(asked->password), std::move(origin));
        if (!tokens) co_return fail(tokens.error());
        co_return reply_tokens(*tokens, by_cookie);
    }

    Task<Result<http::Response>> refresh(Call& call) const {
        auto presented = presented_token(call);
        if (!presented) co_return fail(presented.error());
        if (!presented->token) co_return fail(ErrorCode::unauthenticated, "there is no refresh token, in the body or as a cookie; sign in");
        auto origin = origin_of(call.request);
        const auto tokens = co_await auth_.refresh(std::move(*presented->token), std::move(origin));
        // The cookie stays: a tab that lost a race for the next token would else take it from the one that won.
        if (!tokens) co_return fail(tokens.error());
        co_return reply_tokens(*tokens, presented->by_cookie);
    }

    /// Ends the session that the access token names, or, when that has run out, the one of the refresh token: signing out must not depend
    /// on how long ago the page was used.
    Task<Result<http::Response>> log_out(Call& call) const {
        auto presented = presented_token(call);
        if (!presented) co_return fail(presented.error());
        const std::string_view bearer = bearer_of(call.request);
        auto caller = co_await auth_.identify(bearer);
        if (!caller && presented->token) {
            auto origin = origin_of(call.request);
            const auto tokens = co_await auth_.refresh(std::move(*presented->token), std::move(origin));
            if (tokens) caller = co_await auth_.identify(tokens->access_token);
        }
        if (!caller) {
            auto response = http::problem(caller.error(), call.request);
            if (presented->by_cookie) clear_cookie(response);
            co_return response;
        }
        call.request.caller = caller->name;
        auto origin = origin_of(call.request);
        const auto ended = co_await auth_.logout(*caller, std::move(origin));
        if (!ended) co_return fail(ended.error());
        auto response = http::Response::empty(204);
        clear_cookie(response);
        co_return response;
    }

    Task<Result<http::Response>> keys(Call&) const {
        auto response = http::Response::json(200, json::serialize(auth_.key_set()));
        response.headers.set("Cache-Control", "public, max-age=300");
        co_return response;
    }

    Task<Result<http::Response>> me(Call& call) const {
        const auto person = directory_.find(call.caller.user);
        if (!person) co_return fail(ErrorCode::unauthenticated, "the user is gone or disabled; sign in again");
        const Me found{person->user.id, person->user.name, person->user.display_name, to_items(*call.caller.rights)};
        auto response = reply(200, found);
        response.headers.set("Cache-Control", "no-store");
        co_return response;
    }

private:
    struct Presented {
        std::optional<Secret> token;
        bool by_cookie = false;
    };

    /// The refresh token of the body, or else of the cookie. Errors: forbidden (a cookie, and not from a page of ours), and the body's.
    static Result<Presented> presented_token(const Call& call) {
        if (!call.request.body.empty()) {
            auto asked = call.body<RefreshRequest>();
            if (!asked) return fail(asked.error());
            if (asked->refresh_token) return Presented{std::move(*asked->refresh_token), false};
        }
        auto cookie = cookie_of(call.request);
        if (!cookie) return Presented{};
        if (!is_from_own_page(call.request)) {
            return fail(ErrorCode::forbidden,
                        "the sign-in cookie is taken from Nexa's own pages only; other clients send refresh_token in the body");
        }
        return Presented{std::move(*cookie), true};
    }

    http::Response reply_tokens(const Tokens& tokens, bool by_cookie) const {
        TokenReply made;
        made.access_token = tokens.access_token;
        made.expires_in = seconds(tokens.expires_in);
        if (!by_cookie) made.refresh_token = tokens.refresh_token.reveal();
        auto response = reply(200, made);
        response.headers.set("Cache-Control", "no-store");
        if (by_cookie) set_cookie(response, tokens.refresh_token.reveal(), tokens.refresh_expires_in);
        return response;
    }

    void set_cookie(http::Response& response, std::string_view value, Duration lifetime) const {
        response.headers.add("Set-Cookie", fmt::format("{}={}; Path=/api/v1/auth; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name,
                                                       value, seconds(lifetime), secure_cookie_ ? "; Secure" : ""));
    }
    void clear_cookie(http::Response& response) const { set_cookie(response, "", Duration(0)); }

    AuthService& auth_;
    Directory& directory_;
    const bool secure_cookie_;
};

}  // namespace

Endpoints auth_endpoints(AuthService& service, Directory& directory, bool secure_cookie) {
    const auto auth = std::make_shared<const Auth>(service, directory, secure_cookie);
    return {{.method = http::Method::post,
             .path = "/auth/login",
             .access = anyone,
             .audit = audited("auth.login"),
             .operation = "login",
             .summary = "Sign in",
             .handle = [auth](Call& call) { return auth->log_in(call); },
             .request = shape<LoginRequest>(),
             .response = shape<TokenReply>()},
            {.method = http::Method::post,
             .path = "/auth/refresh",
             .access = anyone,
             .audit = audited("auth.refresh"),
             .operation = "refresh",
             .summary = "Exchange a refresh token for new tokens; it is good for one use",
             .handle = [auth](Call& call) { return auth->refresh(call); },
             .request = shape<RefreshRequest>(),
             .response = shape<TokenReply>()},
            {.method = http::Method::post,
             .path = "/auth/logout",
             .access = anyone,
             .audit = audited("auth.logout"),
             .operation = "logout",
             .summary = "End the session of the access token, or of the refresh token when that has run out",
             .handle = [auth](Call& call) { return auth->log_out(call); },
             .status = 204},
            {.method = http::Method::get,
             .path = "/auth/jwks",
             .access = anyone,
             .audit = not_audited,
             .operation = "getKeySet",
             .summary = "The keys that access tokens are signed with",
             .handle = [auth](Call& call) { return auth->keys(call); },
             .response = shape<KeySet>()},
            {.method = http::Method::get,
             .path = "/me",
             .access = signed_in,
             .audit = not_audited,
             .operation = "getMe",
             .summary = "Who is signed in, and what they may do where",
             .handle = [auth](Call& call) { return auth->me(call); },
             .response = shape<Me>()}};
}

}  // namespace nexa::control
