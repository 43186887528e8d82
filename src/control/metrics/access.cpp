#include "control/metrics/access.hpp"

#include <sodium.h>

#include "base/encoding.hpp"
#include "control/api/api.hpp"

namespace nexa::control {
namespace {

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

bool is_forwarded(const http::Headers& headers) {
    for (const std::string_view name : {"forwarded", "x-forwarded-for", "x-real-ip", "via"}) {
        if (headers.contains(name)) return true;
    }
    return false;
}

/// By their hashes: the time that it takes tells nothing.
bool same(std::string_view left, std::string_view right) {
    const std::string a = sha256(left);
    const std::string b = sha256(right);
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::optional<Error> metrics_objection(const http::Request& request, const std::optional<Secret>& token) {
    if (token) {
        if (same(bearer_of(request), token->reveal())) return std::nullopt;
        return Error{ErrorCode::unauthenticated, "the metrics need the token of NEXA_METRICS_TOKEN as Authorization: Bearer <token>", {}};
    }
    if (is_loopback(request.remote_address) && !is_forwarded(request.headers)) return std::nullopt;
    return Error{ErrorCode::forbidden,
                 "the metrics are served to programs on this machine only; to read them from elsewhere start the server with "
                 "NEXA_METRICS_TOKEN set, and send it as Authorization: Bearer <token>",
                 {}};
}

}  // namespace nexa::control
