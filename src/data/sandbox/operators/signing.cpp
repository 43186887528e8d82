#include "data/sandbox/operators/signing.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/encoding.hpp"

namespace nexa::sandbox {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

Memory memory() {
    return {BIO_new(BIO_s_mem()), BIO_free};
}

std::string text_of(const Memory& from) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(from.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Key read_key(const std::string& pem) {
    const Memory from(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    return {from ? PEM_read_bio_PrivateKey(from.get(), nullptr, nullptr, nullptr) : nullptr, EVP_PKEY_free};
}

bool set_time(ASN1_TIME* field, Time time) {
    return ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(time)) != nullptr;
}

bool set_name(X509_NAME* field, const std::string& name) {
    return X509_NAME_add_entry_by_txt(field, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0) == 1;
}

bool extend(X509* certificate, int which, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, which, value.c_str()), X509_EXTENSION_free);
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_names(X509* certificate, const std::vector<std::string>& names) {
    std::string value;
    for (const auto& name : names) value += fmt::format("{}DNS:{}", value.empty() ? "" : ",", name);
    return value.empty() || extend(certificate, NID_subject_alt_name, value);
}

std::string make(const CertificateWish& wish, const std::string& key_pem, const std::string& issuer, const std::string& issuer_key_pem) {
    const bool authority = issuer.empty();
    const Key key = read_key(key_pem);
    const Key issuer_key = authority ? read_key(key_pem) : read_key(issuer_key_pem);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    const Memory written = memory();
    X509* made = certificate.get();
    if (!key || !issuer_key || !made || !written) return {};
    // Ed25519 signs without chance (RFC 8032): the same wish has the same certificate. Keys that users bring are of other types.
    const EVP_MD* digest = issuer_key && EVP_PKEY_id(issuer_key.get()) != EVP_PKEY_ED25519 ? EVP_sha256() : nullptr;
    const bool signed_well =
        X509_set_version(made, 2) == 1 && ASN1_INTEGER_set_int64(X509_get_serialNumber(made), wish.serial) == 1 &&
        set_time(X509_getm_notBefore(made), wish.from) && set_time(X509_getm_notAfter(made), wish.to) &&
        set_name(X509_get_subject_name(made), wish.name) && set_name(X509_get_issuer_name(made), authority ? wish.name : issuer) &&
        X509_set_pubkey(made, key.get()) == 1 && extend(made, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE") &&
        add_names(made, wish.dns_names) && X509_sign(made, issuer_key.get(), digest) > 0 && PEM_write_bio_X509(written.get(), made) == 1;
    return signed_well ? text_of(written) : std::string();
}

}  // namespace

std::string private_key(std::string_view seed) {
    const std::string bytes = sha256(seed);
    const Key key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()),
        EVP_PKEY_free);
    const Memory written = memory();
    const bool done = key && written && PEM_write_bio_PrivateKey(written.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
    return done ? text_of(written) : std::string();
}

std::string certify_authority(const CertificateWish& wish, const std::string& key) {
    return make(wish, key, {}, {});
}

std::string certify(const CertificateWish& wish, const std::string& key, const std::string& authority_name,
                    const std::string& authority_key) {
    return make(wish, key, authority_name, authority_key);
}

}  // namespace nexa::sandbox
