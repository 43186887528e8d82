#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nexa {

/// What went wrong, in terms that know nothing of transport. `http/problem` maps each code to one HTTP status.
enum class ErrorCode {
    invalid,              ///< The request or input is wrong; `Error::issues` says where.
    unauthenticated,      ///< No valid credentials.
    forbidden,            ///< Known caller, missing right.
    not_found,            ///< No such thing, or the caller may not know that there is.
    conflict,             ///< The state of the thing does not allow it (a name taken, a field owned by another manager).
    precondition_failed,  ///< If-Match, or an expected version, did not hold.
    too_large,            ///< Over a stated limit of size or depth.
    too_many_requests,    ///< Over a stated limit of rate.
    unsupported,          ///< A content type, kind or version that is not handled.
    unavailable,          ///< A part that is needed is down or unreachable; trying again later may help.
    timed_out,            ///< A deadline passed; the outcome may be unknown.
    cancelled,            ///< Stopped on request.
    internal,             ///< A defect of this program; details go to the log only.
};

/// The lower-case name, as it stands in logs and problem documents ("not_found").
std::string_view to_string(ErrorCode code) noexcept;

/// One thing wrong with an input. `pointer` is an RFC 6901 JSON pointer into that input ("" is the whole).
struct Issue {
    std::string pointer;
    std::string message;
    std::string rule;  ///< Id of the contract or rule that objects; empty for plain validation.

    friend bool operator==(const Issue&, const Issue&) = default;
};

/// An expected failure. `message` says what was wrong, where, and what to do; it is fit to be shown to the caller,
/// except for `internal`, whose message goes to the log and never to a response.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::vector<Issue> issues;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

/// Shorthand for the failing side of a Result: `return fail(ErrorCode::not_found, "cluster x is not known")`.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::vector<Issue> issues = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(issues)});
}

/// Passes a failure on to a Result of another type.
[[nodiscard]] inline std::unexpected<Error> fail(Error error) {
    return std::unexpected(std::move(error));
}

}  // namespace nexa
