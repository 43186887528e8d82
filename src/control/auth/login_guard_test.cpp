#include "control/auth/login_guard.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

using namespace std::chrono_literals;

TEST(LoginGuard, WaitsLongerWithEachFailureAndForgetsOnSuccess) {
    ManualClock clock(Time(1'800'000'000s));
    LoginGuard guard(clock, {.free = 3, .first = 2s, .longest = 10s, .keys = 100});
    guard.failed("admin");
    guard.failed("admin");
    EXPECT_EQ(guard.wait_of("admin"), 0s);
    guard.failed("admin");
    EXPECT_EQ(guard.wait_of("admin"), 2s);
    EXPECT_EQ(guard.wait_of("other"), 0s);
    clock.advance(2s);
    EXPECT_EQ(guard.wait_of("admin"), 0s);
    for (int count = 0; count < 30; ++count) guard.failed("admin");
    EXPECT_EQ(guard.wait_of("admin"), 10s);
    guard.succeeded("admin");
    EXPECT_EQ(guard.wait_of("admin"), 0s);
}

TEST(LoginGuard, IsBounded) {
    ManualClock clock(Time(1'800'000'000s));
    LoginGuard guard(clock, {.free = 1, .first = 2s, .longest = 10s, .keys = 10});
    for (int count = 0; count < 1000; ++count) guard.failed("name" + std::to_string(count));
    EXPECT_EQ(guard.wait_of("name999"), 2s);
}

}  // namespace
}  // namespace nexa::control
