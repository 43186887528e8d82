#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/target.hpp"

namespace nexa::http {
namespace {

TEST(Headers, NamesCompareWithoutCase) {
    Headers headers;
    headers.add("Content-Type", "a");
    headers.add("X-Other", "b");
    headers.add("content-type", "c");
    EXPECT_EQ(headers.get("CONTENT-TYPE"), "a");
    EXPECT_TRUE(headers.contains("x-other"));
    EXPECT_EQ(headers.get("missing"), "");
    headers.set("Content-type", "d");
    EXPECT_EQ(headers.all().size(), 2U);
    EXPECT_EQ(headers.get("content-type"), "d");
    headers.remove("CONTENT-TYPE");
    EXPECT_FALSE(headers.contains("content-type"));
}

TEST(Method, ParsesWhatItWrites) {
    for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del, Method::options}) {
        EXPECT_EQ(parse_method(to_string(method)), method);
    }
    EXPECT_EQ(parse_method("get"), std::nullopt);
    EXPECT_EQ(parse_method("TRACE"), std::nullopt);
}

TEST(Target, SplitsAndDecodes) {
    Request request;
    ASSERT_TRUE(parse_target("/a%20b/c+d?x=1%262&y=a+b&x=2&&flag", request));
    EXPECT_EQ(request.path, "/a b/c+d");
    EXPECT_EQ(request.raw_path(), "/a%20b/c+d");
    EXPECT_EQ(request.query_value("x"), "1&2");
    EXPECT_EQ(request.query_value("y"), "a b");
    EXPECT_EQ(request.query_value("flag"), "");
    EXPECT_EQ(request.query_value("z"), std::nullopt);
    EXPECT_EQ(request.query.size(), 4U);
}

TEST(Target, TakesTheAbsoluteForm) {
    Request request;
    ASSERT_TRUE(parse_target("http://host:80/a?b=c", request));
    EXPECT_EQ(request.target, "/a?b=c");
    ASSERT_TRUE(parse_target("https://host", request));
    EXPECT_EQ(request.path, "/");
    ASSERT_TRUE(parse_target("http://host?b=c", request));
    EXPECT_EQ(request.path, "/");
    EXPECT_EQ(request.query_value("b"), "c");
}

TEST(Target, RefusesTheMalformed) {
    for (const auto* const target :
         {"a/b", "host:80", "ftp://host/", "http:///a", "/%", "/%4", "/%zz", "/%00", "/%ff", "/a?b=%c3", "/a#b", "*"}) {
        Request request;
        EXPECT_FALSE(parse_target(target, request)) << target;
    }
    Request options;
    options.method = Method::options;
    EXPECT_TRUE(parse_target("*", options));
}

TEST(Chain, TheFirstMiddlewareSeesTheRequestFirst) {
    std::string order;
    const auto named = [&order](std::string name) -> Middleware {
        return [&order, name](Handler next) -> Handler {
            return [&order, name, next = std::move(next)](Request& request) {
                order += name;
                return next(request);
            };
        };
    };
    const auto last = [](Request&) -> Task<Response> { co_return Response::empty(204); };
    const Handler handler = chain({named("a"), named("b")}, last);
    Request request;
    // The response does not matter here: the calls are made before the coroutine starts.
    const auto task = handler(request);
    EXPECT_EQ(order, "ab");
}

}  // namespace
}  // namespace nexa::http
