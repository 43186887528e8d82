#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace nexa::kube {

/// Whether the same request may be sent again.
enum class Retry {
    never,  ///< The request is refused as it is: someone has to change something first.
    safe,   ///< It may work later, and a repetition does no harm; wait with growing delays.
    after,  ///< As `safe`, but not before `ApiError::retry_after` has passed.
};
std::string_view to_string(Retry retry) noexcept;  ///< "never", "safe", "after"

/// Why the apiserver, or the way there, refused.
struct ApiError {
    Error error;  ///< For people, with the apiserver's own reason and causes (as issues).
    Retry retry = Retry::never;
    Duration retry_after{0};       ///< For Retry::after.
    bool outcome_unknown = false;  ///< A write may have happened nevertheless: read before anything else is done.
    int status = 0;                ///< HTTP status; 0: there was no answer.
    std::string reason;            ///< The apiserver's ("Conflict", "Expired", ...); may be empty.
    std::string continue_token;    ///< Of an expired list: where it can go on, inconsistently. Else empty.
};

/// What every call of an apiserver yields.
template <class T = void>
using Answer = std::expected<T, ApiError>;
[[nodiscard]] inline std::unexpected<ApiError> fail(ApiError error) {
    return std::unexpected(std::move(error));
}

/// What was asked, for the words of an error.
struct Asked {
    http::Method method = http::Method::get;
    std::string_view what;     ///< "KafkaTopic orders in namespace team-a": what the request was about.
    std::string_view cluster;  ///< Its name, for people.
    bool repeatable = true;    ///< A repetition after an unknown outcome does no harm.
};

/// Turns an answer that is no success into the user's words: conflicts name managers and fields, invalid fields become issues with JSON
/// pointers, 401 tells the credential from the permission (403). `body` is a Status object, or what a proxy sent instead of one. Pure.
ApiError describe_status(const Asked& asked, int status, const http::Headers& headers, std::string_view body);

/// The same for a request that got no answer at all. Pure.
ApiError describe_failure(const Asked& asked, const Error& failure);

/// The same for an answer that is no JSON object. `what` was asked for. Pure.
ApiError describe_unreadable(std::string_view cluster, std::string_view what);

/// "spec.listeners[0].name" or ".metadata.annotations[a.b/c]" as a JSON pointer: "/spec/listeners/0/name". Pure.
std::string pointer_of_field(std::string_view field);

}  // namespace nexa::kube
