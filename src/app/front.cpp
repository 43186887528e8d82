#include "app/front.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "control/metrics/access.hpp"
#include "control/metrics/exposition.hpp"
#include "http/middleware/access_log.hpp"
#include "http/middleware/request_id.hpp"
#include "http/middleware/security_headers.hpp"
#include "http/problem.hpp"

namespace nexa::app {
namespace {

constexpr std::string_view no_page =
    "The page is not built here. The API is at /api/v1; `make build` builds the page, and --page DIR names another folder.\n";

/// Each part with its state and the age of what is known of it; 200 only when requests can be answered.
Task<http::Response> readiness(Services& services, const Clock& clock) {
    json::array components;
    bool ready = services.is_ready();
    components.push_back(json::object{{"name", "services"}, {"state", ready ? "ready" : "starting"}});
    const Time before = clock.now();
    auto ping = [](store::Tx&) -> Result<bool> { return true; };
    const auto answered = co_await services.database().read(std::move(ping));
    const auto took = static_cast<double>((clock.now() - before).count()) / 1000.0;
    components.push_back(json::object{{"name", "database"}, {"state", answered ? "ready" : "unavailable"}, {"took_ms", took}});
    ready = ready && answered;
    for (const auto& handle : services.clusters().all()) {
        json::object component{{"name", "cluster " + handle.cluster.name}, {"state", to_string(handle.status.state)}};
        if (handle.status.last_contact)
            component["age_seconds"] = static_cast<double>((clock.now() - *handle.status.last_contact).count()) / 1e6;
        components.push_back(std::move(component));  // a cluster that is away does not make this server unready
    }
    json::array roles;
    for (const auto role : services.roles().names()) roles.emplace_back(role);
    const json::object body{{"roles", std::move(roles)}, {"status", ready ? "ready" : "not ready"}, {"components", std::move(components)}};
    co_return http::Response::json(ready ? 200 : 503, json::serialize(body));
}

class Front {
public:
    Front(Services& services, http::Handler api, std::shared_ptr<const http::StaticFiles> page, std::optional<Secret> metrics_token,
          const Clock& clock)
        : services_(services),
          api_(std::move(api)),
          page_(std::move(page)),
          metrics_token_(std::move(metrics_token)),
          clock_(clock) {}

    Task<http::Response> serve(http::Request& request) {
        const std::string_view path = request.raw_path();
        for (const std::string_view own : {"/healthz", "/readyz", "/metrics"}) {
            if (path == own) request.route = own;
        }
        if (path == "/healthz") co_return http::Response::text(200, "ok\n");
        if (path == "/readyz") co_return co_await readiness(services_, clock_);
        if (path == "/metrics") co_return co_await metrics(request);
        if (!services_.roles().api) {
            co_return http::problem(
                404, "this process does not serve the API or the page (see --roles); /healthz, /readyz and /metrics are here",
                request.request_id);
        }
        if (path.starts_with("/api/") || path == "/api") co_return co_await api_(request);
        if (page_) request.route = "page";
        if (page_) co_return page_->respond(request);
        if (path == "/") co_return http::Response::text(200, std::string(no_page));
        co_return http::problem(404, fmt::format("there is no {} here", request.path), request.request_id);
    }

private:
    Task<http::Response> metrics(const http::Request& request) {
        if (auto why = control::metrics_objection(request, metrics_token_)) co_return http::problem(*why, request);
        auto response = http::Response::text(200, co_await services_.metrics().render(), std::string(control::Exposition::content_type));
        response.headers.set("cache-control", "no-store");
        co_return response;
    }

    Services& services_;
    const http::Handler api_;
    const std::shared_ptr<const http::StaticFiles> page_;
    const std::optional<Secret> metrics_token_;
    const Clock& clock_;
};

void to_debug_log(const http::AccessRecord& record) {
    if (log::enabled(log::Level::debug)) log::write(log::Level::debug, "http", http::access_line(record));
}

}  // namespace

Result<http::Handler> make_front(Services& services, std::shared_ptr<const http::StaticFiles> page, bool tls,
                                 std::optional<Secret> metrics_token, http::RateLimit clients, const Clock& clock) {
    auto api = control::make_api(services.endpoints(), services.identity(), services.audit());
    if (!api) return fail(api.error());
    const auto front = std::make_shared<Front>(services, std::move(*api), std::move(page), std::move(metrics_token), clock);
    http::Handler handler = [front](http::Request& request) { return front->serve(request); };
    const auto report = [&requests = services.requests()](const http::AccessRecord& record) {
        requests.count(record);
        to_debug_log(record);
    };
    return http::chain({http::request_id(clock), http::access_log(report, clock), http::security_headers({.tls = tls}),
                        http::rate_limit(std::make_shared<http::RateLimiter>(clients, clock))},
                       std::move(handler));
}

}  // namespace nexa::app
