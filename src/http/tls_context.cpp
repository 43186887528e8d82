#include "http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace nexa::http {
namespace {

/// Chooses http/1.1 out of what the client offers; a client that offers only other protocols is refused (RFC 7301, section 3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered, unsigned int size, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* selected = nullptr;
    const int verdict = SSL_select_next_proto(&selected, length, ours, sizeof(ours) - 1, offered, size);
    if (verdict != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = selected;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<std::shared_ptr<asio::ssl::context>> make_tls_context(const Tls& tls) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Idle connections should not each hold 34 KB of record buffers.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    boost::system::error_code error;
    context->use_certificate_chain(asio::buffer(tls.certificate_chain_pem), error);
    if (error) return fail(ErrorCode::invalid, fmt::format("the server's certificate chain is not valid PEM: {}", error.message()));
    context->use_private_key(asio::buffer(tls.private_key_pem), asio::ssl::context::pem, error);
    if (error)
        return fail(ErrorCode::invalid,
                    fmt::format("the server's private key is not valid PEM, or not its certificate's: {}", error.message()));
    if (SSL_CTX_check_private_key(native) != 1) {
        ERR_clear_error();
        return fail(ErrorCode::invalid, "the server's private key does not belong to its certificate");
    }
    if (!tls.client_ca_pem.empty()) {
        context->add_certificate_authority(asio::buffer(tls.client_ca_pem), error);
        if (error)
            return fail(ErrorCode::invalid, fmt::format("the authority for client certificates is not valid PEM: {}", error.message()));
        context->set_verify_mode(asio::ssl::verify_peer, error);
        // Resumed sessions are bound to the context that verified the client (SSL_CTX_set_session_id_context(3)).
        static constexpr unsigned char scope[] = "nexa";
        SSL_CTX_set_session_id_context(native, scope, sizeof(scope) - 1);
    }
    return context;
}

std::string client_subject(SSL* connection) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(connection), X509_free);
    if (!certificate || SSL_get_verify_result(connection) != X509_V_OK) return {};
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    if (!memory || X509_NAME_print_ex(memory.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253) < 0) return {};
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace nexa::http
