#include "store/work_queue.hpp"

#include <gtest/gtest.h>

namespace nexa::store {
namespace {

/// Pushes works that tell, when they are done, which they are.
class WorkQueueTest : public testing::Test {
protected:
    void push(int number, bool behind) {
        queue.push({{}, {}, [this, number](const Result<>&) { told.push_back(number); }}, behind);
    }
    std::vector<int> pop(std::size_t most) {
        told.clear();
        for (auto& work : queue.pop(most)) work.done({});
        return told;
    }

    WorkQueue queue;
    std::vector<int> told;
};

TEST_F(WorkQueueTest, WhatCallersWaitForGoesFirst) {
    push(1, true);
    push(2, false);
    push(3, true);
    push(4, false);
    EXPECT_EQ(pop(10), (std::vector{2, 4, 1, 3}));
}

TEST_F(WorkQueueTest, WhatIsBehindGetsAShareHoweverMuchIsInFront) {
    for (int number = 0; number < 1000; ++number) push(number, false);
    for (int number = 1000; number < 1100; ++number) push(number, true);
    const auto first = pop(256);
    const auto behind = std::ranges::count_if(first, [](int number) { return number >= 1000; });
    EXPECT_EQ(first.size(), 256U);
    EXPECT_EQ(behind, 24);
    EXPECT_EQ(first.front(), 0);
}

TEST_F(WorkQueueTest, SmallGroupsAreSharedToo) {
    for (int number = 0; number < 10; ++number) push(number, number >= 5);
    EXPECT_EQ(pop(4), (std::vector{0, 1, 2, 5}));
    EXPECT_EQ(pop(100).size(), 6U);
}

TEST_F(WorkQueueTest, AloneWhatIsBehindIsTakenInLargerGroups) {
    for (int number = 0; number < 300; ++number) push(number, true);
    EXPECT_EQ(pop(256).size(), 96U);
}

TEST_F(WorkQueueTest, ClosedItRefusesAndHandsOutWhatIsLeft) {
    push(1, true);
    queue.close();
    std::optional<Result<>> refused;
    queue.push({{}, {}, [&](Result<> result) { refused = std::move(result); }});
    ASSERT_TRUE(refused);
    EXPECT_FALSE(*refused);
    EXPECT_EQ(pop(10), std::vector{1});
    EXPECT_TRUE(queue.pop(10).empty());
}

}  // namespace
}  // namespace nexa::store
