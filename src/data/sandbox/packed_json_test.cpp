#include "data/sandbox/packed_json.hpp"

#include <gtest/gtest.h>

#include <boost/container/pmr/global_resource.hpp>
#include <string>
#include <thread>
#include <vector>

namespace nexa::sandbox {
namespace {

json::object sample(std::size_t members) {
    json::object tree{
        {"short", "a"}, {"long", std::string(200, 'x')}, {"number", 1.5}, {"nothing", nullptr}, {"list", {1, "two", {{"three", 3}}}}};
    for (std::size_t i = 0; i < members; ++i)
        tree["member-" + std::to_string(i)] = json::object{{"name", std::string(i % 40, 'n')}, {"items", json::array(i % 5, "item")}};
    return tree;
}

TEST(PackedJson, IsTheSameTreeOfAnySize) {
    for (const std::size_t members : {0U, 1U, 17U, 18U, 19U, 500U, 5000U}) {
        const auto tree = sample(members);
        EXPECT_EQ(packed(tree), tree) << members;
        EXPECT_EQ(json::serialize(packed(tree)), json::serialize(tree)) << members;
    }
    EXPECT_EQ(packed({}), json::object());
}

TEST(PackedJson, PackedTwiceIsTheSame) {
    const auto tree = sample(30);
    EXPECT_EQ(packed(packed(tree)), tree);
}

TEST(PackedJson, ACopyOutlivesItAndCanBeChanged) {
    const auto tree = sample(20);
    json::value part;
    json::object copy;
    {
        const auto kept = packed(tree);
        part = kept.at("member-19");
        copy = kept;
        json::object own(kept);
        own["list"].as_array().emplace_back(std::string(1000, 'y'));
        own.erase("long");
        EXPECT_EQ(kept, tree) << "the kept one has not changed";
        copy = std::move(own);
    }
    EXPECT_EQ(part, tree.at("member-19"));
    EXPECT_EQ(copy.at("list").as_array().size(), 4U);
    EXPECT_FALSE(copy.contains("long"));
}

TEST(PackedJson, ManyThreadsMayCopyOneAtOnce) {
    const auto tree = sample(50);
    const auto kept = packed(tree);
    std::vector<int> same(8, 0);
    {
        std::vector<std::jthread> threads;
        for (auto& each : same)
            threads.emplace_back([&kept, &tree, &each] {
                for (int round = 0; round < 200; ++round) {
                    json::object copy(kept);
                    copy["round"] = round;
                    each += copy.size() == tree.size() + 1 ? 1 : 0;
                }
            });
    }
    EXPECT_EQ(same, std::vector<int>(8, 200));
}

}  // namespace
}  // namespace nexa::sandbox
