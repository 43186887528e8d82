#include "control/rbac/rights.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

ScopeAxis all() {
    return {.all = true, .names = {}, .labels = {}};
}
ScopeAxis named(std::set<std::string> names) {
    return {.all = false, .names = std::move(names), .labels = {}};
}
ScopeAxis labelled(Labels labels) {
    return {.all = false, .names = {}, .labels = std::move(labels)};
}

Rights rights(ScopeAxis clusters, ScopeAxis namespaces, std::set<std::string> permissions = {"resources:read"}) {
    auto labels = std::make_shared<FleetLabels>();
    labels->clusters["dev-eu"] = {{"env", "dev"}};
    labels->clusters["prod-us"] = {{"env", "prod"}};
    labels->namespaces["prod-us"]["payments"] = {{"team", "pay"}};
    return Rights({{PermissionSet::of(permissions), {std::move(clusters), std::move(namespaces)}}}, labels);
}

TEST(Rights, AGrantReachesItsScopeAndNoFurther) {
    struct Case {
        std::string title;
        Rights rights;
        std::string cluster, name_space;
        bool allowed;
    };
    const std::vector<Case> cases{
        {"all", rights(all(), all()), "dev-eu", "team-a", true},
        {"named namespace", rights(named({"dev-eu"}), named({"team-a"})), "dev-eu", "team-a", true},
        {"other namespace", rights(named({"dev-eu"}), named({"team-a"})), "dev-eu", "team-b", false},
        {"other cluster", rights(named({"dev-eu"}), named({"team-a"})), "prod-us", "team-a", false},
        {"labelled cluster", rights(labelled({{"env", "dev"}}), all()), "dev-eu", "x", true},
        {"labelled otherwise", rights(labelled({{"env", "dev"}}), all()), "prod-us", "x", false},
        {"labelled namespace", rights(all(), labelled({{"team", "pay"}})), "prod-us", "payments", true},
        {"namespace of that name elsewhere", rights(all(), labelled({{"team", "pay"}})), "dev-eu", "payments", false},
        {"empty selector selects nothing", rights(labelled({}), all()), "dev-eu", "x", false},
        {"unknown cluster by label", rights(labelled({{"env", "dev"}}), all()), "gone", "x", false},
        {"prefix of a name", rights(named({"dev-eu"}), named({"team-a"})), "dev-eu", "team-", false},
        {"empty namespace", rights(named({"dev-eu"}), named({"team-a"})), "dev-eu", "", false},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(each.rights.allows(Permission::resources_read, each.cluster, each.name_space), each.allowed) << each.title;
        EXPECT_FALSE(each.rights.allows(Permission::resources_write, each.cluster, each.name_space)) << each.title;
    }
}

TEST(Rights, WholeClusterNeedsAllNamespaces) {
    EXPECT_FALSE(rights(named({"dev-eu"}), named({"team-a"})).allows_cluster(Permission::resources_read, "dev-eu"));
    EXPECT_TRUE(rights(named({"dev-eu"}), named({"team-a"})).allows_in(Permission::resources_read, "dev-eu"));
    EXPECT_TRUE(rights(named({"dev-eu"}), all()).allows_cluster(Permission::resources_read, "dev-eu"));
    EXPECT_FALSE(rights(named({"dev-eu"}), all()).allows_everywhere(Permission::resources_read));
}

TEST(Rights, OneGivesOnlyWhatOneHolds) {
    const Rights team = rights(named({"dev-eu"}), named({"team-a", "team-b"}), {"resources:read", "resources:write"});
    const auto read = PermissionSet::of({"resources:read"});
    EXPECT_TRUE(team.covers(read, {named({"dev-eu"}), named({"team-a"})}));
    EXPECT_FALSE(team.covers(read, {named({"dev-eu"}), named({"team-a", "team-c"})}));
    EXPECT_FALSE(team.covers(read, {named({"dev-eu"}), all()}));
    EXPECT_FALSE(team.covers(read, {all(), named({"team-a"})}));
    EXPECT_FALSE(team.covers(PermissionSet::of({"users:write"}), {named({"dev-eu"}), named({"team-a"})}));
    EXPECT_FALSE(team.covers(read, {labelled({{"env", "dev"}}), named({"team-a"})})) << "a label may reach further than names do";
    const Rights dev = rights(labelled({{"env", "dev"}}), all());
    EXPECT_TRUE(dev.covers(read, {labelled({{"env", "dev"}, {"region", "eu"}}), all()})) << "a narrower selector";
    EXPECT_FALSE(dev.covers(read, {labelled({{"region", "eu"}}), all()}));
    EXPECT_TRUE(rights(all(), all()).covers(read, {all(), all()}));
}

TEST(Permission, NamesRoundTrip) {
    EXPECT_EQ(PermissionSet::of(PermissionSet::all().names()), PermissionSet::all());
    EXPECT_EQ(PermissionSet::all().names().size(), permission_names.size());
    EXPECT_FALSE(parse_permission("resources:own"));
}

}  // namespace
}  // namespace nexa::control
