#include "http/test_certificates.hpp"
#include "http/test_support.hpp"

namespace nexa::http {
namespace {

using namespace test;
using TlsPeer = Peer<asio::ssl::stream<asio::ip::tcp::socket>>;

Task<Response> hello(Request& request) {
    if (request.path == "/stream") {
        co_return Response::stream(200, "text/plain", [](StreamWriter& writer) -> Task<> {
            for (int turn = 0; turn < 100; ++turn) {
                const auto written = co_await writer.write("0123456789abcdef");
                if (!written) co_return;
            }
        });
    }
    co_return Response::text(200, fmt::format("hello {} {}", request.client_subject, request.body.size()));
}

Certificate self_signed(std::string name) {
    return make_certificate({.common_name = std::move(name)});
}

Tls server_tls(const Certificate& own, std::string client_ca = {}) {
    return {.certificate_chain_pem = own.certificate_pem, .private_key_pem = own.key_pem, .client_ca_pem = std::move(client_ca)};
}

asio::ssl::context client_context(const Certificate& trusted) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.add_certificate_authority(asio::buffer(trusted.certificate_pem));
    context.set_verify_mode(asio::ssl::verify_peer);
    return context;
}

boost::system::error_code handshake(TlsPeer& peer) {
    boost::system::error_code outcome;
    peer.stream().async_handshake(asio::ssl::stream_base::client, [&](boost::system::error_code error) { outcome = error; });
    peer.wait();
    return outcome;
}

TEST(Tls, ServesManyRequestsOnOneConnection) {
    const Certificate own = self_signed("localhost");
    Running running(hello, {}, server_tls(own));
    auto context = client_context(own);
    TlsPeer peer(running.port(), context);
    ASSERT_FALSE(handshake(peer));
    for (int turn = 0; turn < 3; ++turn) {
        peer.send(get("/"));
        EXPECT_EQ(body_in(peer.read_response()), "hello  0");
    }
    const std::string large(1024 * 1024, 'z');
    peer.send(fmt::format("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{}", large.size(), large));
    EXPECT_EQ(body_in(peer.read_response()), "hello  1048576");
}

TEST(Tls, StreamsAndGoesOn) {
    const Certificate own = self_signed("localhost");
    Running running(hello, {}, server_tls(own));
    auto context = client_context(own);
    TlsPeer peer(running.port(), context);
    ASSERT_FALSE(handshake(peer));
    peer.send(get("/stream"));
    peer.read_through("\r\n\r\n");
    EXPECT_EQ(peer.read_through("\r\n0\r\n\r\n").size(), 100U * 22 + 5);
    peer.send(get("/"));
    EXPECT_EQ(body_in(peer.read_response()), "hello  0");
    peer.send(get("/", "Connection: close\r\n"));
    EXPECT_EQ(body_in(peer.read_to_end()), "hello  0");
    EXPECT_EQ(peer.error(), asio::error::eof);  // closed in order, not truncated
}

TEST(Tls, ASilentStreamNoticesThatThePeerHasGone) {
    const Certificate own = self_signed("localhost");
    Report<bool> started;
    Report<bool> ended;
    struct Ended {
        Report<bool>& report;
        ~Ended() { report.say(true); }
    };
    Running running(
        [&](Request&) -> Task<Response> {
            co_return Response::stream(200, "text/plain", [&](StreamWriter&) -> Task<> {
                const Ended guard(ended);
                started.say(true);
                co_await sleep_for(1h);
            });
        },
        {}, server_tls(own));
    auto context = client_context(own);
    TlsPeer peer(running.port(), context);
    ASSERT_FALSE(handshake(peer));
    peer.send(get("/"));
    EXPECT_TRUE(started.wait());
    peer.close();
    EXPECT_TRUE(ended.wait());
}

TEST(Tls, AHandshakeThatTakesTooLongIsCutOff) {
    Limits limits;
    limits.tls_handshake = 30ms;
    Running running(hello, limits, server_tls(self_signed("localhost")));
    PlainPeer peer(running.port());
    EXPECT_EQ(peer.read_to_end(), "");
}

TEST(Tls, PlainTextOnATlsPortEndsTheConnection) {
    Running running(hello, {}, server_tls(self_signed("localhost")));
    PlainPeer peer(running.port());
    peer.send(get("/"));
    EXPECT_EQ(peer.read_to_end().find("hello"), std::string::npos);
}

TEST(Tls, OldVersionsAreRefused) {
    const Certificate own = self_signed("localhost");
    Running running(hello, {}, server_tls(own));
    auto context = client_context(own);
    SSL_CTX_set_security_level(context.native_handle(), 0);
    SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_1_VERSION);
    TlsPeer peer(running.port(), context);
    EXPECT_TRUE(handshake(peer));
}

TEST(Tls, SpeaksHttp11InAlpn) {
    const Certificate own = self_signed("localhost");
    Running running(hello, {}, server_tls(own));
    auto context = client_context(own);
    const unsigned char offered[] = "\x02h2\x08http/1.1";
    SSL_CTX_set_alpn_protos(context.native_handle(), offered, sizeof(offered) - 1);
    TlsPeer peer(running.port(), context);
    ASSERT_FALSE(handshake(peer));
    const unsigned char* chosen = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(peer.stream().native_handle(), &chosen, &length);
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(chosen), length), "http/1.1");
}

TEST(Tls, KnowsWhoseCertificateAClientShows) {
    const Certificate own = self_signed("localhost");
    const Certificate alice = self_signed("alice");
    Running running(hello, {}, server_tls(own, alice.certificate_pem));
    auto context = client_context(own);
    {
        TlsPeer nobody(running.port(), context);
        ASSERT_FALSE(handshake(nobody));
        nobody.send(get("/"));
        EXPECT_EQ(body_in(nobody.read_response()), "hello  0");
    }
    context.use_certificate(asio::buffer(alice.certificate_pem), asio::ssl::context::pem);
    context.use_private_key(asio::buffer(alice.key_pem), asio::ssl::context::pem);
    TlsPeer peer(running.port(), context);
    ASSERT_FALSE(handshake(peer));
    peer.send(get("/"));
    EXPECT_EQ(body_in(peer.read_response()), "hello CN=alice 0");
}

TEST(Tls, BadMaterialIsNamed) {
    IoPool pool(1);
    const Certificate own = self_signed("localhost");
    const Certificate other = self_signed("other");
    for (const Tls& bad : {Tls{"nonsense", own.key_pem, ""}, Tls{own.certificate_pem, "nonsense", ""},
                           Tls{own.certificate_pem, other.key_pem, ""}, Tls{own.certificate_pem, own.key_pem, "nonsense"}}) {
        ServerOptions options;
        options.tls = bad;
        const auto server = listen(pool, std::move(options), hello);
        ASSERT_FALSE(server);
        EXPECT_EQ(server.error().code, ErrorCode::invalid);
    }
}

}  // namespace
}  // namespace nexa::http
