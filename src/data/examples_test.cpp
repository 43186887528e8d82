// Every example manifest of the operators, on a cluster of its own release and on clusters of others.
#include <gmock/gmock.h>

#include <algorithm>

#include "data/manifest.hpp"
#include "data/object.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

using testing::HasSubstr;

/// "accepted", or each violation's rule, or "invalid" for what is no good manifest; for all documents of known kinds in the text.
std::string verdict(const std::string& text, const ClusterFacts& facts) {
    const auto documents = wire::parse_yaml(text);
    if (!documents) return "no YAML: " + documents.error().message;
    std::vector<std::string> found;
    for (const auto& document : *documents) {
        const auto* object = document.value.if_object();
        if (object == nullptr || find_kind(text_at(*object, {"kind"})) == nullptr) continue;
        const auto manifest = check_manifest(document.value, {.facts = &facts, .default_namespace = "default"});
        if (!manifest) return "invalid: " + manifest.error().message;
        for (const auto& finding : contracts::evaluate({.desired = manifest->desired, .facts = facts})) {
            if (finding.type == Finding::Type::violation && std::ranges::find(found, finding.rule) == found.end())
                found.push_back(finding.rule);
        }
    }
    std::string text_of_all;
    for (const auto& each : found) text_of_all += (text_of_all.empty() ? "" : " ") + each;
    return found.empty() ? "accepted" : text_of_all;
}

/// The YAML files of a folder that have a document of a kind that Nexa operates.
std::vector<std::filesystem::path> files_of(const std::string& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::examples() / folder)) {
        const auto path = entry.path();
        if (path.extension() != ".yaml" || path.string().find("/metrics/") != std::string::npos) continue;
        files.push_back(path);
    }
    std::ranges::sort(files);
    return files;
}

class Examples : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(test::examples())) GTEST_SKIP() << "the operators' example manifests are not at " << test::examples();
    }
    static std::string at(const char* file, const ClusterFacts& facts) { return verdict(test::read_file(test::examples() / file), facts); }
};

TEST_F(Examples, AreAcceptedByTheirOwnRelease) {
    for (const auto& [folder, facts] : {std::pair("strimzi-1.2.0", test::dev_eu()), std::pair("strimzi-0.48.0", test::prod_us()),
                                        std::pair("spark-operator-2.5.2", test::dev_eu())}) {
        for (const auto& file : files_of(folder)) {
            // Not YAML as published: an unquoted {IMAGE_REGISTRY}.
            if (file.filename() == "spark-pi-prometheus.yaml") {
                EXPECT_THAT(verdict(test::read_file(file), facts), HasSubstr("no YAML")) << file;
                continue;
            }
            EXPECT_EQ(verdict(test::read_file(file), facts), "accepted") << file;
        }
    }
}

TEST_F(Examples, OfTheZooKeeperLineNeedOneVersion) {
    const auto facts = test::legacy_ap();
    for (const auto& file : files_of("strimzi-0.45.2")) {
        const auto text = test::read_file(file);
        EXPECT_THAT(verdict(text, facts), testing::AnyOf("accepted", "kafka-zookeeper-version", "kafka-kraft-version")) << file;
        if (text.find("\nkind: Kafka\n") != std::string::npos) EXPECT_NE(verdict(text, facts), "accepted") << file;
    }
    auto text = test::read_file(test::examples() / "strimzi-0.45.2/kafka/kafka-persistent-single.yaml");
    EXPECT_EQ(verdict(text, facts), "kafka-zookeeper-version");
    text.replace(text.find("version: 3.9.2"), 14, "version: 3.8.1");
    EXPECT_EQ(verdict(text, facts), "accepted");
    EXPECT_EQ(verdict(text, test::prod_us()), "kafka-zookeeper-version");
}

TEST_F(Examples, AreRefusedElsewhereForAReason) {
    const auto legacy = test::legacy_ap();
    EXPECT_EQ(at("strimzi-1.2.0/kafka/kafka-persistent.yaml", legacy), "kafka-kraft-version");
    EXPECT_EQ(at("strimzi-1.2.0/kafka/kafka-jbod.yaml", legacy), "kafka-kraft-version");
    // The other API version is translated.
    EXPECT_EQ(at("strimzi-1.2.0/topic/kafka-topic.yaml", legacy), "accepted");
    EXPECT_EQ(at("strimzi-0.48.0/kafka/kafka-persistent.yaml", legacy), "kafka-kraft-version");
    EXPECT_EQ(at("strimzi-0.48.0/kafka/kafka-persistent.yaml", test::dev_eu()), "kafka-kraft-version");
    EXPECT_EQ(at("strimzi-1.2.0/topic/kafka-topic.yaml", test::prod_us()), "accepted");
    EXPECT_EQ(at("spark-operator-2.5.2/spark-pi.yaml", legacy), "api-version-served");
    EXPECT_EQ(at("spark-operator-2.5.2/spark-pi.yaml", test::prod_us()), "accepted");
}

}  // namespace
}  // namespace nexa
