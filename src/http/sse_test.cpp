#include "http/sse.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/io_pool.hpp"

namespace nexa::http {
namespace {

using namespace std::chrono_literals;

TEST(SseFrame, EveryLineOfTheDataIsADataLine) {
    EXPECT_EQ(*sse_frame("7", "run", R"({"a":1})").text, "id: 7\nevent: run\ndata: {\"a\":1}\n\n");
    EXPECT_EQ(*sse_frame("", "", "a\nb\r\nc\rd").text, "data: a\ndata: b\ndata: c\ndata: d\n\n");
    EXPECT_EQ(*sse_frame("", "", "").text, "data: \n\n");
    EXPECT_EQ(*sse_frame("", "", "a\n").text, "data: a\ndata: \n\n");
    EXPECT_EQ(*sse_frame("1\n2", "x\r\ndata: y", "z").text, "id: 12\nevent: xdata: y\ndata: z\n\n");
}

std::string text_of(const EventQueue::Batch& batch) {
    std::string text;
    for (const auto& frame : batch.frames) text += *frame.text;
    return text;
}

Task<Result<std::string>> overflowing() {
    EventQueue queue(co_await asio::this_coro::executor, 2);
    for (int number = 1; number <= 4; ++number) queue.push(sse_frame(std::to_string(number), "n", "x"));
    const auto batch = co_await queue.take(1h);
    co_return text_of(batch);
}

TEST(EventQueue, AnOverflowBecomesAReset) {
    // 1 and 2 fill the queue, 3 overflows it, 4 comes after the reset.
    EXPECT_EQ(run_to_end(overflowing()), "id: 3\nevent: reset\ndata: {}\n\nid: 4\nevent: n\ndata: x\n\n");
}

Task<Result<bool>> silence() {
    EventQueue queue(co_await asio::this_coro::executor, 2);
    queue.push(sse_frame("1", "n", "x"));
    const auto first = co_await queue.take(1h);
    // The notification of the first must not look like the end of a silence.
    const auto before = std::chrono::steady_clock::now();
    const auto second = co_await queue.take(20ms);
    const bool waited = std::chrono::steady_clock::now() - before >= 20ms;
    co_return first.frames.size() == 1 && second.frames.empty() && !second.closed && waited;
}

TEST(EventQueue, ReturnsNothingAfterASilence) {
    EXPECT_EQ(run_to_end(silence()), true);
}

Task<Result<std::string>> closed() {
    EventQueue queue(co_await asio::this_coro::executor, 8);
    queue.push(sse_frame("1", "n", "x"));
    queue.close();
    queue.push(sse_frame("2", "n", "late"));
    const auto batch = co_await queue.take(1h);
    const auto again = co_await queue.take(1h);
    co_return text_of(batch) + (batch.closed ? "closed" : "") + (again.closed && again.frames.empty() ? " for good" : "");
}

TEST(EventQueue, ACloseLetsWhatIsQueuedThrough) {
    EXPECT_EQ(run_to_end(closed()), "id: 1\nevent: n\ndata: x\n\nclosed for good");
}

Task<Result<int>> from_many_threads(int threads, int each) {
    EventQueue queue(co_await asio::this_coro::executor, 1'000'000);
    std::vector<std::thread> pushers;
    for (int thread = 0; thread < threads; ++thread) {
        pushers.emplace_back([&queue, each] {
            for (int number = 0; number < each; ++number) queue.push(sse_frame("", "n", "x"));
        });
    }
    int got = 0;
    while (got < threads * each) {
        const auto batch = co_await queue.take(20s);
        if (batch.frames.empty()) break;
        got += static_cast<int>(batch.frames.size());
    }
    for (auto& pusher : pushers) pusher.join();
    co_return got;
}

TEST(EventQueue, LosesNothingFromManyThreads) {
    EXPECT_EQ(run_to_end(from_many_threads(4, 5000)), 20'000);
}

}  // namespace
}  // namespace nexa::http
