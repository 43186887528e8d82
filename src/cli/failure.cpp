#include "cli/failure.hpp"

#include <fmt/format.h>

#include "cli/json_view.hpp"
#include "wire/parse.hpp"

namespace nexa::cli {
namespace {

Exit exit_of_status(int status) {
    if (status == 401 || status == 403) return Exit::not_allowed;
    if (status == 502 || status == 503 || status == 504) return Exit::unreachable;
    return Exit::refused;
}

std::string advice(int status) {
    switch (status) {
        case 401:
            return "; sign in with `nexa login`";
        case 412:
            return "; someone changed it meanwhile: look at it again, then repeat";
        case 429:
            return "; wait a little, then repeat";
        default:
            return {};
    }
}

}  // namespace

Failure failure_of(const Error& error) {
    Failure failure{.exit = Exit::refused, .message = error.message, .issues = error.issues, .request_id = {}};
    if (error.code == ErrorCode::unavailable || error.code == ErrorCode::timed_out) failure.exit = Exit::unreachable;
    if (error.code == ErrorCode::invalid) failure.exit = Exit::usage;
    return failure;
}

Failure failure_of_problem(const json::value& problem) {
    Failure failure;
    failure.status = static_cast<int>(number(problem, "status"));
    failure.exit = exit_of_status(failure.status);
    failure.message = text(problem, "detail");
    if (failure.message.empty()) failure.message = text(problem, "title");
    if (failure.message.empty()) failure.message = fmt::format("the server answered {}", failure.status);
    failure.message += advice(failure.status);
    failure.request_id = text(problem, "request_id");
    for (const json::value& issue : items(problem, "errors")) {
        failure.issues.push_back({text(issue, "pointer"), text(issue, "message"), text(issue, "rule")});
    }
    return failure;
}

Failure failure_of_response(int status, std::string_view body) {
    const auto document = wire::parse_json(body);
    if (document && document->is_object() && (document->get_object().contains("detail") || document->get_object().contains("title"))) {
        Failure failure = failure_of_problem(*document);
        if (failure.status == 0) {
            failure.status = status;
            failure.exit = exit_of_status(status);
        }
        return failure;
    }
    Failure failure{.exit = exit_of_status(status), .message = {}, .issues = {}, .request_id = {}, .status = status};
    failure.message = fmt::format("the server answered {}{}; check that the address is that of Nexa", status, advice(status));
    return failure;
}

std::string render_issues(const std::vector<Issue>& issues, const Style& style, std::string_view indent) {
    std::string out;
    for (const Issue& issue : issues) {
        out += indent;
        if (!issue.pointer.empty()) out += style.bold(printable(issue.pointer)) + " ";
        out += printable(issue.message);
        if (!issue.rule.empty()) out += style.dim(fmt::format(" [{}]", printable(issue.rule)));
        out += '\n';
    }
    return out;
}

std::string render(const Failure& failure, const Style& style) {
    std::string out = style.red("error:") + " " + printable(failure.message) + "\n";
    // One issue without a place of its own says what the message says already.
    const bool repeats = failure.issues.size() == 1 && failure.message.find(failure.issues.front().message) != std::string::npos &&
                         failure.issues.front().rule.empty();
    if (!repeats) out += render_issues(failure.issues, style, "  ");
    if (!failure.request_id.empty()) out += style.dim("request id: " + printable(failure.request_id)) + "\n";
    return out;
}

}  // namespace nexa::cli
