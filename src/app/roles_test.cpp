#include "app/roles.hpp"

#include <gtest/gtest.h>

namespace nexa::app {
namespace {

TEST(Roles, AreReadInAnyOrder) {
    const auto some = parse_roles("watcher,api");
    ASSERT_TRUE(some);
    EXPECT_TRUE(some->api);
    EXPECT_FALSE(some->worker);
    EXPECT_TRUE(some->watcher);
    EXPECT_FALSE(some->all());
    EXPECT_EQ(some->names(), (std::vector<std::string_view>{"api", "watcher"}));
    EXPECT_TRUE(parse_roles("api,worker,watcher")->all());
}

TEST(Roles, ThatAreUnknownAreNamedWithThoseThatExist) {
    for (const auto* text : {"", "evaluator", "api,", "api, worker", "API", "api,,worker"}) {
        const auto parsed = parse_roles(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_NE(parsed.error().message.find("api, worker and watcher"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace nexa::app
