#include "app/front.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "http/middleware/access_log.hpp"
#include "http/middleware/rate_limit.hpp"
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
    const json::object body{{"status", ready ? "ready" : "not ready"}, {"components", std::move(components)}};
    co_return http::Response::json(ready ? 200 : 503, json::serialize(body));
}

class Front {
public:
    Front(Services& services, http::Handler api, std::shared_ptr<const http::StaticFiles> page, const Clock& clock)
        : services_(services),
          api_(std::move(api)),
          page_(std::move(page)),
          clock_(clock) {}

    Task<http::Response> serve(http::Request& request) {
        const std::string_view path = request.raw_path();
        if (path.starts_with("/api/") || path == "/api") co_return co_await api_(request);
        if (path == "/healthz") co_return http::Response::text(200, "ok\n");
        if (path == "/readyz") co_return co_await readiness(services_, clock_);
        if (page_) co_return page_->respond(request);
        if (path == "/") co_return http::Response::text(200, std::string(no_page));
        co_return http::problem(404, fmt::format("there is no {} here", request.path), request.request_id);
    }

private:
    Services& services_;
    const http::Handler api_;
    const std::shared_ptr<const http::StaticFiles> page_;
    const Clock& clock_;
};

void to_debug_log(const http::AccessRecord& record) {
    if (log::enabled(log::Level::debug)) log::write(log::Level::debug, "http", http::access_line(record));
}

}  // namespace

Result<http::Handler> make_front(Services& services, std::shared_ptr<const http::StaticFiles> page, bool tls, const Clock& clock) {
    auto api = control::make_api(services.endpoints(), services.identity(), services.audit());
    if (!api) return fail(api.error());
    const auto front = std::make_shared<Front>(services, std::move(*api), std::move(page), clock);
    http::Handler handler = [front](http::Request& request) { return front->serve(request); };
    // A person's page makes a burst of requests; a program a steady stream. This bounds neither, but a flood.
    const http::RateLimit limit{.per_second = 20'000, .burst = 40'000};
    return http::chain({http::request_id(clock), http::access_log(to_debug_log, clock), http::security_headers({.tls = tls}),
                        http::rate_limit(std::make_shared<http::RateLimiter>(limit, clock))},
                       std::move(handler));
}

}  // namespace nexa::app
