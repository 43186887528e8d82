#include "http/middleware/body_type.hpp"

#include "http/problem.hpp"

namespace nexa::http {
namespace {

Task<Response> refused(const Request& request, const std::vector<std::string>& allowed) {
    const auto given = request.headers.get("Content-Type");
    const auto said = given.empty() ? std::string("none was given") : fmt::format("this one is {}", given);
    co_return problem({ErrorCode::unsupported, fmt::format("The Content-Type must be one of {}; {}.", fmt::join(allowed, ", "), said), {}},
                      request);
}

}  // namespace

bool media_type_is(std::string_view content_type, const std::vector<std::string>& allowed) {
    std::string_view type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::any_of(allowed, [&](const std::string& one) { return std::ranges::equal(type, one, {}, lower, lower); });
}

Middleware body_type(std::vector<std::string> allowed) {
    return [allowed = std::move(allowed)](Handler next) -> Handler {
        return [allowed, next = std::move(next)](Request& request) -> Task<Response> {
            if (!request.body.empty() && !media_type_is(request.headers.get("Content-Type"), allowed)) return refused(request, allowed);
            return next(request);
        };
    };
}

}  // namespace nexa::http
