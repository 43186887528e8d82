#include "data/sandbox/sim_time.hpp"

#include <gtest/gtest.h>

#include <condition_variable>

#include "base/io_pool.hpp"

namespace nexa::sandbox {
namespace {

using namespace std::chrono_literals;

TEST(SimTime, RunsInOrderOfDueTimeAndMovesTheClock) {
    const auto time = SimTime::manual();
    const auto start = time->now();
    std::vector<int> order;
    time->schedule(2s, [&] { order.push_back(2); });
    time->schedule(1s, [&] {
        order.push_back(1);
        EXPECT_EQ(time->now(), start + 1s);
        time->schedule(500ms, [&] { order.push_back(15); });
    });
    const auto cancelled = time->schedule(1500ms, [&] { order.push_back(99); });
    EXPECT_TRUE(time->cancel(cancelled));
    EXPECT_FALSE(time->cancel(cancelled));
    time->step(3s);
    EXPECT_EQ(order, (std::vector<int>{1, 15, 2}));
    EXPECT_EQ(time->now(), start + 3s);
}

TEST(SimTime, BackgroundWorkKeepsNobodyWaiting) {
    const auto time = SimTime::manual();
    int ticks = 0;
    std::function<void()> tick = [&] {
        ++ticks;
        time->schedule(1min, [&] { tick(); }, SimTime::Weight::background);
    };
    tick();
    bool done = false;
    time->schedule(150s, [&] { done = true; });
    EXPECT_TRUE(time->run_until_quiet());
    EXPECT_TRUE(done);
    EXPECT_EQ(ticks, 3);
}

TEST(SimTime, LivesFasterThanRealTime) {
    IoPool pool(1);
    pool.start();
    const auto time = SimTime::living(pool.executor(0), 1000.0);
    std::mutex mutex;
    std::condition_variable called;
    bool done = false;
    const auto begin = std::chrono::steady_clock::now();
    time->schedule(20s, [&] {
        const std::lock_guard lock(mutex);
        done = true;
        called.notify_one();
    });
    std::unique_lock lock(mutex);
    ASSERT_TRUE(called.wait_for(lock, 5s, [&] { return done; }));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 19ms);
    lock.unlock();
    time->stop();
    pool.stop();
}

}  // namespace
}  // namespace nexa::sandbox
