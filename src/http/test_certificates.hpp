#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace nexa::http::test {

/// A certificate and its key, made in the test itself. PEM.
struct Certificate {
    std::string certificate_pem;
    std::string key_pem;
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;
};

struct CertificateRequest {
    std::string common_name = "localhost";
    std::string alternative_names = "DNS:localhost,IP:127.0.0.1";  ///< As in OpenSSL's configuration; empty: none.
    std::chrono::seconds not_before = std::chrono::hours(-1);      ///< From now.
    std::chrono::seconds not_after = std::chrono::hours(24);
    bool authority = false;
};

/// Signed by `issuer`, or by itself when there is none.
inline Certificate make_certificate(const CertificateRequest& request, const Certificate* issuer = nullptr) {
    const auto check = [](auto result) {
        if (!result) throw std::runtime_error("OpenSSL made no test certificate");
        return result;
    };
    Certificate made;
    made.key.reset(check(EVP_EC_gen("P-256")), EVP_PKEY_free);
    made.certificate.reset(check(X509_new()), X509_free);
    X509* certificate = made.certificate.get();
    static std::atomic<long> serial{1};
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial.fetch_add(1));
    X509_gmtime_adj(X509_getm_notBefore(certificate), static_cast<long>(request.not_before.count()));
    X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(request.not_after.count()));
    X509_set_pubkey(certificate, made.key.get());
    const auto* name = reinterpret_cast<const unsigned char*>(request.common_name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, name, -1, -1, 0);
    X509* signer = issuer != nullptr ? issuer->certificate.get() : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));

    X509V3_CTX context;
    X509V3_set_ctx(&context, signer, certificate, nullptr, nullptr, 0);
    const auto extend = [&](int kind, const std::string& value) {
        X509_EXTENSION* extension = check(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    };
    extend(NID_basic_constraints, request.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (request.authority) extend(NID_key_usage, "critical,keyCertSign,cRLSign");
    if (!request.alternative_names.empty() && !request.authority) extend(NID_subject_alt_name, request.alternative_names);
    check(X509_sign(certificate, issuer != nullptr ? issuer->key.get() : made.key.get(), EVP_sha256()));

    const auto text = [&](auto write) {
        const std::unique_ptr<BIO, int (*)(BIO*)> memory(check(BIO_new(BIO_s_mem())), BIO_free);
        check(write(memory.get()));
        char* data = nullptr;
        const long size = BIO_get_mem_data(memory.get(), &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    made.certificate_pem = text([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
    made.key_pem = text([&](BIO* to) { return PEM_write_bio_PrivateKey(to, made.key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return made;
}

inline Certificate make_authority(std::string name = "Test authority") {
    return make_certificate({.common_name = std::move(name), .alternative_names = {}, .authority = true});
}

}  // namespace nexa::http::test
