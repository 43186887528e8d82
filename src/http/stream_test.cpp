#include "http/sse.hpp"
#include "http/test_support.hpp"

namespace nexa::http {
namespace {

using namespace test;

/// Streams numbered lines, one at a time as the test says, and reports how the stream ended.
Response count_to(int last) {
    return Response::stream(200, "text/plain", [last](StreamWriter& writer) -> Task<> {
        for (int number = 1; number <= last; ++number) {
            const std::string line = fmt::format("line {}\n", number);
            const auto written = co_await writer.write(line);
            if (!written) co_return;
        }
    });
}

/// Tells when a coroutine's frame goes, however it ends.
struct Ended {
    Report<bool>& report;
    ~Ended() { report.say(true); }
};

Response silent(Report<bool>& started, Report<bool>& ended) {
    return Response::stream(200, "text/plain", [&](StreamWriter& writer) -> Task<> {
        const Ended guard(ended);
        const auto written = co_await writer.write("begin");
        if (!written) co_return;
        started.say(true);
        co_await sleep_for(1h);
        co_await writer.write("never");
    });
}

TEST(Stream, IsChunkedAndTheConnectionGoesOn) {
    Running running([](Request&) -> Task<Response> { co_return count_to(2); });
    PlainPeer peer(running.port());
    peer.send(get("/") + get("/"));
    for (int turn = 0; turn < 2; ++turn) {
        const std::string header = peer.read_through("\r\n\r\n");
        EXPECT_NE(header.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
        EXPECT_EQ(header.find("Content-Length"), std::string::npos);
        EXPECT_EQ(peer.read_through("0\r\n\r\n"), "7\r\nline 1\n\r\n7\r\nline 2\n\r\n0\r\n\r\n");
    }
}

TEST(Stream, GoesToTheEndOfTheConnectionInHttp10) {
    Running running([](Request&) -> Task<Response> { co_return count_to(2); });
    PlainPeer peer(running.port());
    peer.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(body_in(peer.read_to_end()), "line 1\nline 2\n");
}

TEST(Stream, HeadDoesNotRunTheBody) {
    Report<bool> never;
    Running running([&](Request& request) -> Task<Response> {
        if (request.path == "/next") co_return Response::text(200, "next");
        co_return Response::stream(200, "text/plain", [&](StreamWriter&) -> Task<> {
            never.say(true);
            co_return;
        });
    });
    PlainPeer peer(running.port());
    peer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
    EXPECT_NE(peer.read_through("\r\n\r\n").find("chunked"), std::string::npos);
    EXPECT_EQ(body_in(peer.read_response()), "next");
}

TEST(Stream, AWriteWaitsForThePeer) {
    std::atomic<int> written{0};
    Running running([&](Request&) -> Task<Response> {
        co_return Response::stream(200, "text/plain", [&](StreamWriter& writer) -> Task<> {
            const std::string chunk(1024 * 1024, 'x');
            for (int turn = 0; turn < 64; ++turn) {
                const auto sent = co_await writer.write(chunk);
                if (!sent) co_return;
                ++written;
            }
        });
    });
    PlainPeer peer(running.port());
    peer.send(get("/"));
    const std::string begin = peer.read_through("\r\n\r\n");
    // The buffers of both sockets hold a few megabytes: without back-pressure all 64 would be done by now or soon.
    EXPECT_LT(written, 64);
    EXPECT_GT(peer.read_through("\r\n0\r\n\r\n").size(), 64U * 1024 * 1024);
    EXPECT_EQ(written, 64);
}

TEST(Stream, IsCancelledWhenThePeerClosesInSilence) {
    Report<bool> started;
    Report<bool> ended;
    Running running([&](Request&) -> Task<Response> { co_return silent(started, ended); });
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_TRUE(started.wait());
    peer.close();
    EXPECT_TRUE(ended.wait());
}

TEST(Stream, IsCancelledWhenThePeerResetsInSilence) {
    Report<bool> started;
    Report<bool> ended;
    Running running([&](Request&) -> Task<Response> { co_return silent(started, ended); });
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_TRUE(started.wait());
    peer.reset();
    EXPECT_TRUE(ended.wait());
}

TEST(Stream, WhatIsSentMeanwhileWaitsForItsTurn) {
    Report<bool> started;
    std::shared_ptr<EventQueue> queue;
    Running running([&](Request& request) -> Task<Response> {
        if (request.path == "/next") co_return Response::text(200, "next");
        queue = std::make_shared<EventQueue>(co_await asio::this_coro::executor, 8);
        started.say(true);
        co_return sse_response(queue, 1h);
    });
    PlainPeer peer(running.port());
    peer.send(get("/events"));
    EXPECT_TRUE(started.wait());
    peer.read_through("\r\n\r\n");
    peer.send(get("/next"));
    queue->push(sse_frame("1", "note", "a"));
    EXPECT_NE(peer.read_through("data: a\n\n").find("id: 1\nevent: note\n"), std::string::npos);
    queue->close();
    EXPECT_EQ(peer.read_through("0\r\n\r\n"), "\r\n0\r\n\r\n");
    EXPECT_EQ(body_in(peer.read_response()), "next");
    queue.reset();  // it must not outlive the I/O threads
}

TEST(Stream, AHeartbeatBreaksTheSilence) {
    Running running([](Request&) -> Task<Response> {
        co_return sse_response(std::make_shared<EventQueue>(co_await asio::this_coro::executor, 8), 10ms);
    });
    PlainPeer peer(running.port());
    peer.send(get("/events"));
    peer.read_through("\r\n\r\n");
    EXPECT_EQ(peer.read_through(":\n\n"), "3\r\n:\n\n");
    EXPECT_EQ(peer.read_through(":\n\n"), "\r\n3\r\n:\n\n");
}

TEST(Stream, APeerThatDoesNotReadEndsItWithTimedOut) {
    Limits limits;
    limits.write = 50ms;
    Report<ErrorCode> outcome;
    Running running(
        [&](Request&) -> Task<Response> {
            co_return Response::stream(200, "text/plain", [&](StreamWriter& writer) -> Task<> {
                const std::string chunk(4 * 1024 * 1024, 'x');
                for (;;) {
                    const auto written = co_await writer.write(chunk);
                    if (written) continue;
                    outcome.say(written.error().code);
                    co_return;
                }
            });
        },
        limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_EQ(outcome.wait(), ErrorCode::timed_out);
}

TEST(Stream, AnExceptionCutsIt) {
    Running running([](Request&) -> Task<Response> {
        co_return Response::stream(200, "text/plain", [](StreamWriter& writer) -> Task<> {
            co_await writer.write("half");
            throw std::runtime_error("a defect");
        });
    });
    PlainPeer peer(running.port());
    peer.send(get("/"));
    // Without the last chunk, the peer knows that it is not whole.
    EXPECT_TRUE(peer.read_to_end().ends_with("4\r\nhalf\r\n"));
}

TEST(Stop, CancelsStreamsAtOnce) {
    Report<bool> started;
    Report<bool> ended;
    Limits limits;
    limits.drain = 1h;
    Running running([&](Request&) -> Task<Response> { co_return silent(started, ended); }, limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_TRUE(started.wait());
    running.stop();
    EXPECT_TRUE(ended.wait());
    peer.read_to_end();
}

TEST(Stop, ClosesIdleConnectionsAndTheDoor) {
    Limits limits;
    limits.drain = 1h;
    Running running([](Request&) -> Task<Response> { co_return Response::text(200, "hello"); }, limits);
    PlainPeer idle(running.port());
    idle.send(get("/"));
    idle.read_response();
    PlainPeer fresh(running.port());
    while (running.server->connections() < 2) std::this_thread::yield();
    running.stop();
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_EQ(fresh.read_to_end(), "");
    EXPECT_EQ(running.server->connections(), 0U);
    EXPECT_THROW(PlainPeer(running.port()), boost::system::system_error);
}

TEST(Stop, LetsARequestInFlightFinish) {
    Report<Executor> started;
    std::shared_ptr<Wakeup> go_on;
    Limits limits;
    limits.drain = 1h;
    Running running(
        [&](Request&) -> Task<Response> {
            const Executor home = co_await asio::this_coro::executor;
            go_on = std::make_shared<Wakeup>(home);
            started.say(home);
            co_await go_on->wait_for(1h);
            co_return Response::text(200, "finished");
        },
        limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    started.wait();
    auto stopping = running.start_stop();
    EXPECT_EQ(stopping.wait_for(20ms), std::future_status::timeout);
    go_on->notify();
    const std::string response = peer.read_to_end();
    EXPECT_EQ(body_in(response), "finished");
    EXPECT_NE(response.find("Connection: close"), std::string::npos);
    EXPECT_EQ(stopping.wait_for(patience), std::future_status::ready);
    go_on.reset();  // it must not outlive the I/O threads
}

TEST(Stop, CancelsARequestThatOutlastsTheDrain) {
    Report<bool> started;
    Report<bool> ended;
    Limits limits;
    limits.drain = 20ms;
    Running running(
        [&](Request&) -> Task<Response> {
            const Ended guard(ended);
            started.say(true);
            co_await sleep_for(1h);
            co_await sleep_for(1h);
            co_return Response::text(200, "never");
        },
        limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_TRUE(started.wait());
    running.stop();
    EXPECT_TRUE(ended.wait());
    EXPECT_EQ(peer.read_to_end(), "");
}

}  // namespace
}  // namespace nexa::http
