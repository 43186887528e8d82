#include "control/auth/token.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace nexa::control {
namespace {

using namespace std::chrono_literals;

struct TokenTest : testing::Test {
    ManualClock clock{Time(1'800'000'000s)};
    SigningKey key = *make_signing_key();
    std::unique_ptr<TokenIssuer> issuer = make_token_issuer({key}, clock);
    Id<User> user = Id<User>::make();
    Id<Session> session = Id<Session>::make();
    std::string token = *issuer->issue(user, session);
};

std::string with_header(const std::string& token, const std::string& header) {
    return to_base64url(header) + token.substr(token.find('.'));
}

TEST_F(TokenTest, NamesItsUserAndSessionUntilItExpires) {
    const auto claims = issuer->check(token);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, user);
    EXPECT_EQ(claims->session, session);
    clock.advance(TokenIssuer::lifetime - 1s);
    EXPECT_TRUE(issuer->check(token));
    clock.advance(1s);
    EXPECT_FALSE(issuer->check(token)) << "also when it was remembered";
    EXPECT_FALSE(make_token_issuer({key}, clock)->check(token));
}

TEST_F(TokenTest, RefusesForgeries) {
    const std::string kid = key.kid;
    const std::string none = with_header(token, R"({"alg":"none","typ":"at+jwt","kid":")" + kid + "\"}");
    const std::vector<std::pair<std::string, std::string>> cases{
        {"alg none", none},
        {"alg none without signature", none.substr(0, none.rfind('.') + 1)},
        {"alg HS256", with_header(token, R"({"alg":"HS256","typ":"at+jwt","kid":")" + kid + "\"}")},
        {"another type", with_header(token, R"({"alg":"ES256","typ":"JWT","kid":")" + kid + "\"}")},
        {"another kid", with_header(token, R"({"alg":"ES256","typ":"at+jwt","kid":"x"})")},
        {"key of its own", with_header(token, R"({"alg":"ES256","typ":"at+jwt","jwk":{"kty":"EC"}})")},
        {"another key's", *make_token_issuer({*make_signing_key()}, clock)->issue(user, session)},
        {"altered claims", token.substr(0, token.find('.') + 1) + to_base64url(R"({"iss":"nexa"})") + token.substr(token.rfind('.'))},
        {"altered signature", token.substr(0, token.size() - 2) + (token.ends_with("AA") ? "BB" : "AA")},
        {"no signature", token.substr(0, token.rfind('.') + 1)},
        {"two parts", token.substr(0, token.rfind('.'))},
        {"empty", ""},
        {"dots", ".."},
        {"noise", "x.y.z"},
        {"long", std::string(100'000, 'a')},
    };
    for (const auto& [title, forged] : cases) {
        const auto claims = issuer->check(forged);
        ASSERT_FALSE(claims) << title;
        EXPECT_EQ(claims.error().code, ErrorCode::unauthenticated) << title;
    }
}

TEST_F(TokenTest, KeysRotate) {
    const auto rotated = make_token_issuer({*make_signing_key(), key}, clock);
    EXPECT_TRUE(rotated->check(token));
    EXPECT_FALSE(issuer->check(*rotated->issue(user, session)));
    const auto published = json::serialize(rotated->key_set());
    EXPECT_EQ(rotated->key_set().at("keys").as_array().size(), 2U);
    EXPECT_EQ(published.find("\"d\""), std::string::npos) << "a private part is published";
}

TEST_F(TokenTest, AKeySurvivesStorage) {
    const auto loaded = load_signing_key(key.private_jwk);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->kid, key.kid);
    EXPECT_TRUE(make_token_issuer({*loaded}, clock)->check(token));
    EXPECT_FALSE(load_signing_key(Secret("{}")));
}

}  // namespace
}  // namespace nexa::control
