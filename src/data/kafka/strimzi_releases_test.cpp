#include "data/kafka/strimzi_releases.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace nexa::strimzi {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(StrimziReleases, AreOrderedAndComplete) {
    EXPECT_TRUE(std::ranges::is_sorted(
        releases(), [](const auto& left, const auto& right) { return compare_versions(left.version, right.version) < 0; }));
    for (const auto& release : releases()) {
        EXPECT_TRUE(std::ranges::is_sorted(
            release.kafka, [](const auto& left, const auto& right) { return compare_versions(left.version, right.version) < 0; }));
        EXPECT_EQ(release.zookeeper, release.version.starts_with("0.45"));
        EXPECT_EQ(&release, find_release(release.version));
    }
    EXPECT_EQ(find_release("0.48.0")->default_kafka(), "4.1.0");
    EXPECT_THAT(find_release("0.50.1")->api_versions, ElementsAre("v1", "v1beta2"));
    EXPECT_EQ(find_release("1.2.0")->find_kafka("4.3.1")->metadata_version, "4.3-IV0");
    EXPECT_EQ(find_release("1.2.0")->find_kafka("4.1.0"), nullptr);
    EXPECT_EQ(find_release("2.0.0"), nullptr);
}

TEST(StrimziReleases, ImagesSayMoreThanTheTable) {
    const std::vector<std::string> images{"4.10.0", "4.9.0"};
    EXPECT_THAT(supported_kafka("0.48.0", {}), ElementsAre("4.0.0", "4.1.0"));
    EXPECT_THAT(supported_kafka("0.48.0", images), ElementsAre("4.9.0", "4.10.0"));
    EXPECT_THAT(supported_kafka("2.0.0", {}), IsEmpty());
}

TEST(Versions, CompareByNumber) {
    struct Case {
        const char* left;
        const char* right;
        int order;
    };
    const Case cases[] = {{"0.45.2", "0.46.0", -1}, {"0.9.0", "0.45.0", -1}, {"1.0.0", "0.51.0", 1}, {"4.2-IV1", "4.2", 0},
                          {"v2.5.2", "2.5.2", 0},   {"4", "4.0.0", 0},       {"", "0.0.1", -1}};
    for (const auto& each : cases) {
        EXPECT_EQ(compare_versions(each.left, each.right), each.order) << each.left << " " << each.right;
        EXPECT_EQ(compare_versions(each.right, each.left), -each.order) << each.left << " " << each.right;
    }
    EXPECT_TRUE(is_version("v2.5"));
    EXPECT_FALSE(is_version("latest"));
    EXPECT_FALSE(is_version(""));
}

}  // namespace
}  // namespace nexa::strimzi
