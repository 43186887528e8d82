#include "http/certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace nexa::http {

std::vector<Time> certificate_expiries(std::string_view pem) {
    std::vector<Time> expiries;
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    while (text) {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
        if (!certificate) break;
        std::tm parts{};
        if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) == 1)
            expiries.emplace_back(std::chrono::seconds(timegm(&parts)));
    }
    ERR_clear_error();  // the end of the text is one to OpenSSL
    return expiries;
}

}  // namespace nexa::http
