#include "data/sandbox/operators/cluster_authority.hpp"

#include "data/kinds.hpp"
#include "data/test_support.hpp"

namespace nexa::sandbox {
namespace {

const Time created(std::chrono::seconds(1'767'225'600));  // 2026-01-01T00:00:00Z
constexpr std::chrono::hours day(24);

json::object kafka(std::string_view authority = "{}") {
    return test::object("{metadata: {name: events, uid: u-1, creationTimestamp: '2026-01-01T00:00:00Z'}, spec: {clusterCa: " +
                        std::string(authority) + "}}");
}

/// What Nexa reads of it again, from the status that shows it.
std::vector<ToldCertificate> told(const std::string& pem, json::object object = kafka()) {
    object["status"] = {{"listeners", json::array{json::object{{"name", "tls"}, {"certificates", json::array{pem}}}}}};
    return find_kind("Kafka")->certificates(object);
}

TEST(ClusterAuthority, IsTheSameWhenAskedAgain) {
    EXPECT_EQ(cluster_authority(kafka(), created), cluster_authority(kafka(), created + 300 * day));
    auto other = kafka();
    other["metadata"].as_object()["uid"] = "u-2";
    EXPECT_NE(cluster_authority(kafka(), created), cluster_authority(other, created));
}

TEST(ClusterAuthority, IsRenewedBeforeItEnds) {
    const auto expires = [](std::string_view authority, Time now) { return told(cluster_authority(kafka(authority), now)).at(0).expires; };
    EXPECT_EQ(expires("{}", created + 334 * day), created + 365 * day);
    EXPECT_EQ(expires("{}", created + 335 * day), created + 335 * day + 365 * day);
    EXPECT_EQ(expires("{validityDays: 20, renewalDays: 5}", created + 14 * day), created + 20 * day);
    EXPECT_EQ(expires("{validityDays: 20, renewalDays: 5}", created + 15 * day), created + 35 * day);
    // What can't be: renewed before it was made.
    EXPECT_EQ(expires("{validityDays: 5, renewalDays: 30}", created), created + 5 * day);
}

TEST(KafkaCertificates, AreToldByTheListeners) {
    const std::string pem = cluster_authority(kafka(), created);
    const auto plain = told(pem);
    ASSERT_EQ(plain.size(), 1U);
    EXPECT_EQ(plain[0], (ToldCertificate{.listener = {}, .expires = created + 365 * day, .is_renewed = true, .renewed_days = 30}));

    EXPECT_EQ(told(pem, kafka("{generateCertificateAuthority: false}")).at(0),
              (ToldCertificate{.listener = {}, .expires = created + 365 * day, .is_renewed = false, .renewed_days = 0}));
    EXPECT_EQ(told(pem, kafka("{renewalDays: 60}")).at(0).renewed_days, 60);

    auto own = kafka();
    own["spec"] = test::object("{kafka: {listeners: [{name: tls, configuration: {brokerCertChainAndKey: {secretName: s}}}]}}");
    EXPECT_EQ(told(pem, own).at(0),
              (ToldCertificate{.listener = "tls", .expires = created + 365 * day, .is_renewed = false, .renewed_days = 0}));

    // The old authority beside the new one: the new one counts.
    EXPECT_EQ(told(pem + cluster_authority(kafka(), created + 335 * day)).at(0).expires, created + 700 * day);
    EXPECT_TRUE(told("no certificate").empty());
    EXPECT_TRUE(find_kind("Kafka")->certificates({}).empty());
}

}  // namespace
}  // namespace nexa::sandbox
