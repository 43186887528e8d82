#include "base/async.hpp"

#include <gtest/gtest.h>

#include "base/io_pool.hpp"

namespace nexa {
namespace {

using namespace std::chrono_literals;

Task<Result<int>> answer_after(Duration time) {
    co_await sleep_for(time);
    co_return 42;
}

Task<Result<int>> limited(Duration work, Duration limit) {
    auto task = answer_after(work);
    co_return co_await with_timeout(std::move(task), limit, "the answer");
}

TEST(Async, TimeoutPassesTheValueOn) {
    EXPECT_EQ(run_to_end(limited(0ms, 10s)), 42);
}

TEST(Async, TimeoutCancelsTheWork) {
    const auto result = run_to_end(limited(1h, 1ms));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::timed_out);
    EXPECT_EQ(result.error().message, "the answer took longer than 0.001 s");
}

Task<Result<bool>> other_thread(BlockingPool& pool) {
    const auto home = std::this_thread::get_id();
    const auto there = co_await run_blocking(pool, [] { return std::this_thread::get_id(); });
    co_return there != home&& std::this_thread::get_id() == home;
}

TEST(Async, BlockingWorkRunsElsewhereAndComesHome) {
    BlockingPool pool(2);
    EXPECT_EQ(run_to_end(other_thread(pool)), true);
}

Task<Result<int>> throwing(BlockingPool& pool) {
    try {
        co_return co_await run_blocking(pool, []() -> int { throw std::runtime_error("no"); });
    } catch (const std::runtime_error&) {
        co_return -1;
    }
}

TEST(Async, BlockingWorkPassesItsExceptionOn) {
    BlockingPool pool(1);
    EXPECT_EQ(run_to_end(throwing(pool)), -1);
}

Task<Result<int>> group_ends() {
    TaskGroup group(co_await asio::this_coro::executor);
    int ended = 0;
    const auto child = [&]() -> Task<> {
        co_await sleep_for(1h);
        ++ended;
    };
    for (int index = 0; index < 3; ++index) group.spawn("child", child());
    group.stop();
    co_await group.join();
    co_return ended;
}

TEST(Async, StopEndsEveryChildAndJoinWaitsForThem) {
    EXPECT_EQ(run_to_end(group_ends()), 3);
}

Task<Result<bool>> notified_before_waiting() {
    Wakeup wakeup(co_await asio::this_coro::executor);
    wakeup.notify();
    const bool first = co_await wakeup.wait_for(1h);
    const bool second = co_await wakeup.wait_for(1ms);
    co_return first && !second;
}

TEST(Async, WakeupKeepsOneNotification) {
    EXPECT_EQ(run_to_end(notified_before_waiting()), true);
}

Task<Result<bool>> waits_after_a_notification() {
    Wakeup wakeup(co_await asio::this_coro::executor);
    wakeup.notify();
    const bool first = co_await wakeup.wait_for(1h);
    const auto before = std::chrono::steady_clock::now();
    const bool second = co_await wakeup.wait_for(20ms);
    co_return first && !second && std::chrono::steady_clock::now() - before >= 20ms;
}

TEST(Async, ANotificationThatWasTakenEndsNoLaterWait) {
    EXPECT_EQ(run_to_end(waits_after_a_notification()), true);
}

Task<Result<bool>> notified_from_elsewhere(BlockingPool& pool) {
    Wakeup wakeup(co_await asio::this_coro::executor);
    asio::post(pool.executor(), [&] { wakeup.notify(); });
    co_return co_await wakeup.wait_for(1h);
}

TEST(Async, WakeupFromAnotherThread) {
    BlockingPool pool(1);
    EXPECT_EQ(run_to_end(notified_from_elsewhere(pool)), true);
}

}  // namespace
}  // namespace nexa
