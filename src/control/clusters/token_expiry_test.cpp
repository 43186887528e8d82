#include "control/clusters/token_expiry.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace nexa::control {
namespace {

Secret jwt(std::string_view claims) {
    return Secret(to_base64url("{\"alg\":\"RS256\"}") + "." + to_base64url(claims) + ".c2ln");
}

TEST(TokenExpiry, IsWhatTheTokenSays) {
    EXPECT_EQ(token_expiry(jwt(R"({"exp":1800000000,"sub":"system:serviceaccount:nexa:nexa"})")),
              Time(std::chrono::seconds(1'800'000'000)));
}

TEST(TokenExpiry, IsUnknownOfAnythingElse) {
    for (const auto* claims : {"{}", R"({"exp":"soon"})", R"({"exp":-1})", R"({"exp":1e300})", "[]", "not json"}) {
        EXPECT_EQ(token_expiry(jwt(claims)), std::nullopt) << claims;
    }
    for (const auto* token : {"", "opaque", "a.b", "a.!!!.c", ".."})
        EXPECT_EQ(token_expiry(Secret(std::string(token))), std::nullopt) << token;
}

TEST(CredentialAdvice, SaysWhatToDoAndWhen) {
    const Time now(std::chrono::seconds(1'800'000'000));
    using State = ClusterStatus::State;
    struct Case {
        State state;
        std::string message;
        std::optional<Time> expires;
        std::string advice;
    };
    const std::string replace = "replace the kubeconfig: nexa clusters update prod --kubeconfig FILE";
    const std::vector<Case> cases{
        {State::unauthorized, "401", now - std::chrono::seconds(1),
         "the token of its kubeconfig expired at 2027-01-15T07:59:59Z; " + replace},
        {State::unauthorized, "401", now + std::chrono::hours(1), "401; if the credentials are no longer valid, " + replace},
        {State::unauthorized, "401", std::nullopt, "401; if the credentials are no longer valid, " + replace},
        {State::connected, "", now + std::chrono::hours(1), "the token of its kubeconfig expires at 2027-01-15T09:00:00Z; " + replace},
        {State::connected, "limited", now + std::chrono::hours(1),
         "limited; the token of its kubeconfig expires at 2027-01-15T09:00:00Z; " + replace},
        {State::connected, "", now + std::chrono::hours(24 * 30), ""},
        {State::connected, "", std::nullopt, ""},
        {State::unreachable, "refused", now - std::chrono::hours(1), "refused"},
    };
    for (const auto& each : cases) {
        ClusterStatus status;
        status.state = each.state;
        status.message = each.message;
        EXPECT_EQ(with_credential_advice(status, "prod", each.expires, now), each.advice);
    }
}

}  // namespace
}  // namespace nexa::control
