#include "http/test_support.hpp"

namespace nexa::http {
namespace {

using namespace test;

Task<Response> hello(Request&) {
    co_return Response::text(200, "hello");
}

/// Every stage but one is long, so that only that one can end the connection in a test's patience.
Limits long_limits() {
    Limits limits;
    limits.tls_handshake = limits.header = limits.body = limits.idle = limits.write = 1h;
    return limits;
}

TEST(Timeouts, AHeaderThatTakesTooLongIsA408) {
    Limits limits = long_limits();
    limits.header = 30ms;
    Running running(hello, limits);
    PlainPeer peer(running.port());
    peer.send("GET / HTTP/1.1\r\nHo");
    EXPECT_EQ(status_in(peer.read_to_end()), 408);
}

TEST(Timeouts, AConnectionThatNeverSaysAnythingIsClosed) {
    Limits limits = long_limits();
    limits.header = 30ms;
    Running running(hello, limits);
    PlainPeer peer(running.port());
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(Timeouts, ABodyThatTakesTooLongIsA408) {
    Limits limits = long_limits();
    limits.body = 30ms;
    Running running(hello, limits);
    PlainPeer peer(running.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhal");
    EXPECT_EQ(status_in(peer.read_to_end()), 408);
}

TEST(Timeouts, TheBodyHasItsOwnTime) {
    Limits limits = long_limits();
    limits.header = 30ms;
    Running running(hello, limits);
    PlainPeer peer(running.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhal");
    // The second connection outlives its header time, which is over for the first by then, too.
    PlainPeer(running.port()).read_to_end();
    peer.send("f a loaf");
    EXPECT_EQ(status_in(peer.read_response()), 200);
}

TEST(Timeouts, AnIdleConnectionIsClosedWithoutAWord) {
    Limits limits = long_limits();
    limits.idle = 30ms;
    Running running(hello, limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_EQ(body_in(peer.read_response()), "hello");
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(Timeouts, AHandlerHasAllTheTimeItWants) {
    Limits limits = long_limits();
    limits.header = limits.body = limits.idle = limits.write = 10ms;
    Running running(
        [](Request&) -> Task<Response> {
            co_await sleep_for(100ms);
            co_return Response::text(200, "late");
        },
        limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_EQ(body_in(peer.read_response()), "late");
}

TEST(Timeouts, APeerThatDoesNotReadIsCutOff) {
    Limits limits = long_limits();
    limits.write = 50ms;
    const auto large = std::make_shared<const std::string>(64 * 1024 * 1024, 'x');
    Running running(
        [large](Request&) -> Task<Response> {
            Response response;
            response.body = large;
            co_return response;
        },
        limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    while (running.server->connections() == 0) std::this_thread::yield();
    while (running.server->connections() != 0) std::this_thread::yield();
    EXPECT_LT(peer.read_to_end().size(), large->size());
}

TEST(Timeouts, APeerThatReadsSlowlyIsNotCutOff) {
    Limits limits = long_limits();
    limits.write = 500ms;
    const auto large = std::make_shared<const std::string>(16 * 1024 * 1024, 'x');
    Running running(
        [large](Request&) -> Task<Response> {
            Response response;
            response.body = large;
            co_return response;
        },
        limits);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_EQ(body_in(peer.read_response()).size(), large->size());
}

}  // namespace
}  // namespace nexa::http
