#include <gmock/gmock.h>

#include "control/api/people/people_test.hpp"

namespace nexa::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Result<Tokens> sign_in(AuthService& auth, const std::string& name, const std::string& password) {
    return run_to_end(auth.login(name, Secret(password), {}));
}

TEST_F(PeopleTest, AUserWithoutAPasswordGetsOneThatIsShownOnce) {
    const auto made = post("/users", R"({"name":"ann"})", admin);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.at("/display_name"), "ann");
    EXPECT_EQ(made.headers.get("cache-control"), "no-store");
    const std::string password = made.at("/password");
    EXPECT_GE(password.size(), 20U);
    EXPECT_TRUE(sign_in(*auth, "ann", password));
    EXPECT_THAT(get("/users/ann", admin).text, Not(HasSubstr("password")));
    const auto records = trail("user.create");
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].outcome, "succeeded");
    EXPECT_EQ(records[0].who, "admin");
    EXPECT_EQ(records[0].name, "ann");
    EXPECT_THAT(records[0].detail, Not(HasSubstr(password)));
    const auto again = post("/users", R"({"name":"ann","password":"correct horse battery"})", admin);
    EXPECT_EQ(again.status, 409);
    EXPECT_THAT(again.pointers(), ElementsAre("/name"));
    EXPECT_EQ(trail("user.create").size(), 1U) << "a change that did not happen has no record of success";
}

TEST_F(PeopleTest, AGivenPasswordIsNotReturned) {
    const auto made = post("/users", R"({"name":"bob@example.org","display_name":"Bob","password":"correct horse battery"})", admin);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.at("/password"), "null");
    EXPECT_THAT(made.text, Not(HasSubstr("horse")));
    EXPECT_EQ(get("/users/bob%40example.org", admin).at("/display_name"), "Bob");
}

TEST_F(PeopleTest, ReservedNamesAndPasswordsThatAreTheNameAreRefused) {
    EXPECT_THAT(post("/users", R"({"name":"anonymous"})", admin).pointers(), ElementsAre("/name"));
    EXPECT_THAT(post("/users", R"({"name":"a.long.enough.name","password":"a.long.enough.name"})", admin).pointers(),
                ElementsAre("/password"));
}

TEST_F(PeopleTest, AChangeIsRecordedWithWhatItChanged) {
    add_user("ann");
    EXPECT_EQ(patch("/users/ann", R"({"display_name":"Ann of Green"})", admin).at("/display_name"), "Ann of Green");
    auto records = trail("user.update");
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].detail, R"({"display_name":{"before":"The ann","after":"Ann of Green"}})");
    EXPECT_EQ(patch("/users/ann", R"({"display_name":"Ann of Green","disabled":false})", admin).status, 200);
    EXPECT_EQ(patch("/users/ann", "{}", admin).status, 200);
    EXPECT_EQ(trail("user.update").size(), 1U) << "nothing changed, nothing to record";
    EXPECT_EQ(patch("/users/nobody", R"({"disabled":true})", admin).status, 404);
}

TEST_F(PeopleTest, DeletingAUserEndsSessionsAndTakesBindingsAway) {
    const auto viewer = token_of("viewer");
    EXPECT_EQ(get("/sessions", viewer).status, 200);
    EXPECT_EQ(del("/users/viewer", admin).status, 204);
    EXPECT_EQ(get("/sessions", viewer).status, 401);
    EXPECT_THAT(get("/bindings", admin).column("/user"), ElementsAre("admin"));
    EXPECT_EQ(get("/users/viewer", admin).status, 404);
    const auto anew = token_of("viewer");
    EXPECT_EQ(get("/sessions", anew).status, 200);
    EXPECT_EQ(get("/sessions", viewer).status, 401) << "who gets the name later does not get the sessions";
}

TEST_F(PeopleTest, TheLastAdministratorStays) {
    const auto binding = get("/bindings?user=admin", admin).at("/items/0/id");
    EXPECT_EQ(del("/users/admin", admin).status, 409);
    EXPECT_EQ(patch("/users/admin", R"({"disabled":true})", admin).status, 409);
    EXPECT_EQ(del("/bindings/" + binding, admin).status, 409);
    EXPECT_EQ(get("/users", admin).status, 200) << "nothing of it happened, also not to the sessions";

    // One who is disabled does not count; nor one who holds everything on some cluster only.
    const User second = add_user("second");
    bind(second.id, "admin");
    EXPECT_EQ(patch("/users/second", R"({"disabled":true})", admin).status, 200);
    const User third = add_user("third");
    bind(third.id, "admin", in({"dev-eu"}, {"team-a"}));
    EXPECT_EQ(del("/users/admin", admin).status, 409);
    EXPECT_EQ(trail("user.delete").size(), 0U);

    EXPECT_EQ(patch("/users/second", R"({"disabled":false})", admin).status, 200);
    EXPECT_EQ(del("/users/admin", admin).status, 204);
    EXPECT_EQ(del("/users/second", token_of("second")).status, 409);
}

TEST_F(PeopleTest, AnAdministratorIsWhoHoldsEverythingByWhateverRoles) {
    add_role("people", {"users:read", "users:write", "roles:read", "roles:write", "bindings:read", "bindings:write"});
    std::set<std::string> rest;
    for (const auto& [permission, name] : permission_names) {
        if (!name.starts_with("users") && !name.starts_with("roles") && !name.starts_with("bindings")) rest.emplace(name);
    }
    add_role("rest", rest);
    const User second = add_user("second");
    bind(second.id, "people");
    bind(second.id, "rest");
    EXPECT_EQ(del("/users/admin", admin).status, 204);
    const auto token = token_of("second");
    rest.erase("runs:approve");
    json::array fewer(rest.begin(), rest.end());
    EXPECT_EQ(patch("/roles/rest", json::serialize(json::object{{"permissions", fewer}}), token).status, 409) << "by way of a role";
    EXPECT_EQ(patch("/roles/rest", R"({"description":"The rest"})", token).status, 200);
}

TEST_F(PeopleTest, OnesOwnPasswordNeedsThePresentOneAndEndsTheOtherSessions) {
    const auto here = token_of("ann");
    const auto there = token_of("ann");
    EXPECT_THAT(post("/users/ann/password", R"({"password":"another good one"})", here).pointers(), ElementsAre("/current_password"));
    const auto wrong = post("/users/ann/password", R"({"password":"another good one","current_password":"wrong"})", here);
    EXPECT_EQ(wrong.status, 403);
    EXPECT_THAT(wrong.pointers(), ElementsAre("/current_password"));
    EXPECT_EQ(trail("user.password")[0].outcome, "denied");
    EXPECT_EQ(get("/sessions", there).status, 200);

    const auto set = post("/users/ann/password", R"({"password":"another good one","current_password":"correct horse battery"})", here);
    EXPECT_EQ(set.status, 204) << set.text;
    EXPECT_EQ(get("/sessions", here).status, 200);
    EXPECT_EQ(get("/sessions", there).status, 401);
    EXPECT_FALSE(sign_in(*auth, "ann", password));
    EXPECT_TRUE(sign_in(*auth, "ann", "another good one"));
    EXPECT_THAT(trail("user.password")[0].detail + trail("user.password")[0].message, Not(HasSubstr("good one")));
}

TEST_F(PeopleTest, APresentPasswordCantBeGuessedWithAStolenToken) {
    const auto token = token_of("ann");
    for (int count = 0; count < 6; ++count)
        post("/users/ann/password", R"({"password":"another good one","current_password":"wrong"})", token);
    EXPECT_EQ(post("/users/ann/password", R"({"password":"another good one","current_password":"correct horse battery"})", token).status,
              429);
}

TEST_F(PeopleTest, AnothersPasswordIsSetByWhoHoldsAllThatTheyHold) {
    const auto viewer = token_of("viewer");
    EXPECT_EQ(post("/users/viewer/password", R"({"password":"another good one"})", admin).status, 204);
    EXPECT_EQ(get("/sessions", viewer).status, 401);
    EXPECT_TRUE(sign_in(*auth, "viewer", "another good one"));

    add_role("desk", {"users:read", "users:write"});
    const User desk = add_user("desk");
    bind(desk.id, "desk");
    EXPECT_EQ(post("/users/admin/password", R"({"password":"now it is mine"})", token_of("desk")).status, 403)
        << "that would be a way to become admin";
    EXPECT_EQ(get("/users", admin).status, 200);
    EXPECT_EQ(trail("user.password")[0].outcome, "denied");
    add_user("newcomer");
    EXPECT_EQ(post("/users/newcomer/password", R"({"password":"another good one"})", token_of("desk")).status, 204);
    EXPECT_EQ(post("/users/nobody/password", R"({"password":"another good one"})", admin).status, 404);
}

TEST_F(PeopleTest, SessionsAreSeenAndEnded) {
    const auto here = token_of("viewer");
    const auto there = token_of("viewer");
    const auto mine = get("/sessions", here);
    EXPECT_EQ(mine.at("/total"), "2") << "only one's own";
    const bool first_is_here = mine.at("/items/0/current") == "true";
    const std::string other = mine.at(first_is_here ? "/items/1/id" : "/items/0/id");
    EXPECT_EQ(get("/sessions", admin).at("/total"), "3");
    EXPECT_EQ(get("/sessions?user=viewer", admin).at("/total"), "2");

    const auto admins = get("/sessions?user=admin", admin).at("/items/0/id");
    EXPECT_EQ(del("/sessions/" + admins, here).status, 403);
    EXPECT_EQ(del("/sessions/" + other, here).status, 204);
    EXPECT_EQ(get("/sessions", there).status, 401) << "at the next request";
    EXPECT_EQ(get("/sessions", here).at("/total"), "1");
    EXPECT_EQ(del("/sessions/" + other, here).status, 404) << "it has ended already";
    EXPECT_EQ(del("/sessions/not-an-id", here).status, 404);
    const auto last = get("/sessions", here).at("/items/0/id");
    EXPECT_EQ(del("/sessions/" + last, admin).status, 204);
    EXPECT_EQ(get("/sessions", here).status, 401);
    EXPECT_EQ(trail("session.revoke")[0].message, "ended a session of viewer");
}

}  // namespace
}  // namespace nexa::control
