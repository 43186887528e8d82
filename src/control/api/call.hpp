#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "control/rbac/rights.hpp"
#include "http/message.hpp"
#include "http/router.hpp"
#include "model/resource_key.hpp"
#include "model/user.hpp"
#include "wire/decode.hpp"
#include "wire/encode.hpp"

namespace nexa::control {

/// Who calls, and what they may do at this moment.
struct Caller {
    Id<User> user;
    std::string name;
    Id<Session> session;
    std::shared_ptr<const Rights> rights;
};

/// One request on its way through an endpoint.
struct Call {
    http::Request& request;
    const http::PathParams& params;
    Caller caller;  ///< Empty for public endpoints.

    std::string param(std::string_view name) const { return std::string(params.get(name)); }
    std::string query(std::string_view name) const { return std::string(request.query_value(name).value_or("")); }
    /// "a,b,c" as a set; empty when absent.
    std::set<std::string> query_set(std::string_view name) const;
    /// True for "true" and "1". Errors: invalid for anything but those, "false" and "0".
    Result<bool> query_flag(std::string_view name) const;
    /// Within [1, most]; `otherwise` when absent. Errors: invalid.
    Result<std::size_t> query_limit(std::size_t otherwise = 50, std::size_t most = 500) const;

    /// The resource that a path of {cluster}, {namespace}, {plural} and {name} names, whether it is there or not. Errors: not_found (the
    /// kind).
    Result<ResourceKey> resource_key() const;

    /// The Idempotency-Key of a request with what it stands for; an empty key when there is none. Errors: invalid (too long).
    struct Repeatable {
        std::string key, hash;
    };
    Result<Repeatable> repeatable() const;

    /// The version that If-Match asks for; nothing when it is absent. Errors: invalid; `what` says what it must be.
    Result<std::optional<std::int64_t>> if_match(std::string_view what) const;

    /// The JSON body as a T. Errors: unsupported (another content type), invalid (all issues), too_large.
    template <class T>
    Result<T> body() const {
        if (auto type = check_json_content_type(); !type) return fail(type.error());
        return wire::decode_text<T>(request.body);
    }
    Result<> check_json_content_type() const;
};

template <class T>
http::Response reply(int status, const T& value) {
    return http::Response::json(status, wire::encode(value));
}

/// A list's reply from rendered items: {"items":[...],"next_cursor":...,"total":...} and what `more` adds (rendered members, each
/// starting with a comma).
http::Response reply_list(const std::vector<std::shared_ptr<const std::string>>& items, std::string_view next_cursor, std::size_t total,
                          std::string_view more = {});

}  // namespace nexa::control
