#include <gmock/gmock.h>

#include "control/api/people/people_test.hpp"

namespace nexa::control {
namespace {

using testing::ElementsAre;

/// Someone who administers roles and bindings, and holds little else.
struct GranterTest : PeopleTest {
    GranterTest() {
        add_role("granter", {"users:read", "roles:read", "roles:write", "bindings:read", "bindings:write", "resources:read"});
        bind(add_user("granter").id, "granter");
        granter = token_of("granter");
        add_user("ann");
    }
    std::string granter;
};

std::string binding_of(const std::string& user, const std::string& role, const std::string& clusters = R"({"all":true})",
                       const std::string& namespaces = R"({"all":true})") {
    return R"({"user":")" + user + R"(","role":")" + role + R"(","clusters":)" + clusters + R"(,"namespaces":)" + namespaces + "}";
}

TEST_F(PeopleTest, ARoleIsMadeChangedAndRemoved) {
    const auto made =
        post("/roles", R"({"name":"releaser","description":"Releases","permissions":["runs:read","runs:approve","runs:read"]})", admin);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.at("/permissions"), R"(["runs:approve","runs:read"])");
    EXPECT_EQ(made.at("/built_in"), "false");
    EXPECT_EQ(post("/roles", R"({"name":"releaser","permissions":["runs:read"]})", admin).status, 409);
    EXPECT_EQ(post("/roles", R"({"name":"viewer","permissions":["users:write"]})", admin).status, 409);

    const auto changed = patch("/roles/releaser", R"({"permissions":["runs:read"]})", admin);
    EXPECT_EQ(changed.at("/description"), "Releases");
    EXPECT_EQ(trail("role.update")[0].detail, R"({"permissions":{"before":["runs:approve","runs:read"],"after":["runs:read"]}})");
    EXPECT_EQ(patch("/roles/releaser", R"({"permissions":["runs:read"]})", admin).status, 200);
    EXPECT_EQ(trail("role.update").size(), 1U);
    EXPECT_THAT(get("/roles?sort=-name", admin).column("/name"), ElementsAre("viewer", "releaser", "operator", "auditor", "admin"));

    EXPECT_EQ(del("/roles/releaser", admin).status, 204);
    EXPECT_EQ(get("/roles/releaser", admin).status, 404);
    EXPECT_EQ(trail("role.delete").size(), 1U);
}

TEST_F(PeopleTest, BuiltInRolesStayAsTheyAre) {
    for (const char* name : {"viewer", "operator", "auditor", "admin"}) {
        EXPECT_EQ(patch(std::string("/roles/") + name, R"({"permissions":["runs:read"]})", admin).status, 409) << name;
        EXPECT_EQ(del(std::string("/roles/") + name, admin).status, 409) << name;
    }
    EXPECT_EQ(trail("role.delete").size(), 0U);
}

TEST_F(PeopleTest, ARoleInUseIsNotRemoved) {
    add_role("releaser", {"runs:approve"});
    bind(add_user("ann").id, "releaser");
    EXPECT_EQ(get("/roles/releaser", admin).at("/bindings"), "1");
    EXPECT_EQ(del("/roles/releaser", admin).status, 409);
    EXPECT_EQ(del("/bindings/" + get("/bindings?role=releaser", admin).at("/items/0/id"), admin).status, 204);
    EXPECT_EQ(del("/roles/releaser", admin).status, 204);
}

TEST_F(PeopleTest, AChangedRoleHoldsForTheNextRequest) {
    add_role("desk", {"roles:read"});
    bind(add_user("ann").id, "desk");
    const auto ann = token_of("ann");
    EXPECT_EQ(get("/users", ann).status, 403);
    EXPECT_EQ(patch("/roles/desk", R"({"permissions":["roles:read","users:read"]})", admin).status, 200);
    EXPECT_EQ(get("/users", ann).status, 200);
}

TEST_F(GranterTest, OneGivesOnlyWhatOneHolds) {
    EXPECT_EQ(post("/bindings", binding_of("ann", "viewer"), granter).status, 403) << "it has clusters:read";
    EXPECT_EQ(post("/bindings", binding_of("granter", "admin"), granter).status, 403) << "to oneself, of course";
    EXPECT_EQ(trail("binding.create").size(), 2U);
    EXPECT_EQ(trail("binding.create")[0].outcome, "denied");

    add_role("reader", {"resources:read"});
    const auto made = post("/bindings", binding_of("ann", "reader", R"({"names":["dev-eu"]})", R"({"labels":{"team":"a"}})"), granter);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.at("/clusters"), R"({"all":false,"names":["dev-eu"],"labels":{}})");
    EXPECT_EQ(made.at("/namespaces/labels/team"), "a");
    EXPECT_TRUE(directory->find_by_name("ann")->rights->allows_in(Permission::resources_read, "dev-eu"));
    EXPECT_EQ(trail("binding.create")[0].outcome, "succeeded");
    EXPECT_EQ(post("/bindings", binding_of("ann", "reader", R"({"names":["dev-eu"]})", R"({"labels":{"team":"a"}})"), granter).status, 409)
        << "twice";
}

TEST_F(GranterTest, NorDoesOneGiveMoreByWayOfARole) {
    EXPECT_EQ(post("/roles", R"({"name":"own","permissions":["resources:read"]})", granter).status, 201);
    EXPECT_EQ(patch("/roles/own", R"({"permissions":["resources:read","users:write"]})", granter).status, 200) << "nobody has it yet";
    EXPECT_EQ(post("/bindings", binding_of("granter", "own"), granter).status, 403);
    EXPECT_EQ(patch("/roles/own", R"({"permissions":["resources:read"]})", granter).status, 200);
    EXPECT_EQ(post("/bindings", binding_of("granter", "own"), granter).status, 201);
    EXPECT_EQ(patch("/roles/own", R"({"permissions":["resources:read","users:write"]})", granter).status, 403)
        << "now the granter would gain it";
    EXPECT_EQ(patch("/roles/granter", R"({"permissions":["roles:write","users:write"]})", granter).status, 403);
    EXPECT_EQ(trail("role.update")[0].outcome, "denied");
    EXPECT_FALSE(directory->find_by_name("granter")->rights->allows_anywhere(Permission::users_write));
    EXPECT_EQ(patch("/roles/own", R"({"permissions":["roles:read"]})", granter).status, 200) << "what the granter holds may be added";
}

TEST_F(GranterTest, ATeamsOwnGranterStaysWithinTheTeam) {
    add_role("lead", {"bindings:read", "bindings:write", "resources:read", "resources:write"});
    add_role("writer", {"resources:write"});
    const User lead = add_user("lead");
    bind(lead.id, "lead", in({"dev-eu", "prod-us"}, {"team-a"}));
    const auto token = token_of("lead");
    const std::string team = R"({"names":["team-a"]})";
    EXPECT_EQ(post("/bindings", binding_of("ann", "writer", R"({"names":["dev-eu"]})", team), token).status, 201);
    EXPECT_EQ(post("/bindings", binding_of("ann", "writer", R"({"names":["dev-eu"]})", R"({"names":["team-b"]})"), token).status, 403);
    EXPECT_EQ(post("/bindings", binding_of("ann", "writer", R"({"names":["dev-eu"]})"), token).status, 403);
    EXPECT_EQ(post("/bindings", binding_of("ann", "writer", R"({"all":true})", team), token).status, 403);
    EXPECT_EQ(post("/bindings", binding_of("ann", "granter", R"({"names":["dev-eu"]})", team), token).status, 403);

    EXPECT_EQ(post("/bindings", binding_of("ann", "writer", R"({"names":["dev-eu"]})", R"({"names":["team-b"]})"), admin).status, 201);
    const auto seen = get("/bindings?sort=created_at", token);
    EXPECT_THAT(seen.column("/user"), ElementsAre("lead", "ann")) << "those of the team only";
    const auto foreign = get("/bindings?user=ann&sort=-created_at", admin).at("/items/0/id");
    EXPECT_EQ(del("/bindings/" + foreign, token).status, 404) << "nor does one learn that there is another";
    EXPECT_EQ(del("/bindings/" + seen.at("/items/1/id"), token).status, 204);
    EXPECT_EQ(trail("binding.delete")[0].message, "took the role writer from ann");
    EXPECT_EQ(get("/users", token).status, 403);
}

TEST_F(GranterTest, OneMaySeeButNotTakeAwayABindingOfOnesOwnElsewhere) {
    add_role("lead", {"bindings:read", "bindings:write"});
    const User lead = add_user("lead");
    bind(lead.id, "lead", in({"dev-eu"}, {"team-a"}));
    bind(lead.id, "viewer");
    const auto token = token_of("lead");
    const auto own = get("/bindings?role=viewer", token);
    ASSERT_EQ(own.at("/total"), "1");
    EXPECT_EQ(del("/bindings/" + own.at("/items/0/id"), token).status, 403);
    EXPECT_EQ(del("/bindings/not-an-id", token).status, 404);
}

}  // namespace
}  // namespace nexa::control
