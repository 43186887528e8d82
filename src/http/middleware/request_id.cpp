#include "http/middleware/request_id.hpp"

#include "base/id.hpp"

namespace nexa::http {

std::string choose_request_id(std::string_view incoming, const Clock& clock) {
    const auto harmless = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
    };
    // Ids end up in logs and in the audit trail: nothing that could be mistaken for something else may get there.
    if (incoming.size() >= 8 && incoming.size() <= 64 && std::ranges::all_of(incoming, harmless)) return std::string(incoming);
    return Uuid::make(clock).str();
}

Middleware request_id(const Clock& clock) {
    return [&clock](Handler next) -> Handler {
        return [&clock, next = std::move(next)](Request& request) -> Task<Response> {
            request.request_id = choose_request_id(request.headers.get("X-Request-Id"), clock);
            Response response = co_await next(request);
            response.headers.set("X-Request-Id", request.request_id);
            co_return response;
        };
    };
}

}  // namespace nexa::http
