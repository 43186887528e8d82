#include "data/kafka/credentials.hpp"

#include "data/test_support.hpp"

namespace nexa::kafka {
namespace {

const std::string cluster =
    "{spec: {kafka: {listeners: [{name: plain, tls: false}, {name: tls, tls: true, authentication: {type: tls}}, {name: scram, tls: true, "
    "authentication: {type: scram-sha-512}}]}}, status: {listeners: [{name: plain, bootstrapServers: 'k:9092'}, {name: tls, "
    "bootstrapServers: 'k:9093'}, {name: scram, bootstrapServers: 'k:9094'}]}}";

json::object user(const std::string& way) {
    return test::object("{metadata: {name: u}, spec: {authentication: {type: " + way + "}}}");
}

TEST(Credentials, LeadToTheListenerThatTakesThem) {
    const auto kafka = test::object(cluster);
    EXPECT_EQ(bootstrap_for(kafka, user("tls")), "k:9093");
    EXPECT_EQ(bootstrap_for(kafka, user("tls-external")), "k:9093");
    EXPECT_EQ(bootstrap_for(kafka, user("scram-sha-512")), "k:9094");
    EXPECT_TRUE(is_encrypted_for(kafka, user("tls")));
    EXPECT_EQ(bootstrap_for(kafka, test::object("{metadata: {name: u}, spec: {}}")), "k:9092");
    EXPECT_EQ(bootstrap_for(test::object("{}"), user("tls")), "");
}

TEST(Credentials, AreReadFromTheSecret) {
    EXPECT_EQ(secret_of(user("tls")), "u");
    EXPECT_EQ(secret_of(test::object("{metadata: {name: u}, status: {secret: prefix-u}}")), "prefix-u");
    const auto secret = test::object("{data: {password: c2VjcmV0, broken: '!'}}");
    EXPECT_EQ(secret_value(secret, "password"), "secret");
    EXPECT_EQ(secret_value(secret, "broken"), "");
    EXPECT_EQ(secret_value(secret, "absent"), "");
}

TEST(Credentials, AreWrittenAsKafkaReadsThem) {
    EXPECT_EQ(client_properties("k:9094", true, "jaas;", "", "", "CA\nPEM\n"),
              "bootstrap.servers=k:9094\nsecurity.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=jaas;\n"
              "ssl.truststore.type=PEM\nssl.truststore.certificates=CA\\nPEM\\n\n");
    EXPECT_EQ(client_properties("", true, "", "CRT\n", "KEY\n", ""),
              "security.protocol=SSL\nssl.keystore.type=PEM\nssl.keystore.certificate.chain=CRT\\n\nssl.keystore.key=KEY\\n\n");
    EXPECT_EQ(client_properties("k:9092", false, "", "", "", "CA"), "bootstrap.servers=k:9092\nsecurity.protocol=PLAINTEXT\n");
}

}  // namespace
}  // namespace nexa::kafka
