#include "control/clusters/credential_expiry.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "http/test_certificates.hpp"

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
        std::vector<Credential> credentials;
        if (each.expires) credentials.push_back({Credential::What::token, *each.expires});
        EXPECT_EQ(with_credential_advice(status, "prod", credentials, now), each.advice);
    }
}

TEST(CredentialAdvice, IsAboutWhatSignsIn) {
    const Time now(std::chrono::seconds(1'800'000'000));
    ClusterStatus status;
    status.state = ClusterStatus::State::connected;
    // An authority that expires does not end the credential, and is told elsewhere.
    EXPECT_EQ(with_credential_advice(status, "prod", {{Credential::What::trusted_authority, now}}, now), "");
    EXPECT_EQ(with_credential_advice(status, "prod", {{Credential::What::client_certificate, now + expires_urgently}}, now),
              "the client certificate of its kubeconfig expires at 2027-01-22T08:00:00Z; replace the kubeconfig: nexa clusters update prod "
              "--kubeconfig FILE");
}

TEST(Credentials, AreReadFromAKubeconfig) {
    kube::Target target;
    EXPECT_TRUE(credentials_of(target).empty());
    const auto seconds = [](int from_now) { return http::test::CertificateRequest{.not_after = std::chrono::seconds(from_now)}; };
    const auto short_lived = http::test::make_certificate(seconds(1000));
    const auto long_lived = http::test::make_certificate(seconds(500'000));
    const auto tls = std::make_shared<http::ClientTls>();
    tls->certificate_pem = short_lived.certificate_pem + long_lived.certificate_pem;  // the client's own, and who signed it
    tls->ca_pem = short_lived.certificate_pem + long_lived.certificate_pem;           // one of them is enough
    target.tls = tls;
    target.token = jwt(R"({"exp":1800000000})");
    const auto found = credentials_of(target);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0], (Credential{Credential::What::token, Time(std::chrono::seconds(1'800'000'000))}));
    EXPECT_EQ(found[1].what, Credential::What::client_certificate);
    EXPECT_EQ(found[2].what, Credential::What::trusted_authority);
    // Not to the second: the two were made one after the other.
    EXPECT_GT(found[2].expires - found[1].expires, std::chrono::seconds(498'000));
}

}  // namespace
}  // namespace nexa::control
