#include "data/sandbox/operators/bridge_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/sandbox/operators/deployments.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration periodic = seconds(120);

/// What differs between the two.
struct Parts {
    std::string image;
    std::vector<json::object> services;
    std::string url;  ///< Of status; empty: it has none.
};

Plan reconcile(const json::object& resource, const View& view, const ClientFacts& facts, const ClientChildren& children, Parts parts) {
    Plan plan;
    const auto now = facts.strimzi.now;
    const auto replicas = number_at(resource, {"spec", "replicas"}, 1);
    const auto failed = [&](const StrimziFailure& failure) {
        auto status = failed_status(resource, failure, now);
        for (const auto* field : {"url", "labelSelector", "replicas"}) {
            if (const auto* value = find(resource, {"status", field})) status[field] = *value;
        }
        write_strimzi_status(plan, resource, std::move(status));
        plan.again = rest(periodic);
        return std::move(plan);
    };
    if (const auto failure = client_objection(resource, facts.strimzi)) return failed(*failure);
    auto objects = children.common();
    std::ranges::move(parts.services, std::back_inserter(objects));
    if (ensure_all(plan, view, std::move(objects))) {
        plan.again = Wake{milliseconds(500)};
        return plan;
    }
    if (ensure_all(plan, view, {children.deployment(replicas, parts.image)})) {
        plan.again = Wake{seconds(1)};
        return plan;
    }
    const auto* deployment = view.find("Deployment", children.component());
    if (deployment == nullptr || !is_available(*deployment)) {
        if (deployment != nullptr && now - created_at(*deployment, now) > seconds(300))
            return failed(not_ready_in_time("Deployment", children.component(), view.name_space(), facts.strimzi));
        plan.again = Wake{seconds(1)};
        return plan;
    }
    json::object status{{"conditions", json::array{strimzi_condition("Ready", now)}},
                        {"observedGeneration", generation_of(resource)},
                        {"replicas", replicas},
                        {"labelSelector", children.label_selector()}};
    if (!parts.url.empty() && replicas > 0) status["url"] = parts.url;
    write_strimzi_status(plan, resource, std::move(status));
    plan.again = rest(periodic);
    return plan;
}

/// The bridge that each operator release deploys.
std::string_view bridge_version(const StrimziFacts& facts) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> releases{
        {{"1.2.0", "1.1.0"}, {"1.0.0", "1.0.0"}, {"0.48.0", "0.33.1"}, {"0.46.0", "0.32.0"}, {"0.45.2", "0.31.2"}, {"0", "0.31.1"}}};
    return std::ranges::find_if(releases, [&](const auto& row) { return facts.at_least(row.first); })->second;
}

/// True when that was all: it is going, or it is not to be looked at.
bool is_left_alone(const json::object& resource, Plan& plan, Time now) {
    if (is_deleting(resource)) return true;
    if (!is_paused(resource)) return false;
    auto status = paused_status(resource, now);
    status["replicas"] = 0;
    write_strimzi_status(plan, resource, std::move(status));
    return true;
}

}  // namespace

Plan step_bridge(const json::object& bridge, const View& view, const ClientFacts& facts) {
    Plan plan;
    if (is_left_alone(bridge, plan, facts.strimzi.now)) return plan;
    const ClientChildren children(bridge, bridge_kind, facts.strimzi);
    const auto port = number_at(bridge, {"spec", "http", "port"}, 8080);
    const auto scheme = object_at(bridge, {"spec", "http"}).contains("tls") ? "https" : "http";
    const auto service = children.component() + "-service";
    auto made = children.service(service, "rest-api", port, false);
    if (facts.strimzi.at_least("1.0.0"))
        made["spec"].as_object()["ports"].as_array().push_back(
            json::object{{"name", "rest-api-mgmt"}, {"port", 8081}, {"targetPort", 8081}, {"protocol", "TCP"}});
    return reconcile(bridge, view, facts, children,
                     {text_at(bridge, {"spec", "image"}, fmt::format("quay.io/strimzi/kafka-bridge:{}", bridge_version(facts.strimzi))),
                      {std::move(made)},
                      fmt::format("{}://{}.{}.svc:{}", scheme, service, view.name_space(), port)});
}

Plan step_mirror_maker(const json::object& mirror_maker, const View& view, const ClientFacts& facts) {
    Plan plan;
    if (is_left_alone(mirror_maker, plan, facts.strimzi.now)) return plan;
    const ClientChildren children(mirror_maker, mirror_maker_kind, facts.strimzi);
    const auto version = text_at(mirror_maker, {"spec", "version"}, facts.strimzi.release->default_kafka());
    return reconcile(mirror_maker, view, facts, children,
                     {fmt::format("quay.io/strimzi/kafka:{}-kafka-{}", facts.strimzi.version, version), {}, {}});
}

}  // namespace nexa::sandbox
