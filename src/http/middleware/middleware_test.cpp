#include "base/io_pool.hpp"
#include "http/middleware/access_log.hpp"
#include "http/middleware/body_type.hpp"
#include "http/middleware/request_id.hpp"
#include "http/middleware/security_headers.hpp"
#include "http/test_support.hpp"

namespace nexa::http {
namespace {

using namespace test;

Task<Response> ok(Request&) {
    co_return Response::text(200, "hello");
}

Response run(const Handler& handler, Request& request) {
    return run_to_end(handler(request));
}

TEST(RequestId, TakesAHarmlessOneAndMakesOneOtherwise) {
    EXPECT_EQ(choose_request_id("trace-0123_4.5"), "trace-0123_4.5");
    for (const std::string& bad : {std::string(), std::string("short"), std::string(65, 'a'), std::string("has space in it"),
                                   std::string("line\nbreak-12345"), std::string("quote\"12345678")}) {
        const std::string made = choose_request_id(bad);
        EXPECT_NE(made, bad);
        EXPECT_EQ(made.size(), 36U);
    }
}

TEST(RequestId, IsSetAndEchoed) {
    std::string seen;
    const Handler handler = request_id()([&seen](Request& request) -> Task<Response> {
        seen = request.request_id;
        return ok(request);
    });
    Request request;
    request.headers.set("x-request-id", "from-the-caller");
    const Response response = run(handler, request);
    EXPECT_EQ(seen, "from-the-caller");
    EXPECT_EQ(response.headers.get("X-Request-Id"), "from-the-caller");
}

TEST(AccessLog, ALineHasWhatMattersAndNoQuery) {
    const AccessRecord record{.method = "GET",
                              .path = "/a b\n",
                              .status = 404,
                              .bytes = 12,
                              .took = 1500us,
                              .caller = "",
                              .remote_address = "::1",
                              .request_id = "id"};
    EXPECT_EQ(access_line(record), "GET /a%20b%0A 404 12 B 1.50 ms - ::1 id");
}

struct Line {
    int status;
    std::size_t bytes;
    Duration took;
    std::string path;
    std::string caller;
};

TEST(AccessLog, ReportsAResponseOnce) {
    ManualClock clock(Time(1h));
    std::vector<Line> lines;
    const AccessSink sink = [&](const AccessRecord& record) {
        lines.push_back({record.status, record.bytes, record.took, std::string(record.path), std::string(record.caller)});
    };
    const Handler handler = access_log(sink, clock)([&](Request& request) -> Task<Response> {
        clock.advance(5ms);
        request.caller = "alice";
        return ok(request);
    });
    Request request;
    request.target = "/a?password=secret";
    run(handler, request);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].status, 200);
    EXPECT_EQ(lines[0].bytes, 5U);
    EXPECT_EQ(lines[0].took, 5ms);
    EXPECT_EQ(lines[0].path, "/a");
    EXPECT_EQ(lines[0].caller, "alice");
}

TEST(AccessLog, AFailureIsA500) {
    std::vector<int> statuses;
    const Handler handler = access_log([&](const AccessRecord& record) { statuses.push_back(record.status); })(
        [](Request&) -> Task<Response> { throw std::runtime_error("no"); });
    Request request;
    EXPECT_THROW(run(handler, request), std::runtime_error);
    EXPECT_EQ(statuses, std::vector<int>{500});
}

TEST(AccessLog, AStreamIsReportedWhenItEnds) {
    Report<std::size_t> reported;
    std::atomic<bool> streaming{false};
    std::atomic<bool> early{false};
    const auto sink = [&](const AccessRecord& record) {
        early = streaming.load();
        reported.say(record.bytes);
    };
    Running running(access_log(sink)([&](Request&) -> Task<Response> {
        co_return Response::stream(200, "text/plain", [&](StreamWriter& writer) -> Task<> {
            streaming = true;
            co_await writer.write("12345");
            co_await writer.write("678");
            streaming = false;
        });
    }));
    PlainPeer peer(running.port());
    peer.send(get("/"));
    peer.read_through("\r\n0\r\n\r\n");
    EXPECT_EQ(reported.wait(), 8U);
    EXPECT_FALSE(early);
}

TEST(SecurityHeaders, APageIsLockedDown) {
    Response page = Response::text(200, "", "text/html");
    add_security_headers({.tls = true}, "/clusters", page);
    const std::string_view policy = page.headers.get("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'self'"), std::string_view::npos);
    EXPECT_NE(policy.find("script-src 'self';"), std::string_view::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string_view::npos);
    EXPECT_EQ(page.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(page.headers.get("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(page.headers.get("Referrer-Policy"), "no-referrer");
    EXPECT_TRUE(page.headers.contains("Permissions-Policy"));
    EXPECT_TRUE(page.headers.contains("Strict-Transport-Security"));
    EXPECT_FALSE(page.headers.contains("Cache-Control"));
}

TEST(SecurityHeaders, TheApiIsNotCachedUnlessItSaysSo) {
    Response answer = Response::json(200, "{}");
    add_security_headers({}, "/api/v1/me", answer);
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
    EXPECT_FALSE(answer.headers.contains("Strict-Transport-Security"));
    Response own = Response::json(200, "{}");
    own.headers.set("Cache-Control", "max-age=60");
    add_security_headers({}, "/api/v1/auth/jwks", own);
    EXPECT_EQ(own.headers.get("Cache-Control"), "max-age=60");
}

TEST(BodyType, ComparesTheMediaTypeOnly) {
    const std::vector<std::string> allowed{"application/json", "application/yaml"};
    EXPECT_TRUE(media_type_is("application/json", allowed));
    EXPECT_TRUE(media_type_is("Application/JSON ; charset=utf-8", allowed));
    EXPECT_TRUE(media_type_is("application/yaml", allowed));
    EXPECT_FALSE(media_type_is("", allowed));
    EXPECT_FALSE(media_type_is("text/plain", allowed));
    EXPECT_FALSE(media_type_is("application/jsonx", allowed));
}

TEST(BodyType, RefusesOthersOnlyWhenThereIsABody) {
    const Handler handler = body_type({"application/json"})(ok);
    Request request;
    request.method = Method::post;
    EXPECT_EQ(run(handler, request).status, 200);
    request.body = "x=1";
    EXPECT_EQ(run(handler, request).status, 415);
    request.headers.set("Content-Type", "application/json");
    EXPECT_EQ(run(handler, request).status, 200);
}

}  // namespace
}  // namespace nexa::http
