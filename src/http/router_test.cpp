#include "http/router.hpp"

#include <gtest/gtest.h>

namespace nexa::http {
namespace {

const std::vector<Route> table{
    {Method::get, "/"},
    {Method::get, "/clusters"},
    {Method::post, "/clusters"},
    {Method::get, "/clusters/{cluster}"},
    {Method::del, "/clusters/{cluster}"},
    {Method::post, "/clusters/check"},
    {Method::post, "/clusters/{c}/check"},
    {Method::get, "/clusters/{cluster}/namespaces/{ns}/{plural}/{name}"},
    {Method::put, "/clusters/{cluster}/namespaces/{ns}/{plural}/{name}"},
    {Method::post, "/clusters/{cluster}/namespaces/{ns}/{plural}/{name}/actions/{action}"},
    {Method::post, "/clusters/{cluster}/namespaces/{ns}/{plural}/{name}/actions/rollback"},
    {Method::get, "/a b/{x}"},
};

Router router() {
    auto made = Router::make(table);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
}

struct Case {
    Method method;
    std::string_view path;
    std::string_view route;  // empty: not found; "!...": the Allow header
    std::vector<std::pair<std::string_view, std::string>> params;
};

TEST(Router, Table) {
    const Router routes = router();
    const std::vector<Case> cases{
        {Method::get, "/", "/", {}},
        {Method::get, "/clusters", "/clusters", {}},
        {Method::head, "/clusters", "/clusters", {}},
        {Method::get, "/clusters/prod", "/clusters/{cluster}", {{"cluster", "prod"}}},
        {Method::post, "/clusters/prod/check", "/clusters/{c}/check", {{"c", "prod"}}},
        {Method::post, "/clusters/check", "/clusters/check", {}},
        // The literal has no GET: the cluster named "check" has.
        {Method::get, "/clusters/check", "/clusters/{cluster}", {{"cluster", "check"}}},
        {Method::put,
         "/clusters/c/namespaces/n/kafkas/k",
         "/clusters/{cluster}/namespaces/{ns}/{plural}/{name}",
         {{"cluster", "c"}, {"ns", "n"}, {"plural", "kafkas"}, {"name", "k"}}},
        {Method::get, "/clusters/a%2Fb", "/clusters/{cluster}", {{"cluster", "a/b"}}},
        {Method::get, "/clusters/%E2%82%AC%20", "/clusters/{cluster}", {{"cluster", "\u20ac "}}},
        {Method::get, "/a%20b/+", "/a b/{x}", {{"x", "+"}}},
        {Method::get, "/%63lusters", "/clusters", {}},
        {Method::get, "", "", {}},
        {Method::get, "clusters", "", {}},
        {Method::get, "/clusters/", "", {}},
        {Method::get, "//clusters", "", {}},
        {Method::get, "/clusters//check", "", {}},
        {Method::get, "/nothing", "", {}},
        {Method::get, "/clusters/a/b", "", {}},
        {Method::get, "/clusters/%zz", "", {}},
        {Method::get, "/clusters/%00", "", {}},
        {Method::get, "/clusters%2Fprod", "", {}},
        {Method::put, "/clusters", "!GET, HEAD, POST", {}},
        {Method::put, "/clusters/check", "!GET, HEAD, POST, DELETE", {}},
        {Method::get, "/clusters/c/namespaces/n/kafkas/k/actions/adopt", "!POST", {}},
    };
    for (const Case& one : cases) {
        const Match match = routes.match(one.method, one.path);
        if (one.route.empty()) {
            EXPECT_EQ(match.outcome, Match::Outcome::not_found) << one.path;
        } else if (one.route.starts_with('!')) {
            EXPECT_EQ(match.outcome, Match::Outcome::method_not_allowed) << one.path;
            EXPECT_EQ(match.allow, one.route.substr(1)) << one.path;
        } else {
            ASSERT_EQ(match.outcome, Match::Outcome::found) << one.path;
            EXPECT_EQ(table[match.route].path, one.route);
            EXPECT_EQ(match.params.all(), one.params) << one.path;
        }
    }
}

TEST(Router, ALiteralWinsOverAParameter) {
    const Router routes = router();
    const auto match = routes.match(Method::post, "/clusters/c/namespaces/n/kafkas/k/actions/rollback");
    EXPECT_EQ(table[match.route].path, "/clusters/{cluster}/namespaces/{ns}/{plural}/{name}/actions/rollback");
    EXPECT_EQ(match.params.get("name"), "k");
    EXPECT_EQ(match.params.get("action"), "");
}

TEST(Router, RefusesABadTable) {
    const std::vector<std::vector<Route>> tables{
        {{Method::get, "a"}},        {{Method::get, "/a/"}},
        {{Method::get, "/a//b"}},    {{Method::get, "/{}"}},
        {{Method::get, "/{a"}},      {{Method::get, "/a}"}},
        {{Method::get, "/x{a}"}},    {{Method::get, "/{a}{b}"}},
        {{Method::get, "/{a}/{a}"}}, {{Method::get, "/{a}"}, {Method::get, "/{b}"}},
    };
    for (const auto& bad : tables) {
        const auto made = Router::make(bad);
        ASSERT_FALSE(made) << bad.front().path;
        EXPECT_EQ(made.error().code, ErrorCode::invalid);
    }
}

}  // namespace
}  // namespace nexa::http
