#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "cli/style.hpp"

namespace nexa::cli {

/// What the process returns.
enum class Exit { done = 0, refused = 1, usage = 2, unreachable = 3, not_allowed = 4 };

/// Why a command could not do its work.
struct Failure {
    Exit exit = Exit::refused;
    std::string message;        ///< What happened and what to do.
    std::vector<Issue> issues;  ///< What the server finds wrong with what was sent.
    std::string request_id;     ///< Names the request in the server's log; empty when there was none.
    int status = 0;             ///< Of the HTTP response; 0 when there was none.
};

template <class T = void>
using Outcome = std::expected<T, Failure>;

inline std::unexpected<Failure> give_up(Failure failure) {
    return std::unexpected(std::move(failure));
}
inline std::unexpected<Failure> usage(std::string message) {
    return std::unexpected(Failure{Exit::usage, std::move(message), {}, {}, 0});
}

/// From what the client says when there was no response.
Failure failure_of(const Error& error);
/// From an error response; `body` is its text, a problem document (RFC 9457) or whatever a proxy sent.
Failure failure_of_response(int status, std::string_view body);
/// From a problem document on its own, such as stands in the results of an apply.
Failure failure_of_problem(const json::value& problem);

/// "error: ...", the issues with their pointers and rules, and the request id; lines that end with a newline. Pure.
std::string render(const Failure& failure, const Style& style);
/// Only the issues, each line after `indent`.
std::string render_issues(const std::vector<Issue>& issues, const Style& style, std::string_view indent);

}  // namespace nexa::cli
