#include "data/sandbox/seed/demo_fleet.hpp"

#include <fmt/format.h>

#include <array>
#include <future>

#include "base/log.hpp"
#include "data/sandbox/operators/install.hpp"
#include "data/sandbox/operators/plan.hpp"
#include "data/sandbox/seed/demo_tables.hpp"
#include "data/sandbox/seed/workload.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::minutes;

constexpr Duration past = minutes(45);  ///< Every table's jobs are over, or in the state meant, by then.
constexpr Duration patches_after = minutes(10);

struct Row {
    std::string_view name;
    std::string_view kubernetes;
    std::string_view strimzi;
    std::string_view spark;
    std::string_view environment;
    std::string_view region;
    std::string_view colour;
    seed::Table (*table)();
};

constexpr std::array rows{Row{"dev-eu", "1.34.2", "1.2.0", "2.5.2", "dev", "eu-central", "teal", seed::dev_eu},
                          Row{"prod-us", "1.33.6", "0.48.0", "2.2.1", "prod", "us-east", "orange", seed::prod_us},
                          Row{"legacy-ap", "1.29.14", "0.45.2", "", "prod", "ap-southeast", "purple", seed::legacy_ap}};

/// Plants now what has no time of its own, and the rest when its time comes.
void plant(SandboxCluster& cluster, const seed::Table& table) {
    Plan plan;
    for (const auto& name : table.namespaces) plan.create({{"kind", "Namespace"}, {"metadata", {{"name", name}}}});
    for (const auto& kafka : table.kafkas) {
        for (auto& object : seed::manifests(kafka)) plan.create(std::move(object));
    }
    for (const auto& topic : table.topics) plan.create(seed::manifest(topic));
    for (const auto& user : table.users) plan.create(seed::manifest(user));
    for (const auto& connect : table.connects) plan.create(seed::manifest(connect, table.old_api));
    for (const auto& connector : table.connectors) plan.create(seed::manifest(connector));
    for (const auto& mirror : table.mirrors) plan.create(seed::manifest(mirror, table.old_api));
    for (const auto& mirror : table.mirror_makers) plan.create(seed::first_mirror_maker(mirror));
    for (const auto& bridge : table.bridges) plan.create(seed::manifest(bridge));
    for (const auto& rebalance : table.rebalances) plan.create(seed::manifest(rebalance));
    for (const auto& server : table.spark_servers) plan.create(seed::manifest(server, table.spark_image_version));
    for (const auto& schedule : table.schedules) plan.create(seed::manifest(schedule, table.spark_image_version));
    if (carry_out(cluster, plan)) log::warning("sandbox", "{}: the demo is not complete", cluster.name());

    auto* target = &cluster;
    for (const auto& app : table.apps) {
        auto object = seed::manifest(app, table.spark_image_version);
        cluster.time().schedule(
            app.at,
            [target, object = std::move(object)]() mutable {
                Plan one;
                one.create(std::move(object));
                carry_out(*target, one);
            },
            SimTime::Weight::background);
    }
    cluster.time().schedule(
        patches_after,
        [target, patches = table.patches] {
            Plan changes;
            for (const auto& patch : patches) {
                auto body = patch;
                body.erase("kind");
                changes.patch(patch, std::move(body));
            }
            carry_out(*target, changes);
        },
        SimTime::Weight::background);
}

}  // namespace

const std::vector<DemoCluster>& demo_clusters() {
    static const auto clusters = [] {
        std::vector<DemoCluster> result;
        for (const auto& row : rows) {
            DemoCluster demo;
            demo.member.cluster.name = row.name;
            demo.member.cluster.kubernetes_version = row.kubernetes;
            demo.member.cluster.strimzi_version = row.strimzi;
            demo.member.cluster.spark_version = row.spark;
            demo.member.past = past;
            demo.labels = {{"env", std::string(row.environment)}, {"region", std::string(row.region)}};
            demo.colour = row.colour;
            result.push_back(std::move(demo));
        }
        return result;
    }();
    return clusters;
}

void prepare_demo(SandboxCluster& cluster) {
    install_operators(cluster, versions_of(cluster.options()));
    const auto* row = std::ranges::find(rows, cluster.name(), &Row::name);
    if (row == rows.end()) return;
    auto table = row->table();
    if (!cluster.restored()) plant(cluster, table);
    cluster.add_controller(seed::make_workload(std::move(table)));
}

Result<> seed_demo(Fleet& fleet, double speed) {
    std::vector<std::future<Result<>>> all;
    for (const auto& demo : demo_clusters()) {
        FleetMember member = demo.member;
        member.speed = speed;
        all.push_back(std::async(std::launch::async,
                                 [&fleet, member = std::move(member)]() mutable { return fleet.add(std::move(member), prepare_demo); }));
    }
    Result<> result;
    for (auto& each : all) {
        if (auto added = each.get(); !added && result) result = std::move(added);
    }
    return result;
}

}  // namespace nexa::sandbox
