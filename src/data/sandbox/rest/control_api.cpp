#include "data/sandbox/rest/control_api.hpp"

#include <charconv>

#include "data/sandbox/rest/reply.hpp"

namespace nexa::sandbox::rest {

namespace {

http::Response faults_reply(const Faults& faults) {
    json::array items;
    for (const auto& fault : faults.all()) items.push_back(fault.to_json());
    return object_reply(200, {{"items", std::move(items)}});
}

http::Response serve_faults(Faults& faults, const http::Request& request) {
    if (request.method == http::Method::get) return faults_reply(faults);
    if (request.method == http::Method::post) {
        boost::system::error_code error;
        const auto value = json::parse(request.body, error);
        if (error) return error_reply(status::bad_request(fmt::format("the body is no JSON: {}", error.message())));
        auto fault = Fault::from_json(value);
        if (!fault) return error_reply(status::bad_request(fault.error().message));
        auto shown = fault->to_json();
        shown["id"] = faults.add(std::move(*fault));
        return object_reply(201, shown);
    }
    if (request.method != http::Method::del) return page_not_found();
    static constexpr std::string_view one = "/sandbox/faults/";
    if (!request.path.starts_with(one)) {
        faults.clear();
        return faults_reply(faults);
    }
    const auto number = std::string_view(request.path).substr(one.size());
    std::uint64_t id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    return faults.remove(id) ? faults_reply(faults) : page_not_found();
}

http::Response serve_speed(SandboxCluster& cluster, const http::Request& request) {
    if (request.method == http::Method::put) {
        boost::system::error_code error;
        const auto value = json::parse(request.body, error);
        const auto* speed = !error && value.is_object() ? value.get_object().if_contains("speed") : nullptr;
        if (!speed || !speed->is_number() || speed->to_number<double>() <= 0)
            return error_reply(status::bad_request("/speed: expected a number above 0"));
        cluster.time().set_speed(speed->to_number<double>());
    }
    return object_reply(200, {{"speed", cluster.time().speed()}, {"now", to_rfc3339(cluster.time().now())}});
}

}  // namespace

std::optional<http::Response> control(SandboxCluster& cluster, RequestLog& log, Faults& faults, const http::Request& request,
                                      const SandboxUser& user) {
    if (!request.path.starts_with("/sandbox/")) return std::nullopt;
    if (std::ranges::find(user.groups, "system:masters") == user.groups.end()) {
        return error_reply({.code = 403,
                            .reason = "Forbidden",
                            .message = fmt::format("forbidden: User \"{}\" cannot use path \"{}\"", user.name, request.path)});
    }
    if (request.path == "/sandbox/faults" || request.path.starts_with("/sandbox/faults/")) return serve_faults(faults, request);
    if (request.path == "/sandbox/speed") return serve_speed(cluster, request);
    if (request.path == "/sandbox/compact" && request.method == http::Method::post) {
        cluster.store().compact(cluster.store().resource_version());
        return object_reply(200, {{"compacted", std::to_string(cluster.store().resource_version())}});
    }
    if (request.path == "/sandbox/log" && request.method == http::Method::get) {
        std::uint64_t after = 0;
        if (const auto text = request.query_value("after")) std::from_chars(text->data(), text->data() + text->size(), after);
        json::array items;
        for (const auto& record : log.after(after)) items.push_back(record.to_json());
        return object_reply(200, {{"items", std::move(items)}});
    }
    return page_not_found();
}

}  // namespace nexa::sandbox::rest
