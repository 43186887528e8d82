#include "control/api/auth/auth_endpoints.hpp"

#include <gmock/gmock.h>

#include "control/api/people/people_endpoints.hpp"
#include "control/test_fixture.hpp"

namespace nexa::control {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct AuthTest : ApiTest {
    Endpoints endpoints() override {
        Endpoints all = auth_endpoints(*auth, *directory, secure);
        std::ranges::move(people_endpoints(*database, *directory, hashing, clock), std::back_inserter(all));
        return all;
    }
    Answer login(const std::string& more = {}) {
        return post("/auth/login", R"({"username":"ann","password":"correct horse battery")" + more + "}", {});
    }
    Answer refresh(const std::string& token) { return post("/auth/refresh", R"({"refresh_token":")" + token + "\"}", {}); }
    Answer by_cookie(const std::string& path, const std::string& cookie, std::vector<std::pair<std::string, std::string>> more,
                     std::string body = "{}") {
        more.emplace_back("Cookie", "theme=dark; nexa_refresh=" + cookie + "; x=y");
        return call({http::Method::post, path, std::move(body), {}, std::move(more)});
    }

    bool secure = true;
    User ann = add_user("ann");
};

std::string cookie_of(const Answer& answer) {
    const std::string text(answer.headers.get("set-cookie"));
    const auto from = text.find('=') + 1;
    return text.substr(from, text.find(';') - from);
}

const std::vector<std::pair<std::string, std::string>> own_page{{"Sec-Fetch-Site", "same-origin"}};

TEST_F(AuthTest, SignInGivesTokensThatWork) {
    const auto answer = login();
    ASSERT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer.at("/token_type"), "Bearer");
    EXPECT_EQ(answer.at("/expires_in"), "600");
    EXPECT_FALSE(answer.at("/refresh_token").empty());
    EXPECT_EQ(answer.headers.get("cache-control"), "no-store");
    EXPECT_FALSE(answer.headers.contains("set-cookie"));
    const auto me = get("/me", answer.at("/access_token"));
    EXPECT_EQ(me.status, 200);
    EXPECT_EQ(me.at("/name"), "ann");
    EXPECT_EQ(me.at("/display_name"), "The ann");
    EXPECT_EQ(me.at("/permissions"), "[]");
}

TEST_F(AuthTest, AWrongPasswordAndAnUnknownNameLookTheSame) {
    const auto wrong = post("/auth/login", R"({"username":"ann","password":"wrong"})", {});
    const auto unknown = post("/auth/login", R"({"username":"nobody","password":"wrong"})", {});
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(wrong.at("/detail"), unknown.at("/detail"));
    ASSERT_EQ(trail("auth.login").size(), 2U);
    EXPECT_EQ(trail("auth.login")[0].outcome, "denied");
}

TEST_F(AuthTest, TheCookieIsOutOfReachOfScriptsAndOtherSites) {
    const auto answer = login(R"(,"cookie":true)");
    ASSERT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer.at("/refresh_token"), "null");
    const std::string cookie(answer.headers.get("set-cookie"));
    for (const char* part : {"nexa_refresh=", "; Path=/api/v1/auth", "; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age=1209600"}) {
        EXPECT_THAT(cookie, HasSubstr(part));
    }
    EXPECT_THAT(answer.text, Not(HasSubstr(cookie_of(answer))));
}

TEST_F(AuthTest, WithoutTlsTheCookieIsNotMarkedSecure) {
    secure = false;
    EXPECT_THAT(std::string(login(R"(,"cookie":true)").headers.get("set-cookie")), Not(HasSubstr("Secure")));
}

TEST_F(AuthTest, TheCookieIsTakenFromOwnPagesOnly) {
    std::string cookie = cookie_of(login(R"(,"cookie":true)"));
    struct Case {
        std::string title;
        std::vector<std::pair<std::string, std::string>> headers;
        bool taken;
    };
    const std::vector<Case> cases{
        {"no sign at all", {}, false},
        {"another site", {{"Sec-Fetch-Site", "cross-site"}}, false},
        {"another subdomain", {{"Sec-Fetch-Site", "same-site"}}, false},
        {"another site that claims to be ours", {{"Sec-Fetch-Site", "cross-site"}, {"X-Requested-With", "nexa"}}, false},
        {"another origin", {{"Origin", "https://evil.example"}}, false},
        {"an origin that begins as ours", {{"Origin", "https://nexa.example.evil.example"}}, false},
        {"no origin", {{"Origin", "null"}}, false},
        {"another library", {{"X-Requested-With", "XMLHttpRequest"}}, false},
        {"our page", own_page, true},
        {"our page's header", {{"X-Requested-With", "nexa"}}, true},
        {"our origin", {{"Origin", "https://nexa.example"}}, true},
    };
    for (const auto& each : cases) {
        const auto answer = by_cookie("/auth/refresh", cookie, each.headers);
        EXPECT_EQ(answer.status, each.taken ? 200 : 403) << each.title << ": " << answer.text;
        if (each.taken) {
            EXPECT_EQ(answer.at("/refresh_token"), "null") << each.title;
            cookie = cookie_of(answer);
        } else {
            EXPECT_FALSE(answer.headers.contains("set-cookie")) << each.title;
        }
    }
    EXPECT_EQ(trail("auth.refresh").size(), 8U) << "each refusal is on record";
}

TEST_F(AuthTest, RefreshTokensRotateAndReuseEndsTheFamily) {
    const auto first = login();
    const auto second = refresh(first.at("/refresh_token"));
    ASSERT_EQ(second.status, 200) << second.text;
    EXPECT_NE(second.at("/refresh_token"), first.at("/refresh_token"));
    const auto third = refresh(second.at("/refresh_token"));
    ASSERT_EQ(third.status, 200);

    clock.advance(60s);
    const auto again = refresh(first.at("/refresh_token"));
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(refresh(third.at("/refresh_token")).status, 401) << "the newest of the family ends too";
    EXPECT_EQ(get("/me", third.at("/access_token")).status, 401);
    const auto records = trail("auth.refresh");
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].outcome, "denied");
    EXPECT_EQ(records[0].who, "ann");
}

TEST_F(AuthTest, RefreshNeedsAToken) {
    EXPECT_EQ(post("/auth/refresh", "{}", {}).status, 401);
    EXPECT_EQ(post("/auth/refresh", "", {}).status, 401);
    EXPECT_EQ(refresh("made up").status, 401);
    clock.advance(AuthService::session_lifetime + 1s);
    const auto fresh = login();
    clock.advance(AuthService::session_lifetime + 1s);
    EXPECT_EQ(refresh(fresh.at("/refresh_token")).status, 401) << "a session has an end";
}

TEST_F(AuthTest, SignOutEndsTheSessionAndForgetsTheCookie) {
    const auto in = login(R"(,"cookie":true)");
    const auto out =
        call({http::Method::post, "/auth/logout", {}, in.at("/access_token"), {{"Cookie", "nexa_refresh=" + cookie_of(in)}, own_page[0]}});
    EXPECT_EQ(out.status, 204) << out.text;
    EXPECT_THAT(std::string(out.headers.get("set-cookie")), HasSubstr("nexa_refresh=; Path=/api/v1/auth; Max-Age=0"));
    EXPECT_EQ(get("/me", in.at("/access_token")).status, 401);
    EXPECT_EQ(by_cookie("/auth/refresh", cookie_of(in), own_page).status, 401);
    EXPECT_EQ(trail("auth.logout").size(), 1U);
}

TEST_F(AuthTest, SignOutWorksAfterTheAccessTokenRanOut) {
    const auto in = login(R"(,"cookie":true)");
    clock.advance(20min);
    EXPECT_EQ(get("/me", in.at("/access_token")).status, 401);
    const auto out = by_cookie("/auth/logout", cookie_of(in), own_page, "");
    EXPECT_EQ(out.status, 204) << out.text;
    EXPECT_EQ(by_cookie("/auth/refresh", cookie_of(in), own_page).status, 401);
    EXPECT_THAT(get("/sessions", token_of("admin")).column("/user"), ElementsAre("admin"));
}

TEST_F(AuthTest, SignOutNeedsSomethingToSignOut) {
    EXPECT_EQ(post("/auth/logout", "", {}).status, 401);
    EXPECT_EQ(by_cookie("/auth/logout", "made-up", {}, "").status, 403);
    const auto answer = by_cookie("/auth/logout", "made-up", own_page, "");
    EXPECT_EQ(answer.status, 401);
    EXPECT_THAT(std::string(answer.headers.get("set-cookie")), HasSubstr("Max-Age=0"));
}

TEST_F(AuthTest, ADisabledUserIsOutAtTheNextRequest) {
    const auto in = login();
    const auto admin = token_of("admin");
    EXPECT_EQ(patch("/users/ann", R"({"disabled":true})", admin).status, 200);
    EXPECT_EQ(get("/me", in.at("/access_token")).status, 401);
    EXPECT_EQ(refresh(in.at("/refresh_token")).status, 401);
    EXPECT_EQ(login().status, 401);
    EXPECT_EQ(patch("/users/ann", R"({"disabled":false})", admin).status, 200);
    EXPECT_EQ(get("/me", in.at("/access_token")).status, 401) << "what was ended stays ended";
    EXPECT_EQ(login().status, 200);
}

TEST_F(AuthTest, MeTellsEachPermissionWithItsScopes) {
    bind(ann.id, "viewer", in({"dev-eu"}, {"team-a"}));
    bind(ann.id, "operator", in({"prod-us"}, {"team-b"}));
    add_role("approver", {"runs:approve"});
    bind(ann.id, "approver");
    bind(ann.id, "approver", in({"dev-eu"}, {"team-a"}));
    const auto me = get("/me", token_of("ann"));
    std::vector<std::string> found;
    for (const auto& grant : me.body.at("permissions").as_array()) {
        const auto& clusters = grant.at("clusters");
        found.push_back(std::string(grant.at("permission").as_string()) + " " +
                        (clusters.at("all").as_bool() ? std::string("everywhere") : json::serialize(clusters.at("names"))));
    }
    EXPECT_THAT(found, testing::IsSupersetOf({R"(resources:read ["dev-eu"])", R"(resources:read ["prod-us"])",
                                              R"(resources:write ["prod-us"])", "runs:approve everywhere"}));
    EXPECT_EQ(std::ranges::count_if(found, [](const std::string& each) { return each.starts_with("runs:approve"); }), 1)
        << "what is held everywhere is told once";
    EXPECT_EQ(std::ranges::count_if(found, [](const std::string& each) { return each.starts_with("resources:write"); }), 1);
}

TEST_F(AuthTest, TheKeySetIsPublicAndHoldsNothingPrivate) {
    const auto answer = get("/auth/jwks", {});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.at("/keys/0/kty"), "EC");
    EXPECT_EQ(answer.at("/keys/0/d"), "");
}

TEST_F(AuthTest, GuessingIsSlowedDown) {
    for (int count = 0; count < 6; ++count) post("/auth/login", R"({"username":"ann","password":"wrong"})", {});
    EXPECT_EQ(login().status, 429);
    clock.advance(1h);
    EXPECT_EQ(login().status, 200);
}

TEST_F(AuthTest, AUserAgentIsKeptAsPrintableText) {
    call({http::Method::post,
          "/auth/login",
          R"({"username":"ann","password":"correct horse battery"})",
          {},
          {{"User-Agent", "curl\x01\xff<b>" + std::string(400, 'x')}}});
    const auto agents = get("/sessions?user=ann", token_of("admin")).column("/user_agent");
    ASSERT_EQ(agents.size(), 1U);
    EXPECT_TRUE(agents[0].starts_with("curl?\?<b>xxx"));
    EXPECT_EQ(agents[0].size(), 255U);
}

}  // namespace
}  // namespace nexa::control
