#include "data/sandbox/operators/kafka_certificates.hpp"

#include <gmock/gmock.h>

#include "base/encoding.hpp"
#include "data/kinds.hpp"
#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/signing_test.hpp"
#include "http/certificate.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::days;
using std::chrono::hours;
using ::testing::AllOf;
using ::testing::Contains;

std::string kafka(std::string_view authorities = "") {
    return fmt::format(R"(
kind: KafkaNodePool
metadata: {{name: dual, labels: {{strimzi.io/cluster: c}}}}
spec: {{replicas: 3, roles: [controller, broker], storage: {{type: ephemeral}}}}
---
kind: Kafka
metadata: {{name: c}}
spec:
  {}
  kafka:
    version: 4.3.1
    listeners: [{{name: tls, port: 9093, type: internal, tls: true}}]
    config: {{default.replication.factor: 3, min.insync.replicas: 2}}
  cruiseControl: {{}}
  entityOperator: {{topicOperator: {{}}, userOperator: {{}}}}
---
kind: KafkaUser
metadata: {{name: app, labels: {{strimzi.io/cluster: c}}}}
spec: {{authentication: {{type: tls}}}}
)",
                       authorities);
}

class KafkaCertificatesTest : public OperatorsTest {
protected:
    void deploy(std::string_view authorities = "", const std::string& strimzi = "1.2.0") {
        open(strimzi, "");
        create(kafka(authorities));
        ASSERT_TRUE(settle());
        ASSERT_THAT(conditions("Kafka", "c"), Contains("Ready=True"));
    }
    std::string pem(std::string_view secret, std::string_view member) {
        return from_base64(text_at(get("Secret", secret), {"data", member})).value_or("");
    }
    Time ends(std::string_view secret, std::string_view member) {
        const auto all = http::certificate_expiries(pem(secret, member));
        return all.empty() ? Time() : all.front();
    }
    std::string generation(std::string_view secret) { return annotation_of(get("Secret", secret), "strimzi.io/ca-cert-generation"); }
    bool holds(std::string_view secret, std::string_view member, std::string_view authority = "c-cluster-ca-cert") {
        return test::verifies(pem(secret, member), pem(authority, "ca.crt"), time->now());
    }
    /// A clock that runs, in steps that the operators see.
    void wait(days most) {
        for (int day = 0; day < most.count(); ++day) time->step(days(1));
        ASSERT_TRUE(settle());
    }
};

TEST_F(KafkaCertificatesTest, AllThatTheClusterAuthoritySignsHolds) {
    deploy();
    EXPECT_TRUE(holds("c-dual-0", "c-dual-0.crt"));
    EXPECT_TRUE(holds("c-dual-2", "c-dual-2.crt"));
    EXPECT_TRUE(holds("c-cluster-operator-certs", "cluster-operator.crt"));
    EXPECT_TRUE(holds("c-entity-topic-operator-certs", "entity-operator.crt"));
    EXPECT_TRUE(holds("c-entity-user-operator-certs", "entity-operator.crt"));
    EXPECT_TRUE(holds("c-cruise-control-certs", "cruise-control.crt"));
    EXPECT_TRUE(holds("app", "user.crt", "c-clients-ca-cert"));
    EXPECT_FALSE(holds("c-dual-0", "c-dual-0.crt", "c-clients-ca-cert")) << "by the other authority";
    EXPECT_THAT(test::dns_names(pem("c-dual-1", "c-dual-1.crt")),
                AllOf(Contains("c-kafka-bootstrap.default.svc"), Contains("c-dual-1.c-kafka-brokers.default.svc.cluster.local")));
    EXPECT_EQ(test::common_name(pem("c-dual-1", "c-dual-1.crt")), "c-kafka");
    EXPECT_NE(pem("c-dual-0", "c-dual-0.key"), pem("c-dual-1", "c-dual-1.key"));
    EXPECT_EQ(pem("c-trustbundle", "ca.crt"), pem("c-cluster-ca-cert", "ca.crt") + pem("c-clients-ca-cert", "ca.crt"));
    const auto status = object_at(get("Kafka", "c"), {"status"});
    EXPECT_EQ(status.at("listeners").at(0).at("certificates").at(0).as_string(), pem("c-cluster-ca-cert", "ca.crt"));
}

TEST_F(KafkaCertificatesTest, Of045AreInOneSecret) {
    open("0.45.2", "");
    create(kafka());
    patch("Kafka", "c",
          "metadata: {annotations: {strimzi.io/kraft: enabled, strimzi.io/node-pools: enabled}}\nspec: {kafka: {version: 3.9.1}}");
    ASSERT_TRUE(settle());
    EXPECT_TRUE(holds("c-kafka-brokers", "c-dual-0.crt"));
    EXPECT_TRUE(holds("c-kafka-brokers", "c-dual-2.crt"));
}

TEST_F(KafkaCertificatesTest, StayAsTheyAreUntilSomethingHappens) {
    deploy();
    const auto before = pem("c-dual-0", "c-dual-0.crt");
    const auto pod = uid_of(get("Pod", "c-dual-0"));
    wait(days(2));
    patch("Kafka", "c", "metadata: {labels: {touched: 'yes'}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(pem("c-dual-0", "c-dual-0.crt"), before);
    EXPECT_EQ(uid_of(get("Pod", "c-dual-0")), pod);
}

TEST_F(KafkaCertificatesTest, ARenewedAuthoritySignsAnewAndEachReasonIsAnEvent) {
    deploy();
    const auto before = pem("c-dual-0", "c-dual-0.crt");
    patch("Secret", "c-cluster-ca-cert", "metadata: {annotations: {strimzi.io/force-renew: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(generation("c-cluster-ca-cert"), "1");
    EXPECT_NE(pem("c-dual-0", "c-dual-0.crt"), before);
    EXPECT_TRUE(holds("c-dual-0", "c-dual-0.crt"));
    EXPECT_TRUE(holds("c-cluster-operator-certs", "cluster-operator.crt"));
    EXPECT_TRUE(holds("c-entity-user-operator-certs", "entity-operator.crt"));
    EXPECT_EQ(annotation_of(get("Secret", "c-dual-0"), "strimzi.io/cluster-ca-cert-generation"), "1");
    EXPECT_THAT(events("c"), AllOf(Contains("CaCertHasOldGeneration").Times(3), Contains("CaCertRenewed").Times(3),
                                   Contains("KafkaCertificatesChanged").Times(3), Contains("PodHasOldRevision").Times(3)));
    const auto status = object_at(get("Kafka", "c"), {"status"});
    EXPECT_EQ(status.at("listeners").at(0).at("certificates").at(0).as_string(), pem("c-cluster-ca-cert", "ca.crt"));
}

TEST_F(KafkaCertificatesTest, AReplacedKeySignsAnew) {
    deploy();
    const auto user = pem("app", "user.crt");
    patch("Secret", "c-cluster-ca", "metadata: {annotations: {strimzi.io/force-replace: 'true'}}");
    patch("Secret", "c-clients-ca", "metadata: {annotations: {strimzi.io/force-replace: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_TRUE(holds("c-dual-0", "c-dual-0.crt"));
    EXPECT_TRUE(holds("app", "user.crt", "c-clients-ca-cert")) << "users are signed anew, too";
    EXPECT_NE(pem("app", "user.crt"), user);
    EXPECT_THAT(events("c"), Contains("ClusterCaCertKeyReplaced"));
}

TEST_F(KafkaCertificatesTest, AreRenewedBeforeTheyEnd) {
    deploy("clusterCa: {validityDays: 20, renewalDays: 5}");
    const auto made = time->now();
    EXPECT_LE(ends("c-cluster-ca-cert", "ca.crt"), made + days(20));
    EXPECT_LE(ends("c-dual-0", "c-dual-0.crt"), made + days(20));
    wait(days(13));
    EXPECT_EQ(generation("c-cluster-ca-cert"), "0");
    wait(days(3));
    EXPECT_EQ(generation("c-cluster-ca-cert"), "1");
    EXPECT_EQ(annotation_of(get("Secret", "c-cluster-ca"), "strimzi.io/ca-key-generation"), "0") << "the key stays";
    EXPECT_EQ(generation("c-clients-ca-cert"), "0") << "it is good for a year";
    EXPECT_GT(ends("c-cluster-ca-cert", "ca.crt"), made + days(30));
    EXPECT_GT(ends("c-dual-0", "c-dual-0.crt"), made + days(30));
    EXPECT_TRUE(holds("c-dual-0", "c-dual-0.crt"));
}

TEST_F(KafkaCertificatesTest, ThePolicyMayAskForANewKey) {
    deploy("clusterCa: {validityDays: 20, renewalDays: 5, certificateExpirationPolicy: replace-key}");
    wait(days(16));
    EXPECT_EQ(annotation_of(get("Secret", "c-cluster-ca"), "strimzi.io/ca-key-generation"), "1");
    EXPECT_EQ(generation("c-cluster-ca-cert"), "1");
    EXPECT_TRUE(holds("c-dual-0", "c-dual-0.crt"));
}

TEST_F(KafkaCertificatesTest, OnesOwnAuthorityIsNotRenewed) {
    deploy("clusterCa: {validityDays: 20, renewalDays: 5, generateCertificateAuthority: false}");
    wait(days(16));
    EXPECT_EQ(generation("c-cluster-ca-cert"), "0");
}

TEST_F(KafkaCertificatesTest, AnAuthorityWhoseKeySignsNothingIsLeftAlone) {
    deploy("clusterCa: {generateCertificateAuthority: false}");
    patch("Secret", "c-cluster-ca", "data: {ca.key: bm9uc2Vuc2U=}");
    patch("Secret", "c-dual-0", "data: {c-dual-0.crt: bm9uc2Vuc2U=}");
    patch("Kafka", "c", "metadata: {labels: {touched: 'yes'}}");
    ASSERT_TRUE(settle());
    const auto before = get("Secret", "c-dual-0");
    pass(std::chrono::minutes(10));
    patch("Kafka", "c", "metadata: {labels: {touched: 'again'}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(get("Secret", "c-dual-0"), before) << "nothing is written again and again";
}

TEST_F(KafkaCertificatesTest, AScenarioMayComeAfterTheKafka) {
    deploy();
    patch("Kafka", "c", fmt::format("metadata: {{annotations: {{{}: 240h}}}}", authority_ends_after));
    ASSERT_TRUE(settle());
    EXPECT_LE(ends("c-cluster-ca-cert", "ca.crt"), time->now() + hours(240));
    const auto told = find_kind("Kafka")->certificates(get("Kafka", "c"));
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told[0].expires, ends("c-cluster-ca-cert", "ca.crt"));
    wait(days(11));
    EXPECT_EQ(generation("c-cluster-ca-cert"), "0") << "it ends, and nobody renews it";
}

TEST_F(KafkaCertificatesTest, WhatIsNoCertificateIsReplaced) {
    deploy();
    patch("Secret", "c-dual-0", "data: {c-dual-0.crt: bm9uc2Vuc2U=}");
    patch("Kafka", "c", "metadata: {labels: {touched: 'yes'}}");
    ASSERT_TRUE(settle());
    EXPECT_TRUE(holds("c-dual-0", "c-dual-0.crt"));
}

/// What Nexa reads of the cluster's certificate, from the status that shows it.
TEST_F(KafkaCertificatesTest, AreToldByTheListeners) {
    deploy();
    const auto kafka = get("Kafka", "c");
    const auto told = [&](std::string_view spec, const std::string& more = {}) {
        auto object = kafka;
        const auto changes = wire::parse_yaml(spec);
        merge(object, {{"spec", changes->front().value}});
        auto& shown = object["status"].as_object()["listeners"].as_array()[0].as_object()["certificates"].as_array()[0];
        shown = std::string(shown.as_string()) + more;
        return find_kind("Kafka")->certificates(object).at(0);
    };
    const auto end = ends("c-cluster-ca-cert", "ca.crt");
    EXPECT_EQ(told("{}"), (ToldCertificate{.listener = {}, .expires = end, .is_renewed = true, .renewed_days = 30}));
    EXPECT_EQ(told("{clusterCa: {generateCertificateAuthority: false}}"),
              (ToldCertificate{.listener = {}, .expires = end, .is_renewed = false, .renewed_days = 0}));
    EXPECT_EQ(told("{clusterCa: {renewalDays: 60}}").renewed_days, 60);
    EXPECT_EQ(told("{kafka: {listeners: [{name: tls, configuration: {brokerCertChainAndKey: {secretName: s}}}]}}"),
              (ToldCertificate{.listener = "tls", .expires = end, .is_renewed = false, .renewed_days = 0}));

    // The old authority beside the new one: the new one counts.
    time->step(hours(24));
    patch("Secret", "c-cluster-ca-cert", "metadata: {annotations: {strimzi.io/force-renew: 'true'}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(told("{}", pem("c-cluster-ca-cert", "ca.crt")).expires, ends("c-cluster-ca-cert", "ca.crt"));
    EXPECT_GT(ends("c-cluster-ca-cert", "ca.crt"), end);

    auto nothing = kafka;
    nothing["status"].as_object()["listeners"].as_array()[0].as_object()["certificates"] = json::array{"no certificate"};
    EXPECT_TRUE(find_kind("Kafka")->certificates(nothing).empty());
    EXPECT_TRUE(find_kind("Kafka")->certificates({}).empty());
}

}  // namespace
}  // namespace nexa::sandbox
