#include "control/clusters/certificates.hpp"

#include <gmock/gmock.h>

namespace nexa::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using What = Credential::What;

const Time now(std::chrono::seconds(1'800'000'000));  // 2027-01-15T08:00:00Z
constexpr std::chrono::hours day(24);

ClusterHandle handle(std::vector<Credential> credentials, std::optional<Time> server = {}) {
    ClusterHandle made;
    made.cluster.name = "prod";
    made.credentials = std::move(credentials);
    made.status.certificate_expires = server;
    return made;
}

CertificatesOf kafka(ToldCertificate told) {
    return {{"prod", "team-a", "Kafka", "events"}, {std::move(told)}};
}

TEST(Certificates, AreTheWorstFirst) {
    const auto items = certificates_of(handle({{What::token, now + 6 * day}, {What::trusted_authority, now + 3000 * day}}, now + 29 * day),
                                       {kafka({.listener = {}, .expires = now + 10 * day, .is_renewed = false, .renewed_days = 0})}, now);
    std::vector<std::string> seen;
    for (const auto& item : items) seen.push_back(fmt::format("{} {}", item.what, static_cast<int>(item.validity)));
    EXPECT_THAT(seen, ElementsAre("token 2", "kafka_authority 1", "server_certificate 1", "trusted_authority 0"));
    EXPECT_EQ(items[1].plural, "kafkas");
    EXPECT_EQ(items[1].name_space, "team-a");
    for (const auto& item : items) {
        EXPECT_FALSE(item.title.empty());
        EXPECT_FALSE(item.next_step.empty());
    }
}

TEST(Certificates, FollowTheThresholds) {
    const std::vector<std::pair<Duration, Validity>> cases{{Duration(-1), Validity::expired},
                                                           {Duration(0), Validity::expired},
                                                           {Duration(1), Validity::urgent},
                                                           {expires_urgently, Validity::urgent},
                                                           {expires_urgently + Duration(1), Validity::soon},
                                                           {expires_soon, Validity::soon},
                                                           {expires_soon + Duration(1), Validity::fine}};
    for (const auto& [left, validity] : cases)
        EXPECT_EQ(certificates_of(handle({{What::client_certificate, now + left}}), {}, now).front().validity, validity) << left.count();
}

TEST(Certificates, ThatStrimziRenewsAreFineUntilItShouldHave) {
    struct Case {
        std::chrono::hours left;
        Validity validity;
        const char* next_step;
    };
    for (const auto& each : {Case{20 * day, Validity::fine, "renews it by itself from 2027-01-25 on"},
                             Case{10 * day, Validity::soon, "should have renewed it from 2027-01-15 on"},
                             Case{day, Validity::urgent, "strimzi.io/force-renew: \"true\" on the Secret events-cluster-ca-cert"},
                             Case{-day, Validity::expired, "should have renewed"}}) {
        const auto items =
            certificates_of(handle({}), {kafka({.listener = {}, .expires = now + each.left, .is_renewed = true, .renewed_days = 10})}, now);
        ASSERT_THAT(items, SizeIs(1));
        EXPECT_EQ(items[0].validity, each.validity) << each.next_step;
        EXPECT_THAT(items[0].next_step, HasSubstr(each.next_step));
    }
}

TEST(Certificates, OfListenersAreSomebodysOwn) {
    const auto items = certificates_of(
        handle({}), {kafka({.listener = "external", .expires = now + 3 * day, .is_renewed = false, .renewed_days = 0})}, now);
    ASSERT_THAT(items, SizeIs(1));
    EXPECT_EQ(items[0].what, "kafka_listener");
    EXPECT_EQ(items[0].title, "Certificate of the listener external");
    EXPECT_EQ(items[0].validity, Validity::urgent);
}

TEST(UnknownCertificates, AreSaid) {
    auto known = handle({{What::token, now}}, now);
    EXPECT_THAT(unknown_certificates_of(known), IsEmpty());
    ClusterFacts facts;
    facts.served["Kafka"] = {"v1"};
    known.status.facts = std::make_shared<const ClusterFacts>(std::move(facts));
    EXPECT_THAT(unknown_certificates_of(known), ElementsAre(HasSubstr("in Secrets, which Nexa does not read")));
    EXPECT_THAT(unknown_certificates_of(handle({{What::trusted_authority, now}})),
                ElementsAre(HasSubstr("credential that Nexa signs in with"), HasSubstr("API server's certificate")));
}

}  // namespace
}  // namespace nexa::control
