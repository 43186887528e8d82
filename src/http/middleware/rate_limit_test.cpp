#include "http/middleware/rate_limit.hpp"

#include <gtest/gtest.h>

#include "base/io_pool.hpp"

namespace nexa::http {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, ABurstThenTheRate) {
    ManualClock clock(Time(1h));
    RateLimiter limiter({.per_second = 2, .burst = 3}, clock);
    for (int turn = 0; turn < 3; ++turn) EXPECT_TRUE(limiter.take("a").allowed);
    const auto refused = limiter.take("a");
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.retry_after, 500ms);
    EXPECT_TRUE(limiter.take("b").allowed);
    clock.advance(499ms);
    EXPECT_FALSE(limiter.take("a").allowed);
    clock.advance(1ms);
    EXPECT_TRUE(limiter.take("a").allowed);
    EXPECT_FALSE(limiter.take("a").allowed);
    // A long silence gives back the burst and no more.
    clock.advance(1h);
    for (int turn = 0; turn < 3; ++turn) EXPECT_TRUE(limiter.take("a").allowed);
    EXPECT_FALSE(limiter.take("a").allowed);
}

TEST(RateLimiter, AClockSetBackHarmsNobody) {
    ManualClock clock(Time(1h));
    RateLimiter limiter({.per_second = 1, .burst = 2}, clock);
    EXPECT_TRUE(limiter.take("a").allowed);
    clock.set(Time(30min));
    EXPECT_TRUE(limiter.take("a").allowed);
    EXPECT_FALSE(limiter.take("a").allowed);
    clock.advance(1s);
    EXPECT_TRUE(limiter.take("a").allowed);
}

TEST(RateLimiter, ItsMemoryIsBounded) {
    ManualClock clock(Time(1h));
    RateLimiter limiter({.per_second = 1, .burst = 1, .keys = 1600}, clock);
    for (int number = 0; number < 100'000; ++number) {
        limiter.take(std::to_string(number));
        // A key in use is not forgotten, however many others come by.
        limiter.take("busy");
    }
    EXPECT_LE(limiter.size(), 1600U);
    EXPECT_FALSE(limiter.take("busy").allowed);
}

TEST(AddressKey, TheNetworkOfAnIpv6Client) {
    EXPECT_EQ(address_key("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(address_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(address_key("2001:db8:1:2::9"), "2001:db8:1:2::/64");
    EXPECT_EQ(address_key("nonsense"), "nonsense");
}

TEST(RateLimit, Answers429WithAWait) {
    ManualClock clock(Time(1h));
    const auto limiter = std::make_shared<RateLimiter>(RateLimit{.per_second = 0.1, .burst = 2}, clock);
    const auto by_caller = [](const Request& request) { return std::string(request.headers.get("Who")); };
    const Handler handler = rate_limit(limiter, by_caller)([](Request&) -> Task<Response> { co_return Response::empty(204); });
    Request request;
    request.remote_address = "192.0.2.1";
    request.headers.set("Who", "alice");
    const auto status = [&] { return run_to_end(handler(request)).status; };
    EXPECT_EQ(status(), 204);
    EXPECT_EQ(status(), 204);
    const Response refused = run_to_end(handler(request));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.get("Retry-After"), "10");
    // From another address the caller is still the same.
    request.remote_address = "192.0.2.2";
    EXPECT_EQ(status(), 429);
    request.headers.set("Who", "bob");
    EXPECT_EQ(status(), 204);
}

}  // namespace
}  // namespace nexa::http
