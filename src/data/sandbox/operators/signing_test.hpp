#pragma once

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"

/// Looks at certificates as their readers would; texts are PEM.
namespace nexa::sandbox::test {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

inline Certificate read(const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> from(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    return {PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr), X509_free};
}

/// Whether the chain holds at that moment.
inline bool verifies(const std::string& certificate, const std::string& authority, Time at) {
    const auto leaf = read(certificate);
    const auto root = read(authority);
    if (!leaf || !root) return false;
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), X509_STORE_free);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
    X509_STORE_add_cert(store.get(), root.get());
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
    X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(at));
    return X509_verify_cert(context.get()) == 1;
}

inline std::string common_name(const std::string& pem) {
    const auto certificate = read(pem);
    char text[256] = {};
    if (certificate) X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text, sizeof text);
    return text;
}

/// The subject alternative names.
inline std::vector<std::string> dns_names(const std::string& pem) {
    std::vector<std::string> found;
    const auto certificate = read(pem);
    if (!certificate) return found;
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)), GENERAL_NAMES_free);
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type != GEN_DNS) continue;
        const auto* text = name->d.dNSName;
        found.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text)));
    }
    return found;
}

}  // namespace nexa::sandbox::test
