#include "data/sandbox/object.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace nexa::sandbox {
namespace {

json::object topic() {
    return {{"metadata", {{"name", "orders"}, {"namespace", "team"}, {"uid", "u1"}}},
            {"kind", "KafkaTopic"},
            {"spec", {{"partitions", 3}, {"config", {{"retention.ms", 604800000}, {"share", 0.25}, {"none", nullptr}}}}},
            {"apiVersion", "kafka.strimzi.io/v1"}};
}

TEST(StoredObject, HasItsTextUnderEachVersionAndItsNameWithoutATree) {
    const StoredObject object(topic(), "team/orders", 7);
    EXPECT_EQ(object.name(), "orders");
    EXPECT_EQ(object.name_space(), "team");
    EXPECT_EQ(object.uid(), "u1");
    EXPECT_FALSE(object.deleting());
    EXPECT_TRUE(object.tail().starts_with(R"("kind":"KafkaTopic","metadata":{"name":"orders")")) << object.tail();
    EXPECT_EQ(object.text("kafka.strimzi.io/v1beta2"), R"({"apiVersion":"kafka.strimzi.io/v1beta2",)" + std::string(object.tail()));
    EXPECT_EQ(json::parse(object.text("kafka.strimzi.io/v1")), json::value(topic()));

    const StoredObject node({{"kind", "Node"}, {"metadata", {{"name", "n1"}}}}, "n1", 8);
    EXPECT_EQ(node.name(), "n1");
    EXPECT_EQ(node.name_space(), "");
}

TEST(StoredObject, GoesToSleepWhenNobodyUsedItAndWakesAsItWas) {
    const auto object = std::make_shared<const StoredObject>(topic(), "team/orders", 7);
    EXPECT_EQ(object->asleep(), nullptr) << "it was made just now";
    const auto asleep = object->asleep();
    ASSERT_TRUE(asleep);
    EXPECT_EQ(asleep->asleep(), nullptr) << "it sleeps already";
    EXPECT_EQ(asleep->key(), object->key());
    EXPECT_EQ(asleep->resource_version(), 7U);
    EXPECT_EQ(asleep->tail().data(), object->tail().data()) << "the text is shared";
    EXPECT_EQ(asleep->value(), topic());
    EXPECT_EQ(asleep->uid(), "u1");
    EXPECT_EQ(asleep->asleep(), nullptr) << "it was used";
    EXPECT_TRUE(asleep->asleep());
    EXPECT_EQ(object->value(), topic());
}

TEST(StoredObject, ManyThreadsMayWakeItAtOnce) {
    for (int round = 0; round < 50; ++round) {
        const StoredObject object(topic(), "team/orders", 7);
        EXPECT_EQ(object.asleep(), nullptr);
        const auto asleep = object.asleep();
        std::array<const json::object*, 4> seen{};
        {
            std::array<std::jthread, 4> threads;
            for (std::size_t i = 0; i < threads.size(); ++i) threads[i] = std::jthread([&, i] { seen[i] = &asleep->value(); });
        }
        for (const auto* tree : seen) EXPECT_EQ(tree, seen[0]) << "one tree for all";
    }
}

TEST(StoredObject, MayBeNestedAsDeepAsRequestsAre) {
    json::value deep = "end";
    for (int i = 0; i < 900; ++i) deep = json::object{{"in", std::move(deep)}};
    const json::object whole{{"metadata", {{"name", "d"}}}, {"spec", deep}};
    const StoredObject object(whole, "d", 1);
    EXPECT_EQ(object.asleep(), nullptr);
    EXPECT_EQ(json::serialize(object.asleep()->value().at("spec")), json::serialize(deep));
}

}  // namespace
}  // namespace nexa::sandbox
