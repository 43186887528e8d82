#include "http/request_parser.hpp"

#include <gtest/gtest.h>

namespace nexa::http {
namespace {

struct Outcome {
    std::vector<Request> requests;
    int refused = 0;
    std::string detail;
};

Limits small_limits() {
    Limits limits;
    limits.header_bytes = 512;
    limits.target_bytes = 100;
    limits.body_bytes = 64;
    return limits;
}

/// Feeds the text in pieces of `step` bytes, as a network might.
Outcome parse(std::string_view text, std::size_t step) {
    const Limits limits = small_limits();
    RequestParser parser(limits);
    Outcome outcome;
    auto request = std::make_unique<Request>();
    parser.start(*request);
    std::string buffer;
    while (!text.empty()) {
        const auto piece = text.substr(0, step);
        buffer += piece;
        text.remove_prefix(piece.size());
        for (bool again = true; again;) {
            std::string_view bytes = buffer;
            const auto progress = parser.put(bytes);
            buffer.erase(0, buffer.size() - bytes.size());
            again = progress != RequestParser::Progress::more && !buffer.empty();
            if (progress == RequestParser::Progress::refused) {
                outcome.refused = parser.status();
                outcome.detail = parser.detail();
                return outcome;
            }
            if (progress == RequestParser::Progress::done) {
                outcome.requests.push_back(std::move(*request));
                request = std::make_unique<Request>();
                parser.start(*request);
            }
        }
    }
    return outcome;
}

TEST(RequestParser, ReadsRequestsHoweverTheyAreCut) {
    constexpr std::string_view text =
        "POST /a%2Fb?c=d HTTP/1.1\r\nHost: test:80\r\nX-One:  padded \r\nContent-Length: 5\r\n\r\nhello"
        "\r\n"
        "PUT /chunked HTTP/1.1\r\nhost: [::1]:80\r\nTransfer-Encoding: Chunked\r\n\r\n3;ext=1\r\nabc\r\n4\r\ndefg\r\n0\r\nTrailer: "
        "x\r\n\r\n"
        "GET / HTTP/1.0\r\n\r\n";
    for (std::size_t step = 1; step <= text.size(); step = step < 8 ? step + 1 : step * 2) {
        const Outcome outcome = parse(text, step);
        ASSERT_EQ(outcome.refused, 0) << outcome.detail << " at step " << step;
        ASSERT_EQ(outcome.requests.size(), 3U) << step;
        EXPECT_EQ(outcome.requests[0].method, Method::post);
        EXPECT_EQ(outcome.requests[0].path, "/a/b");
        EXPECT_EQ(outcome.requests[0].body, "hello");
        EXPECT_EQ(outcome.requests[0].headers.get("x-one"), "padded");
        EXPECT_EQ(outcome.requests[1].body, "abcdefg");
        EXPECT_FALSE(outcome.requests[1].headers.contains("Trailer"));
        EXPECT_EQ(outcome.requests[2].method, Method::get);
    }
}

struct Refusal {
    std::string_view name;
    std::string text;
    int status;
};

TEST(RequestParser, RefusesWhatCouldBeReadInTwoWays) {
    const std::string line = "POST / HTTP/1.1\r\n";
    const std::string head = line + "Host: a\r\n";
    const std::vector<Refusal> cases{
        {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"two hosts", head + "Host: b\r\n\r\n", 400},
        {"host with a space", line + "Host: a b\r\n\r\n", 400},
        {"host with a path", line + "Host: a/b\r\n\r\n", 400},
        {"length and chunked", head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked and length", head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
        {"other coding and length", head + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello", 501},
        {"two lengths", head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400},
        {"different lengths", head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {"length list", head + "Content-Length: 5, 5\r\n\r\nhello", 400},
        {"signed length", head + "Content-Length: +5\r\n\r\nhello", 400},
        {"negative length", head + "Content-Length: -5\r\n\r\nhello", 400},
        {"hex length", head + "Content-Length: 0x5\r\n\r\nhello", 400},
        {"empty length", head + "Content-Length:\r\n\r\n", 400},
        {"overflowing length", head + "Content-Length: 18446744073709551621\r\n\r\n", 400},
        {"gzip, chunked", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        {"chunked twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked, chunked", head + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501},
        {"obscured chunked", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
        {"space before the colon", head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"bare line feed", "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", 400},
        {"bare line feed in a field", head + "X: y\nZ: w\r\n\r\n", 400},
        {"bare carriage return in a field", head + "X: y\rZ: w\r\n\r\n", 400},
        {"NUL in a field", head + std::string("X: y\0z\r\n\r\n", 10), 400},
        {"first line starts with a space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"chunk size is no number", head + "Transfer-Encoding: chunked\r\n\r\nz\r\n", 400},
        {"negative chunk size", head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400},
        {"overflowing chunk size", head + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n", 400},
        {"chunk without its end", head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", 400},
        {"chunk size with a space", head + "Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n", 400},
        {"chunk without a size", head + "Transfer-Encoding: chunked\r\n\r\n\r\nabc\r\n", 400},
        {"last chunk with a bare line feed", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\n", 400},
        {"trailer with a bare line feed", head + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\nC: d\r\n\r\n", 400},
        {"chunk with a bare line feed", head + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n", 400},
        {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"target is no path", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"broken escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"version 2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"version 0.9", "GET /\r\n\r\n", 400},
        {"unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"TLS on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 400},
        {"unknown expectation", head + "Expect: more\r\n\r\n", 417},
    };
    for (const Refusal& one : cases) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{7}, one.text.size()}) {
            const Outcome outcome = parse(one.text, step);
            EXPECT_EQ(outcome.refused, one.status) << one.name << ", step " << step << ": " << outcome.detail;
            EXPECT_TRUE(outcome.requests.empty()) << one.name;
        }
    }
}

TEST(RequestParser, KeepsToItsLimits) {
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::vector<Refusal> cases{
        {"long target", "GET /" + std::string(100, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"endless target", "GET /" + std::string(5000, 'x'), 414},
        {"long field", head + "X: " + std::string(600, 'y') + "\r\n\r\n", 431},
        {"endless field", head + "X: " + std::string(5000, 'y'), 431},
        {"many fields",
         [&] {
             std::string text = head;
             for (int index = 0; index < 100; ++index) text += fmt::format("X-{}: y\r\n", index);
             return text + "\r\n";
         }(),
         431},
        {"long body", head + "Content-Length: 65\r\n\r\n", 413},
        {"long chunk", head + "Transfer-Encoding: chunked\r\n\r\n41\r\n", 413},
        {"many chunks",
         [&] {
             std::string text = head + "Transfer-Encoding: chunked\r\n\r\n";
             for (int index = 0; index < 10; ++index) text += "8\r\n12345678\r\n";
             return text;
         }(),
         413},
        {"long chunk extension", head + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(300, 'e'), 400},
        {"many trailers",
         [&] {
             std::string text = head + "Transfer-Encoding: chunked\r\n\r\n0\r\n";
             for (int index = 0; index < 100; ++index) text += fmt::format("X-{}: y\r\n", index);
             return text + "\r\n";
         }(),
         431},
    };
    for (const Refusal& one : cases) {
        for (const std::size_t step : {std::size_t{1}, one.text.size()}) {
            EXPECT_EQ(parse(one.text, step).refused, one.status) << one.name << ", step " << step;
        }
    }
    const std::string just = head + "Content-Length: 64\r\n\r\n" + std::string(64, 'z');
    EXPECT_EQ(parse(just, 10).requests.size(), 1U);
}

}  // namespace
}  // namespace nexa::http
