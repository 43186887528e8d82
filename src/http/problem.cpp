#include "http/problem.hpp"

#include "base/json.hpp"
#include "base/log.hpp"

namespace nexa::http {
namespace {

Response document(int status, json::object body) {
    Response response = Response::text(status, json::serialize(body), "application/problem+json");
    response.headers.set("Cache-Control", "no-store");
    if (status == 401) response.headers.set("WWW-Authenticate", "Bearer");
    return response;
}

std::string_view title_of(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::invalid:
            return "The request is not valid";
        case ErrorCode::unauthenticated:
            return "Authentication is required";
        case ErrorCode::forbidden:
            return "The right to do this is missing";
        case ErrorCode::not_found:
            return "There is no such thing";
        case ErrorCode::conflict:
            return "The present state does not allow this";
        case ErrorCode::precondition_failed:
            return "It has changed in the meantime";
        case ErrorCode::too_large:
            return "Too large";
        case ErrorCode::too_many_requests:
            return "Too many requests";
        case ErrorCode::unsupported:
            return "Not supported";
        case ErrorCode::unavailable:
            return "Not available at the moment";
        case ErrorCode::timed_out:
            return "It took too long";
        case ErrorCode::cancelled:
            return "Stopped before the end";
        case ErrorCode::internal:
            return "Internal error";
    }
    return "Internal error";
}

}  // namespace

int status_of(const Error& error) noexcept {
    switch (error.code) {
        case ErrorCode::invalid:
            return error.issues.empty() ? 400 : 422;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::forbidden:
            return 403;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::precondition_failed:
            return 412;
        case ErrorCode::too_large:
            return 413;
        case ErrorCode::too_many_requests:
            return 429;
        case ErrorCode::unsupported:
            return 415;
        case ErrorCode::unavailable:
            return 503;
        case ErrorCode::timed_out:
            return 504;
        case ErrorCode::cancelled:
            return 503;
        case ErrorCode::internal:
            return 500;
    }
    return 500;
}

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
        case 100:
            return "Continue";
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 203:
            return "Non-Authoritative Information";
        case 204:
            return "No Content";
        case 205:
            return "Reset Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

Response problem(const Error& error, const Request& request) {
    std::string_view detail = error.message;
    if (error.code == ErrorCode::internal) {
        log::error("http", "{} {} failed: {} (request {})", to_string(request.method), request.raw_path(), error.message,
                   request.request_id);
        detail = "The server failed to handle the request. Its log has the reason under the request id.";
    }
    const int status = status_of(error);
    json::array errors;
    if (error.code != ErrorCode::internal) {
        for (const Issue& issue : error.issues) {
            json::object entry{{"pointer", issue.pointer}, {"message", issue.message}};
            if (!issue.rule.empty()) entry["rule"] = issue.rule;
            errors.emplace_back(std::move(entry));
        }
    }
    json::object body{{"type", fmt::format("urn:nexa:problem:{}", to_string(error.code))},
                      {"title", title_of(error.code)},
                      {"status", status},
                      {"detail", detail},
                      {"request_id", request.request_id},
                      {"errors", std::move(errors)}};
    return document(status, std::move(body));
}

Response problem(int status, std::string_view detail, std::string_view request_id) {
    return document(status, json::object{{"type", "about:blank"},
                                         {"title", reason_phrase(status)},
                                         {"status", status},
                                         {"detail", detail},
                                         {"request_id", request_id},
                                         {"errors", json::array()}});
}

}  // namespace nexa::http
