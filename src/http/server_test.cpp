#include <sys/resource.h>

#include <filesystem>

#include "http/problem.hpp"
#include "http/test_support.hpp"

namespace nexa::http {
namespace {

using namespace test;

Task<Response> echo(Request& request) {
    std::string said = fmt::format("{} {} {}", to_string(request.method), request.target, request.body);
    co_return Response::text(200, std::move(said));
}

Task<Response> faulty(Request& request) {
    if (request.path == "/throw") throw std::runtime_error("a defect");
    if (request.path == "/inject") {
        Response response = Response::text(200, "ok");
        response.headers.add("X-Bad", "a\r\nSet-Cookie: stolen");
        response.headers.add("Content-Length", "99");
        response.headers.add("X-Good", "yes");
        co_return response;
    }
    if (request.path == "/none") co_return Response::empty(204);
    if (request.path == "/null") {
        Response response;
        response.body = std::shared_ptr<const std::string>();
        co_return response;
    }
    co_return problem(404, "no", request.request_id);
}

TEST(Server, AnswersOneRequestAfterAnotherOnOneConnection) {
    Running running(echo);
    PlainPeer peer(running.port());
    for (int turn = 0; turn < 3; ++turn) {
        peer.send(get(fmt::format("/turn/{}?q", turn)));
        const std::string response = peer.read_response();
        EXPECT_EQ(status_in(response), 200);
        EXPECT_EQ(body_in(response), fmt::format("GET /turn/{}?q ", turn));
        EXPECT_NE(response.find("\r\nDate: "), std::string::npos);
    }
    EXPECT_EQ(running.server->connections(), 1U);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    Running running(echo);
    PlainPeer peer(running.port());
    std::string burst;
    for (int turn = 0; turn < 200; ++turn) burst += get(fmt::format("/{}", turn));
    peer.send(burst);
    for (int turn = 0; turn < 200; ++turn) ASSERT_EQ(body_in(peer.read_response()), fmt::format("GET /{} ", turn));
}

TEST(Server, ReadsABodyInPieces) {
    Running running(echo);
    PlainPeer peer(running.port());
    peer.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    peer.send("lo\r\n6\r\n world\r\n");
    peer.send("0\r\n\r\n");
    EXPECT_EQ(body_in(peer.read_response()), "POST /a hello world");
    const std::string large(3 * 1024 * 1024, 'z');
    peer.send(fmt::format("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", large.size(), large));
    EXPECT_EQ(body_in(peer.read_response()), "POST /b " + large);
}

TEST(Server, AsksForABodyThatIsHeldBack) {
    Limits limits;
    limits.body_bytes = 10;
    Running running(echo, limits);
    PlainPeer peer(running.port());
    peer.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(peer.read_through("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    peer.send("hello");
    EXPECT_EQ(body_in(peer.read_response()), "PUT / hello");
    // One that is too long is refused before it is sent.
    peer.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_in(peer.read_to_end()), 413);
}

TEST(Server, HeadHasTheHeaderOfGetAndNoBody) {
    Running running(echo);
    PlainPeer peer(running.port());
    peer.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
    const std::string header = peer.read_through("\r\n\r\n");
    EXPECT_NE(header.find("Content-Length: 10\r\n"), std::string::npos) << header;
    EXPECT_EQ(body_in(peer.read_response()), "GET /next ");
}

TEST(Server, ClosesWhenThePeerAsksForIt) {
    Running running(echo);
    PlainPeer modern(running.port());
    modern.send(get("/", "Connection: close\r\n"));
    EXPECT_NE(modern.read_to_end().find("Connection: close\r\n"), std::string::npos);

    PlainPeer old(running.port());
    old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_NE(old.read_response().find("Connection: keep-alive\r\n"), std::string::npos);
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(status_in(old.read_to_end()), 200);
}

TEST(Server, ClosesAfterSoManyRequests) {
    Limits limits;
    limits.requests_per_connection = 2;
    Running running(echo, limits);
    PlainPeer peer(running.port());
    peer.send(get("/1") + get("/2") + get("/3"));
    EXPECT_EQ(body_in(peer.read_response()), "GET /1 ");
    const std::string rest = peer.read_to_end();
    EXPECT_EQ(body_in(rest), "GET /2 ");
    EXPECT_NE(rest.find("Connection: close"), std::string::npos);
}

TEST(Server, AnExceptionIsA500AndTheConnectionGoesOn) {
    Running running(faulty);
    PlainPeer peer(running.port());
    peer.send(get("/throw"));
    const std::string response = peer.read_response();
    EXPECT_EQ(status_in(response), 500);
    EXPECT_EQ(response.find("a defect"), std::string::npos);
    peer.send(get("/other"));
    EXPECT_EQ(status_in(peer.read_response()), 404);
}

TEST(Server, AResponseCantSmuggleHeaders) {
    Running running(faulty);
    PlainPeer peer(running.port());
    peer.send(get("/inject"));
    const std::string response = peer.read_response();
    EXPECT_EQ(response.find("Set-Cookie"), std::string::npos);
    EXPECT_NE(response.find("Content-Length: 2\r\n"), std::string::npos);
    EXPECT_EQ(response.find("99"), response.find("99", response.find("\r\n\r\n")));
    EXPECT_NE(response.find("X-Good: yes\r\n"), std::string::npos);
}

TEST(Server, NoContentHasNoLength) {
    Running running(faulty);
    PlainPeer peer(running.port());
    peer.send(get("/none") + get("/null"));
    EXPECT_EQ(peer.read_through("\r\n\r\n").find("Content-Length"), std::string::npos);
    EXPECT_NE(peer.read_response().find("Content-Length: 0\r\n"), std::string::npos);
}

TEST(Server, MalformedRequestsAreAnsweredAndEndTheConnection) {
    Running running(echo);
    const std::vector<std::pair<std::string, int>> cases{
        {"nonsense\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: "
         "a\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(40'000, 'e'), 400},
        {"GET /" + std::string(10'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n" + std::string(200'000, 'b'), 413},
    };
    for (const auto& [text, status] : cases) {
        PlainPeer peer(running.port());
        peer.send(text);
        const std::string all = peer.read_to_end();
        EXPECT_EQ(status_in(all), status) << text.substr(0, 80);
        EXPECT_NE(all.find("application/problem+json"), std::string::npos);
        EXPECT_NE(all.find("Connection: close"), std::string::npos);
        EXPECT_EQ(all.find("smuggled"), std::string::npos);
    }
}

TEST(Server, UsesTheErrorFormOfItsApi) {
    IoPool pool(1);
    ServerOptions options;
    options.problem = [](int status, std::string) -> Response {
        if (status == 501) throw std::runtime_error("the form fails");
        return Response::text(status, "own form");
    };
    auto server = listen(pool, std::move(options), echo);
    ASSERT_TRUE(server);
    pool.start();
    PlainPeer peer((*server)->port());
    peer.send("nonsense\r\n\r\n");
    EXPECT_EQ(body_in(peer.read_to_end()), "own form");
    PlainPeer other((*server)->port());
    other.send("BREW / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_in(other.read_to_end()), 501);
    pool.stop();
}

TEST(Server, SaysWhenItIsFull) {
    Limits limits;
    limits.connections = 1;
    Running running(echo, limits);
    PlainPeer first(running.port());
    first.send(get("/"));
    first.read_response();
    PlainPeer second(running.port());
    second.send(get("/"));
    EXPECT_EQ(status_in(second.read_to_end()), 503);
    first.send(get("/still"));
    EXPECT_EQ(body_in(first.read_response()), "GET /still ");
}

TEST(Server, SurvivesRunningOutOfDescriptors) {
    Running running(echo);
    PlainPeer peer(running.port());
    peer.send(get("/"));
    peer.read_response();

    asio::io_context context;
    asio::ip::tcp::socket waiting(context, asio::ip::tcp::v4());
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 0;  // no new descriptor; those that are open stay
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    waiting.connect({asio::ip::address_v4::loopback(), running.port()});
    // That the old connection is answered shows that the server works on meanwhile.
    peer.send(get("/meanwhile"));
    const std::string meanwhile = peer.read_response();
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(body_in(meanwhile), "GET /meanwhile ");
    asio::write(waiting, asio::buffer(get("/after", "Connection: close\r\n")));
    std::string response;
    boost::system::error_code end;
    asio::read(waiting, asio::dynamic_buffer(response), end);
    EXPECT_EQ(body_in(response), "GET /after ");
}

TEST(Server, NamesTheProblemWhenItCantListen) {
    Running running(echo);
    IoPool pool(1);
    ServerOptions taken;
    taken.port = running.port();
    const auto first = listen(pool, taken, echo);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().code, ErrorCode::unavailable);
    EXPECT_NE(first.error().message.find(std::to_string(running.port())), std::string::npos);
    ServerOptions elsewhere;
    elsewhere.host = "192.0.2.1";  // TEST-NET-1: nobody's
    const auto second = listen(pool, elsewhere, echo);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::unavailable);
}

TEST(Server, CountsConnectionsOffWhenTheyEnd) {
    Report<bool> reached;
    Running running([&](Request& request) -> Task<Response> {
        if (request.path == "/second") reached.say(running.server->connections() == 1);
        return echo(request);
    });
    {
        PlainPeer peer(running.port());
        peer.send(get("/", "Connection: close\r\n"));
        peer.read_to_end();
    }
    while (running.server->connections() != 0) std::this_thread::yield();
    PlainPeer peer(running.port());
    peer.send(get("/second"));
    peer.read_response();
    EXPECT_TRUE(reached.wait());
}

TEST(Server, CanBeDestroyedWithoutBeingStopped) {
    IoPool pool(2);
    auto server = listen(pool, {}, echo);
    ASSERT_TRUE(server);
    pool.start();
    PlainPeer peer((*server)->port());
    peer.send(get("/"));
    peer.read_response();
    server->reset();
    EXPECT_EQ(peer.read_to_end(), "");
    pool.stop();
}

}  // namespace
}  // namespace nexa::http
