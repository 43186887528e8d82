#include <gmock/gmock.h>

#include "control/api/people/people_test.hpp"
#include "store/bindings.hpp"

namespace nexa::control {
namespace {

using M = http::Method;

/// Who gets which status where: nobody, then a user without any role, viewer, operator, auditor, admin.
struct Row {
    M method;
    std::string path, body;
    std::array<int, 6> statuses;
};

const std::array<std::string, 6> who{"", "stranger", "viewer", "operator", "auditor", "admin"};

TEST_F(PeopleTest, EachEndpointIsOpenToThoseWhoHoldItsRight) {
    add_user("bob");
    const std::string unknown = Id<User>::make().str();
    const std::string scope = R"("clusters":{"all":true},"namespaces":{"all":true})";
    const std::vector<Row> rows{
        {M::get, "/users", "", {401, 403, 403, 403, 200, 200}},
        {M::get, "/users/bob", "", {401, 403, 403, 403, 200, 200}},
        {M::post, "/users", R"({"name":"Not A Name"})", {401, 403, 403, 403, 403, 422}},
        {M::patch, "/users/bob", R"({"display_name":"Bob"})", {401, 403, 403, 403, 403, 200}},
        {M::post, "/users/bob/password", R"({"password":"short"})", {401, 403, 403, 403, 403, 422}},
        {M::del, "/users/nobody", "", {401, 403, 403, 403, 403, 404}},
        {M::get, "/roles", "", {401, 403, 403, 403, 200, 200}},
        {M::get, "/roles/viewer", "", {401, 403, 403, 403, 200, 200}},
        {M::post, "/roles", R"({"name":"x"})", {401, 403, 403, 403, 403, 422}},
        {M::patch, "/roles/viewer", R"({"description":"x"})", {401, 403, 403, 403, 403, 409}},
        {M::del, "/roles/nothing", "", {401, 403, 403, 403, 403, 404}},
        {M::get, "/bindings", "", {401, 403, 403, 403, 200, 200}},
        {M::post, "/bindings", R"({"user":"nobody","role":"viewer",)" + scope + "}", {401, 403, 403, 403, 403, 422}},
        {M::del, "/bindings/" + unknown, "", {401, 403, 403, 403, 403, 404}},
        {M::get, "/sessions", "", {401, 200, 200, 200, 200, 200}},
        {M::get, "/sessions?user=bob", "", {401, 403, 403, 403, 200, 200}},
        {M::del, "/sessions/" + unknown, "", {401, 403, 403, 403, 403, 404}},
    };
    std::array<std::string, 6> tokens;
    for (std::size_t at = 1; at < who.size(); ++at) tokens[at] = token_of(who[at]);
    for (const auto& row : rows) {
        for (std::size_t at = 0; at < who.size(); ++at) {
            const auto answer = call({row.method, row.path, row.body, tokens[at]});
            EXPECT_EQ(answer.status, row.statuses[at])
                << to_string(row.method) << " " << row.path << " as " << who[at] << ": " << answer.text;
        }
    }
    EXPECT_EQ(directory->find_by_name("bob")->user.display_name, "Bob");
}

TEST_F(PeopleTest, DeniedChangesAreOnRecord) {
    add_user("bob");
    const auto viewer = token_of("viewer");
    const std::vector<std::tuple<M, std::string, std::string>> changes{
        {M::post, "/users", "user.create"},        {M::patch, "/users/bob", "user.update"},
        {M::del, "/users/bob", "user.delete"},     {M::post, "/users/bob/password", "user.password"},
        {M::post, "/roles", "role.create"},        {M::patch, "/roles/viewer", "role.update"},
        {M::del, "/roles/viewer", "role.delete"},  {M::post, "/bindings", "binding.create"},
        {M::del, "/bindings/x", "binding.delete"}, {M::del, "/sessions/" + Id<Session>::make().str(), "session.revoke"},
    };
    for (const auto& [method, path, what] : changes) {
        EXPECT_EQ(call({method, path, "{}", viewer}).status, 403) << path;
        const auto records = trail(what);
        ASSERT_EQ(records.size(), 1U) << what;
        EXPECT_EQ(records[0].outcome, "denied");
        EXPECT_EQ(records[0].who, "viewer");
        EXPECT_EQ(records[0].remote_address, "192.0.2.7");
        EXPECT_FALSE(records[0].request_id.empty());
    }
    EXPECT_TRUE(directory->find_by_name("bob"));
}

TEST_F(PeopleTest, ARightThatIsTakenAwayIsGoneAtTheNextRequest) {
    const auto auditor = token_of("auditor");
    EXPECT_EQ(get("/users", auditor).status, 200);
    const auto binding = get("/bindings?user=auditor", admin).at("/items/0/id");
    EXPECT_EQ(del("/bindings/" + binding, admin).status, 204);
    EXPECT_EQ(get("/users", auditor).status, 403);
}

TEST_F(PeopleTest, HostileBodiesAreRefusedAndNamed) {
    add_user("bob");
    const std::string deep(200, '[');
    const std::vector<std::string> bodies{
        "",
        "null",
        "[]",
        "\"x\"",
        "{",
        "{}x",
        "{\"name\":}",
        R"({"name":1})",
        R"({"name":null})",
        R"({"name":["x"]})",
        R"({"name":{}})",
        R"({"name":"a","name":"b"})",
        R"({"name":")" + std::string(70, 'a') + "\"}",
        R"({"name":"A"})",
        R"({"name":"a b"})",
        R"({"name":"a\u0000b"})",
        R"({"name":"../x"})",
        R"({"name":"x'; DROP TABLE users; --"})",
        "{\"name\":\"\xff\xfe\"}",
        R"({"name":"\ud800"})",
        R"({"nmae":"x"})",
        R"({"name":"x","built_in":true,"disabled":0,"permissions":"all","password":"","display_name":""})",
        deep,
        "{\"a\":" + deep,
        "{\"name\":\"" + std::string(100'000, 'x') + "\"}",
        R"({"__proto__":{"admin":true}})",
        "\xef\xbb\xbf{}",
        "<xml/>",
        "name: x",
    };
    const std::vector<std::pair<M, std::string>> places{{M::post, "/users"}, {M::patch, "/users/bob"}, {M::post, "/users/bob/password"},
                                                        {M::post, "/roles"}, {M::patch, "/roles/x"},   {M::post, "/bindings"}};
    const auto records = trail().size();
    for (const auto& [method, path] : places) {
        for (const auto& body : bodies) {
            const auto answer = call({method, path, body, admin});
            const std::string title = std::string(to_string(method)) + " " + path + " " + body.substr(0, 80);
            EXPECT_TRUE(answer.status == 400 || answer.status == 422 || answer.status == 413)
                << title << ": " << answer.status << " " << answer.text;
            EXPECT_EQ(answer.headers.get("content-type"), "application/problem+json") << title;
            EXPECT_FALSE(answer.at("/detail").empty()) << title;
        }
        EXPECT_EQ(call({method, path, "{}", admin, {{"Content-Type", "text/plain"}}}).status, 415) << path;
    }
    EXPECT_EQ(trail().size(), records) << "nothing was changed";
    for (const std::string& path : std::vector<std::string>{"/users/%00", "/users/%2e%2e", "/users/x'--",
                                                            "/users/" + std::string(4000, 'x'), "/roles/%27%20OR%201=1"}) {
        EXPECT_EQ(del(path, admin).status, 404) << path;
    }
}

TEST_F(PeopleTest, EverythingThatIsWrongIsToldAtOnce) {
    EXPECT_THAT(post("/users", R"({"name":"No","password":"short","rôle":1})", admin).pointers(),
                testing::ElementsAre("/name", "/password", "/rôle"));
    EXPECT_THAT(post("/roles", R"({"name":"","description":1,"permissions":["users:read","users:fly",3]})", admin).pointers(),
                testing::ElementsAre("/name", "/description", "/permissions/1", "/permissions/2"));
    EXPECT_THAT(
        post("/bindings", R"({"user":"nobody","role":"nothing","clusters":{},"namespaces":{"all":true,"names":["x"]}})", admin).pointers(),
        testing::ElementsAre("/user", "/role", "/clusters", "/namespaces"));
    EXPECT_THAT(post("/bindings", R"({"user":"admin","clusters":{"names":["ok","Not Ok"]},"namespaces":[]})", admin).pointers(),
                testing::ElementsAre("/role", "/clusters/names/1", "/namespaces"));
}

TEST_F(PeopleTest, ListsAreSortedAndPaged) {
    for (const char* name : {"dora", "bob", "carl", "ann"}) add_user(name);
    std::vector<std::string> seen;
    std::string cursor;
    for (int pages = 0; pages < 9; ++pages) {
        const auto page = get("/users?limit=2&sort=-name&cursor=" + cursor, admin);
        ASSERT_EQ(page.status, 200) << page.text;
        EXPECT_EQ(page.at("/total"), "5");
        for (const auto& name : page.column("/name")) seen.push_back(name);
        cursor = page.at("/next_cursor");
        if (cursor == "null") break;
    }
    EXPECT_THAT(seen, testing::ElementsAre("dora", "carl", "bob", "ann", "admin"));
    EXPECT_THAT(get("/users?q=an", admin).column("/name"), testing::ElementsAre("ann"));
    for (const char* query : {"limit=0", "limit=501", "limit=x", "sort=password", "sort=-", "cursor=%2a"}) {
        EXPECT_EQ(get(std::string("/users?") + query, admin).status, 400) << query;
    }
    EXPECT_EQ(get("/users", admin).text.find("argon2"), std::string::npos);
}

}  // namespace
}  // namespace nexa::control
