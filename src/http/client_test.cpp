#include "http/client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <thread>

#include "base/io_pool.hpp"
#include "http/client_address.hpp"
#include "http/client_response.hpp"
#include "http/server.hpp"
#include "http/test_certificates.hpp"

namespace nexa::http {
namespace {

using namespace std::chrono_literals;

/// A real server on a pool of its own, and a client on the test's.
class ClientTest : public testing::Test {
protected:
    ClientTest() : pool_(2) { pool_.start(); }
    ~ClientTest() override {
        client_.reset();
        if (server_) run_to_end(server_->stop());
        pool_.stop();
    }

    void serve(std::optional<Tls> tls = std::nullopt) {
        secure_ = tls.has_value();
        ServerOptions options;
        options.tls = std::move(tls);
        options.limits.drain = 100ms;
        auto listening = listen(pool_, std::move(options), [this](Request& request) { return answer(request); });
        ASSERT_TRUE(listening) << listening.error().message;
        server_ = std::move(*listening);
        client_ = make_client(pool_.executor(0));
    }

    std::string url(std::string_view path) const {
        return fmt::format("{}://127.0.0.1:{}{}", secure_ ? "https" : "http", server_->port(), path);
    }

    /// From an executor that is not the client's, so that every call hops.
    Result<ClientResponse> send(ClientRequest request, std::shared_ptr<const ClientTls> tls = nullptr) {
        return run_to_end(client_->send(std::move(request), std::move(tls)));
    }
    Result<ClientResponse> get(std::string_view path) {
        ClientRequest request;
        request.url = url(path);
        return send(std::move(request));
    }
    Result<ClientResponse> stream(ClientRequest request, ChunkSink on_chunk, HeadSink on_head = nullptr) {
        return run_to_end(client_->stream(std::move(request), nullptr, std::move(on_head), std::move(on_chunk)));
    }

    Task<Response> answer(Request& request) {
        ++requests_;
        if (request.path == "/echo") {
            auto response = Response::text(200, request.body);
            response.headers.set("X-Method", std::string(to_string(request.method)));
            response.headers.set("X-Seen", std::string(request.headers.get("X-Sent")));
            response.headers.set("X-Agent", std::string(request.headers.get("User-Agent")));
            response.headers.set("X-Type", request.headers.contains("Content-Type") ? "given" : "none");
            response.headers.set("X-Host", std::string(request.headers.get("Host")));
            response.headers.set("X-Encoding", std::string(request.headers.get("Accept-Encoding")));
            response.headers.set("X-Target", request.target);
            co_return response;
        }
        if (request.path == "/teapot") co_return Response::text(418, "short and stout");
        if (request.path == "/redirect") {
            auto response = Response::text(302, "elsewhere");
            response.headers.set("Location", "/echo");
            co_return response;
        }
        if (request.path == "/large") co_return Response::text(200, std::string(3'000'000, 'x'));
        if (request.path == "/slow") {
            co_await sleep_for(5s);
            co_return Response::text(200, "late");
        }
        if (request.path == "/ticks")
            co_return Response::stream(200, "text/plain", [](StreamWriter& writer) { return ticks(writer, 20ms); });
        if (request.path == "/hang") co_return Response::stream(200, "text/plain", [](StreamWriter& writer) { return ticks(writer, 10s); });
        co_return Response::text(404, "no such path");
    }

    static Task<> ticks(StreamWriter& writer, Duration pause) {
        for (int tick = 0; tick < 500; ++tick) {
            const std::string chunk = fmt::format("tick {}\n", tick);
            const auto written = co_await writer.write(chunk);
            if (!written) co_return;
            co_await sleep_for(pause);
        }
    }

    IoPool pool_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<Client> client_;
    std::atomic<int> requests_{0};
    bool secure_ = false;
};

TEST_F(ClientTest, CarriesMethodsHeadersAndBodies) {
    serve();
    for (const Method method : {Method::get, Method::post, Method::put, Method::patch, Method::del}) {
        ClientRequest request;
        request.method = method;
        request.url = url("/echo?a=b%20c");
        request.headers.set("X-Sent", "value");
        if (method == Method::put || method == Method::patch) request.body = std::string("bin\0ary", 7) + std::string(200'000, 'b');
        const std::string body = request.body;
        const auto response = send(std::move(request));
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(response->headers.get("x-method"), to_string(method));
        EXPECT_EQ(response->headers.get("X-Seen"), "value");
        EXPECT_EQ(response->headers.get("X-Agent"), "nexa/" NEXA_VERSION);
        EXPECT_EQ(response->headers.get("X-Type"), "none");
        EXPECT_EQ(response->headers.get("X-Encoding"), "");
        EXPECT_EQ(response->headers.get("X-Target"), "/echo?a=b%20c");
        EXPECT_EQ(response->body, body);
    }
    ClientRequest head;
    head.method = Method::head;
    head.url = url("/echo");
    const auto response = send(std::move(head));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "");
}

TEST_F(ClientTest, AnyStatusIsAValueAndRedirectsAreNotFollowed) {
    serve();
    EXPECT_EQ(get("/teapot")->status, 418);
    EXPECT_EQ(get("/teapot")->body, "short and stout");
    EXPECT_EQ(get("/redirect")->status, 302);
    EXPECT_EQ(get("/redirect")->headers.get("Location"), "/echo");
}

TEST_F(ClientTest, RefusesWhatIsNoRequest) {
    serve();
    const auto code = [&](std::string target, std::string header = {}) {
        ClientRequest request;
        request.url = std::move(target);
        if (!header.empty()) request.headers.set("X-Bad", std::move(header));
        const auto response = send(std::move(request));
        return response ? ErrorCode::internal : response.error().code;
    };
    EXPECT_EQ(code("file:///etc/passwd"), ErrorCode::invalid);
    EXPECT_EQ(code("ftp://127.0.0.1/"), ErrorCode::invalid);
    EXPECT_EQ(code("http://user:secret@127.0.0.1/"), ErrorCode::invalid);
    EXPECT_EQ(code("http://"), ErrorCode::invalid);
    EXPECT_EQ(code(url("/echo"), "a\r\nX-Injected: b"), ErrorCode::invalid);
    EXPECT_EQ(requests_, 0);
}

TEST(ClientAddressTest, IsTakenApart) {
    struct Case {
        std::string url;
        std::string_view name;
    };
    for (const auto& [url, name] : std::initializer_list<Case>{
             {"http://a/x", "a:80"}, {"https://a.b:6443", "a.b:6443"}, {"https://[::1]:1/x?y#z", "[::1]:1"}, {"https://a", "a:443"}}) {
        const auto address = parse_address(url, {});
        ASSERT_TRUE(address) << url;
        EXPECT_EQ(address->name(), name);
        EXPECT_EQ(address->url, url);
    }
    EXPECT_EQ(parse_address("https://10.0.0.1:6443/api?x=%20y", "kubernetes")->url, "https://kubernetes:6443/api?x=%20y");
    EXPECT_EQ(parse_address("https://10.0.0.1:6443/api", "kubernetes")->host, "10.0.0.1");
    EXPECT_EQ(parse_address("http://10.0.0.1/api", "kubernetes")->url, "http://10.0.0.1/api");
    for (const char* bad : {"", "a", "/a", "http://", "http:///x", "http://a:0/", "http://a:99999/", "http://a b/", "http://a/\r\nx"}) {
        EXPECT_FALSE(parse_address(bad, {})) << bad;
    }
    EXPECT_FALSE(parse_address("https://a/", "b/c"));
}

TEST(ResponseReaderTest, SkipsInterimHeadsAndTrailers) {
    ResponseReader reader("peer:1", 10, nullptr, nullptr);
    for (const std::string_view line :
         {"HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "A:  b \r\n", "\r\n"}) {
        EXPECT_TRUE(reader.header(line));
    }
    EXPECT_TRUE(reader.body("12345"));
    EXPECT_TRUE(reader.header("Trailer: x\r\n"));
    EXPECT_FALSE(reader.body("678901"));
    EXPECT_EQ(reader.refusal()->code, ErrorCode::too_large);
    const ClientResponse response = reader.take();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.all().size(), 1U);
    EXPECT_EQ(response.headers.get("a"), "b");
    EXPECT_EQ(response.body, "12345");

    ResponseReader large("peer:1", 10, nullptr, nullptr);
    EXPECT_TRUE(large.header("HTTP/2 200\r\n"));
    bool going = true;
    for (int line = 0; line < 40 && going; ++line) going = large.header("X: " + std::string(10'000, 'x') + "\r\n");
    EXPECT_FALSE(going);
    EXPECT_EQ(large.refusal()->code, ErrorCode::too_large);
}

TEST_F(ClientTest, HoldsTheBodyLimit) {
    serve();
    ClientRequest request;
    request.url = url("/large");
    request.max_body_bytes = 1'000'000;
    const auto response = send(std::move(request));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::too_large);
    EXPECT_EQ(get("/large")->body.size(), 3'000'000U);
}

TEST_F(ClientTest, StreamsUntilTheSinkHasEnough) {
    serve();
    ClientRequest request;
    request.url = url("/ticks");
    request.total_timeout = Duration(0);
    int status = 0;
    std::string seen;
    const auto response = stream(
        request,
        [&](std::string_view chunk) {
            seen += chunk;
            return seen.find("tick 3") == std::string::npos;
        },
        [&](int head_status, const Headers& headers) {
            status = head_status;
            return headers.get("Content-Type") == "text/plain";
        });
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(status, 200);
    EXPECT_EQ(response->status, 200);
    EXPECT_TRUE(response->body.empty());
    EXPECT_TRUE(seen.starts_with("tick 0\ntick 1\ntick 2\n"));

    const auto refused = stream(request, [](std::string_view) { return true; }, [](int, const Headers&) { return false; });
    EXPECT_TRUE(refused);
    request.url = url("/teapot");
    const auto kept = stream(request, [](std::string_view) { return true; });
    EXPECT_EQ(kept->body, "short and stout");
    request.url = url("/ticks");
    EXPECT_THROW(static_cast<void>(stream(request, [](std::string_view) -> bool { throw std::logic_error("a sink's own"); })),
                 std::logic_error);
}

TEST_F(ClientTest, TellsItsTimeoutsApart) {
    serve();
    ClientRequest request;
    request.url = url("/slow");
    request.total_timeout = 150ms;
    auto response = send(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::timed_out);
    EXPECT_NE(response.error().message.find("did not finish its answer within 0.15 s"), std::string::npos) << response.error().message;

    request.url = url("/hang");
    request.total_timeout = Duration(0);
    request.idle_timeout = 200ms;
    response = stream(request, [](std::string_view) { return true; });
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::timed_out);
    EXPECT_NE(response.error().message.find("has sent nothing for 0.2 s"), std::string::npos) << response.error().message;

    // Data keeps an idle timeout away.
    request.url = url("/ticks");
    request.total_timeout = 600ms;
    response = stream(request, [](std::string_view) { return true; });
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find("did not finish"), std::string::npos) << response.error().message;
}

TEST_F(ClientTest, CancelsInTheMiddle) {
    serve();
    ClientRequest request;
    request.url = url("/ticks");
    request.total_timeout = Duration(0);
    std::atomic<int> chunks{0};
    const auto body = [&]() -> Task<Result<ClientResponse>> {
        auto work = client_->stream(request, nullptr, nullptr, [&](std::string_view) { return ++chunks > 0; });
        co_return co_await with_timeout(std::move(work), 150ms, "the stream");
    };
    const auto response = run_to_end(body());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::timed_out);
    EXPECT_GT(chunks, 0);
    const int then = chunks;
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(chunks, then);

    asio::io_context context;
    asio::cancellation_signal signal;
    std::optional<ErrorCode> code;
    asio::co_spawn(context, client_->send({.url = url("/slow")}, nullptr),
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, Result<ClientResponse> result) {
                       code = result ? ErrorCode::internal : result.error().code;
                   }));
    asio::steady_timer timer(context, 100ms);
    timer.async_wait([&](auto) { signal.emit(asio::cancellation_type::terminal); });
    context.run();
    EXPECT_EQ(code, ErrorCode::cancelled);
}

TEST_F(ClientTest, ClosingTheClientEndsWhatIsUnderWay) {
    serve();
    asio::io_context context;
    std::optional<ErrorCode> code;
    asio::co_spawn(context, client_->send({.url = url("/slow")}, nullptr),
                   [&](std::exception_ptr, Result<ClientResponse> result) { code = result ? ErrorCode::internal : result.error().code; });
    asio::steady_timer timer(context, 100ms);
    timer.async_wait([&](auto) { client_.reset(); });
    context.run();
    EXPECT_EQ(code, ErrorCode::cancelled);
}

TEST_F(ClientTest, ServesManyAtOnce) {
    serve();
    asio::io_context context;
    int done = 0;
    for (int index = 0; index < 200; ++index) {
        ClientRequest request{.method = Method::post, .url = url("/echo"), .body = std::to_string(index)};
        asio::co_spawn(context, client_->send(std::move(request), nullptr), [&, index](std::exception_ptr, Result<ClientResponse> result) {
            ASSERT_TRUE(result) << result.error().message;
            EXPECT_EQ(result->body, std::to_string(index));
            ++done;
        });
    }
    context.run();
    EXPECT_EQ(done, 200);
}

TEST_F(ClientTest, ReusesItsConnections) {
    serve();
    for (int index = 0; index < 50; ++index) ASSERT_TRUE(get("/echo"));
    EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ClientTest, SaysWhyThereIsNoConnection) {
    client_ = make_client(pool_.executor(0));
    asio::io_context context;
    asio::ip::tcp::acceptor silent(context, {asio::ip::address_v4::loopback(), 0});
    const auto port = silent.local_endpoint().port();
    auto response = send({.url = fmt::format("https://127.0.0.1:{}/", port), .connect_timeout = 200ms});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::timed_out);
    EXPECT_NE(response.error().message.find("took no connection within 0.2 s"), std::string::npos) << response.error().message;
    silent.close();
    response = send({.url = fmt::format("http://127.0.0.1:{}/", port)});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::unavailable);
    EXPECT_NE(response.error().message.find("refused the connection"), std::string::npos) << response.error().message;
    response = send({.url = "http://no-such-host.invalid/"});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::unavailable);
    EXPECT_NE(response.error().message.find("no-such-host.invalid"), std::string::npos) << response.error().message;
}

class TlsClientTest : public ClientTest {
protected:
    void serve_with(const test::Certificate& certificate, std::string client_ca = {}) {
        serve(Tls{.certificate_chain_pem = certificate.certificate_pem,
                  .private_key_pem = certificate.key_pem,
                  .client_ca_pem = std::move(client_ca)});
    }
    /// The error's message, or "status NNN".
    std::string try_with(ClientTls tls, std::string_view path = "/echo") {
        const auto response = send({.url = url(path)}, std::make_shared<ClientTls>(std::move(tls)));
        return response ? fmt::format("status {}", response->status) : response.error().message;
    }
    const test::Certificate authority_ = test::make_authority();
};

TEST_F(TlsClientTest, TrustsTheGivenAuthorityOnly) {
    serve_with(test::make_certificate({}, &authority_));
    EXPECT_EQ(try_with({.ca_pem = authority_.certificate_pem}), "status 200");
    const auto other = test::make_authority("Another authority");
    EXPECT_NE(try_with({.ca_pem = other.certificate_pem}).find("not issued by an authority that is trusted here"), std::string::npos);
    EXPECT_NE(try_with({}).find("not issued by an authority that is trusted here"), std::string::npos);
    EXPECT_EQ(try_with({.insecure_skip_verify = true}), "status 200");
    // The connection that was made without checks must not serve who wants them.
    EXPECT_NE(try_with({.ca_pem = other.certificate_pem}).find("not issued"), std::string::npos);
    EXPECT_NE(try_with({.ca_pem = "no certificate"}).find("can't be read"), std::string::npos) << try_with({.ca_pem = "no certificate"});
}

TEST_F(TlsClientTest, TellsWhenTheServersCertificateExpires) {
    const auto before = std::chrono::floor<std::chrono::seconds>(system_clock().now());
    serve_with(test::make_certificate({.not_after = 48h}, &authority_));
    const auto tls = std::make_shared<ClientTls>(ClientTls{.ca_pem = authority_.certificate_pem});
    // Whether a connection is there already or not; and never when nobody asks.
    for (const bool asks : {true, false, true}) {
        const auto response = send({.url = url("/echo"), .asks_certificate = asks}, tls);
        ASSERT_TRUE(response) << response.error().message;
        ASSERT_EQ(response->certificate_expires.has_value(), asks);
        if (!asks) continue;
        EXPECT_GE(*response->certificate_expires, before + 48h);
        EXPECT_LE(*response->certificate_expires, before + 48h + 1min);
    }
}

TEST_F(TlsClientTest, SaysWhatIsWrongWithACertificate) {
    serve_with(test::make_certificate({.not_before = -48h, .not_after = -24h}, &authority_));
    EXPECT_NE(try_with({.ca_pem = authority_.certificate_pem}).find("has expired; renew it"), std::string::npos)
        << try_with({.ca_pem = authority_.certificate_pem});
}

TEST_F(TlsClientTest, ChecksTheNameAndLetsItBeOverridden) {
    serve_with(test::make_certificate({.common_name = "kube", .alternative_names = "DNS:kubernetes.default"}, &authority_));
    const std::string message = try_with({.ca_pem = authority_.certificate_pem});
    EXPECT_NE(message.find("is for another name than \"127.0.0.1\""), std::string::npos) << message;
    EXPECT_EQ(try_with({.ca_pem = authority_.certificate_pem, .server_name = "kubernetes.default"}), "status 200");
    const auto tls = std::make_shared<ClientTls>(ClientTls{.ca_pem = authority_.certificate_pem, .server_name = "kubernetes.default"});
    EXPECT_EQ(send({.url = url("/echo")}, tls)->headers.get("X-Host"), fmt::format("127.0.0.1:{}", server_->port()));
    EXPECT_NE(try_with({.ca_pem = authority_.certificate_pem, .server_name = "elsewhere"}).find("another name"), std::string::npos);
}

TEST_F(TlsClientTest, PresentsAClientCertificate) {
    const auto client = test::make_certificate({.common_name = "ann"}, &authority_);
    serve_with(test::make_certificate({}, &authority_), authority_.certificate_pem);
    const ClientTls good{
        .ca_pem = authority_.certificate_pem, .certificate_pem = client.certificate_pem, .private_key_pem = Secret(client.key_pem)};
    EXPECT_EQ(try_with(good), "status 200");
    const auto other = test::make_certificate({}, &authority_);
    const ClientTls mixed{
        .ca_pem = authority_.certificate_pem, .certificate_pem = client.certificate_pem, .private_key_pem = Secret(other.key_pem)};
    EXPECT_NE(try_with(mixed).find("client certificate or key"), std::string::npos) << try_with(mixed);
}

TEST_F(TlsClientTest, KeepsConnectionsOfIdentitiesApart) {
    serve_with(test::make_certificate({}, &authority_), authority_.certificate_pem);
    const auto ann = test::make_certificate({.common_name = "ann"}, &authority_);
    const auto ben = test::make_certificate({.common_name = "ben"}, &authority_);
    for (int round = 0; round < 3; ++round) {
        for (const auto* who : {&ann, &ben}) {
            EXPECT_EQ(try_with({.ca_pem = authority_.certificate_pem,
                                .certificate_pem = who->certificate_pem,
                                .private_key_pem = Secret(who->key_pem)}),
                      "status 200");
        }
    }
    EXPECT_EQ(server_->connections(), 2U);
}

TEST_F(TlsClientTest, NoticesAPlainServer) {
    serve();
    const auto response = send({.url = fmt::format("https://127.0.0.1:{}/", server_->port())});
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find("does not speak TLS"), std::string::npos) << response.error().message;
}

}  // namespace
}  // namespace nexa::http
