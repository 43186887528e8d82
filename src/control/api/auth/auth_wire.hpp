#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/api/auth/rights_wire.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct LoginRequest {
    std::string username;
    Secret password;
    std::optional<bool> cookie;
};

struct RefreshRequest {
    std::optional<Secret> refresh_token;
};

struct TokenReply {
    std::string access_token;
    std::string token_type = "Bearer";
    std::int64_t expires_in = 0;
    std::optional<std::string> refresh_token;
};

struct Me {
    Id<User> id;
    std::string name;
    std::string display_name;
    std::vector<GrantItem> permissions;
};

/// RFC 7517, section 5.
struct KeySet {
    std::vector<json::object> keys;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::LoginRequest> = nexa::wire::describe(
    "LoginRequest",
    nexa::wire::field("username", &nexa::control::LoginRequest::username, "The user's name.", nexa::wire::Text{.min = 1, .max = 128}),
    nexa::wire::field("password", &nexa::control::LoginRequest::password, "",
                      nexa::wire::Text{.min = 1, .max = 1024, .format = "password"}),
    nexa::wire::field("cookie", &nexa::control::LoginRequest::cookie,
                      "True: the refresh token comes as an HttpOnly cookie, out of reach of scripts, and not in the reply."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::RefreshRequest> = nexa::wire::describe(
    "RefreshRequest", nexa::wire::field("refresh_token", &nexa::control::RefreshRequest::refresh_token,
                                        "The newest refresh token; the cookie's when absent.", nexa::wire::Text{.min = 1, .max = 512}));
template <>
inline constexpr auto nexa::wire::record<nexa::control::TokenReply> = nexa::wire::describe_reply(
    "TokenReply", nexa::wire::field("access_token", &nexa::control::TokenReply::access_token, "For the Authorization header."),
    nexa::wire::field("token_type", &nexa::control::TokenReply::token_type, "Bearer."),
    nexa::wire::field("expires_in", &nexa::control::TokenReply::expires_in, "Seconds for which the access token is good."),
    nexa::wire::field("refresh_token", &nexa::control::TokenReply::refresh_token, "Good for one use. Null when it is in the cookie."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::Me> = nexa::wire::describe_reply(
    "Me", nexa::wire::field("id", &nexa::control::Me::id, ""), nexa::wire::field("name", &nexa::control::Me::name, ""),
    nexa::wire::field("display_name", &nexa::control::Me::display_name, ""),
    nexa::wire::field("permissions", &nexa::control::Me::permissions, "What the caller may do at this moment, and where."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KeySet> =
    nexa::wire::describe_reply("KeySet", nexa::wire::field("keys", &nexa::control::KeySet::keys, "Public JSON Web Keys (RFC 7517)."));
