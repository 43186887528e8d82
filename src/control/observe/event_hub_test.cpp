#include "control/observe/event_hub.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

Event event(std::string text) {
    Event made;
    made.type = "resource";
    made.data = std::make_shared<const std::string>(std::move(text));
    return made;
}

TEST(EventHub, AFollowerThatComesBackMissesNothing) {
    EventHub hub(100);
    std::vector<std::string> seen;
    std::string last;
    {
        auto start = hub.subscribe([&](const auto& each) { seen.push_back(*each->data), last = hub.id_of(*each); }, "");
        EXPECT_FALSE(start.reset);
        hub.publish(event("1"));
        hub.publish(event("2"));
    }
    hub.publish(event("3"));
    hub.publish(event("4"));
    const auto again = hub.subscribe([&](const auto& each) { seen.push_back(*each->data); }, last);
    for (const auto& each : again.missed) seen.push_back(*each->data);
    hub.publish(event("5"));
    EXPECT_FALSE(again.reset);
    EXPECT_EQ(seen, (std::vector<std::string>{"1", "2", "3", "4", "5"}));
}

TEST(EventHub, TooOldOrForeignIdsMeanReadingAnew) {
    EventHub hub(2);
    auto first = hub.subscribe([](const auto&) {}, "");
    for (int count = 0; count < 3; ++count) hub.publish(event("x"));
    EXPECT_TRUE(hub.subscribe([](const auto&) {}, first.now).reset) << "one of three is gone";
    for (const auto* id : {"other-1", "x", "-", "", "9999"}) {
        EXPECT_EQ(hub.subscribe([](const auto&) {}, id).reset, std::string_view(id) != "") << id;
    }
    EXPECT_TRUE(hub.subscribe([](const auto&) {}, first.now.substr(0, first.now.find('-')) + "-7").reset) << "an id of the future";
}

}  // namespace
}  // namespace nexa::control
