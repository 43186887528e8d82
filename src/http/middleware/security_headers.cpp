#include "http/middleware/security_headers.hpp"

namespace nexa::http {
namespace {

// Styles: CodeMirror puts its rules into <style> elements at run time, and PatternFly sets style attributes for measured sizes; the page
// itself is a static file, so that a nonce per response could not be in it. An injected style can't run code: script-src stays strict.
constexpr std::string_view page_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
constexpr std::string_view data_policy = "default-src 'none'; frame-ancestors 'none'";
constexpr std::string_view no_devices = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

void add_missing(Response& response, std::string_view name, std::string_view value) {
    if (!response.headers.contains(name)) response.headers.add(name, std::string(value));
}

}  // namespace

void add_security_headers(const SecurityHeaders& options, std::string_view path, Response& response) {
    add_missing(response, "X-Content-Type-Options", "nosniff");
    if (options.tls) add_missing(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (path.starts_with(options.api_prefix)) {
        add_missing(response, "Cache-Control", "no-store");
        add_missing(response, "Content-Security-Policy", data_policy);
        return;
    }
    add_missing(response, "Content-Security-Policy", page_policy);
    add_missing(response, "Referrer-Policy", "no-referrer");
    add_missing(response, "Cross-Origin-Opener-Policy", "same-origin");
    add_missing(response, "Cross-Origin-Resource-Policy", "same-origin");
    add_missing(response, "Permissions-Policy", no_devices);
    add_missing(response, "X-Frame-Options", "DENY");
}

Middleware security_headers(SecurityHeaders options) {
    return [options](Handler next) -> Handler {
        return [options, next = std::move(next)](Request& request) -> Task<Response> {
            Response response = co_await next(request);
            add_security_headers(options, request.path, response);
            co_return response;
        };
    };
}

}  // namespace nexa::http
