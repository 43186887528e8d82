#include "data/sandbox/certificates.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

namespace nexa::sandbox {

namespace {

constexpr long ten_years = 10L * 365 * 24 * 3600;

template <auto Free>
struct Release {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;

std::unexpected<Error> openssl_failed(std::string_view what) {
    char text[256] = "";
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    return fail(ErrorCode::internal, fmt::format("{}: {}", what, text));
}

std::string content(BIO* memory) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool extend(X509* certificate, X509* issuer, int id, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate for `key`, signed by `issuer_key`; `issuer` null: self-signed.
Certificate make(EVP_PKEY* key, const char* name, X509* issuer, EVP_PKEY* issuer_key, bool authority) {
    Certificate certificate(X509_new());
    if (!certificate) return nullptr;
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    auto* subject = X509_get_subject_name(certificate.get());
    const bool named =
        X509_set_version(certificate.get(), 2) == 1 &&
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600) &&
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ten_years) &&
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0) == 1 &&
        X509_set_issuer_name(certificate.get(), issuer ? X509_get_subject_name(issuer) : subject) == 1 &&
        X509_set_pubkey(certificate.get(), key) == 1;
    if (!named) return nullptr;
    auto* signer = issuer ? issuer : certificate.get();
    const bool extended =
        authority ? extend(certificate.get(), signer, NID_basic_constraints, "critical,CA:TRUE") &&
                        extend(certificate.get(), signer, NID_key_usage, "critical,keyCertSign,cRLSign")
                  : extend(certificate.get(), signer, NID_basic_constraints, "critical,CA:FALSE") &&
                        extend(certificate.get(), signer, NID_key_usage, "critical,digitalSignature") &&
                        extend(certificate.get(), signer, NID_ext_key_usage, "serverAuth") &&
                        extend(certificate.get(), signer, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1");
    const bool identified = extend(certificate.get(), signer, NID_subject_key_identifier, "hash") &&
                            extend(certificate.get(), signer, NID_authority_key_identifier, "keyid");
    if (!extended || !identified || X509_sign(certificate.get(), issuer_key, EVP_sha256()) == 0) return nullptr;
    return certificate;
}

Result<KeyPair> to_pem(X509* certificate, EVP_PKEY* key) {
    const Memory certificate_text(BIO_new(BIO_s_mem())), key_text(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(certificate_text.get(), certificate) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return openssl_failed("a certificate can't be written");
    }
    return KeyPair{content(certificate_text.get()), content(key_text.get())};
}

}  // namespace

Result<Certificates> make_certificates() {
    const Key authority_key(EVP_EC_gen("P-256")), server_key(EVP_EC_gen("P-256"));
    if (!authority_key || !server_key) return openssl_failed("a key can't be made");
    const auto authority = make(authority_key.get(), "nexa-sandbox-ca", nullptr, authority_key.get(), true);
    if (!authority) return openssl_failed("the sandbox's authority can't be made");
    const auto server = make(server_key.get(), "kube-apiserver", authority.get(), authority_key.get(), false);
    if (!server) return openssl_failed("the sandbox's server certificate can't be made");
    auto authority_pem = to_pem(authority.get(), authority_key.get());
    if (!authority_pem) return fail(std::move(authority_pem.error()));
    auto server_pem = to_pem(server.get(), server_key.get());
    if (!server_pem) return fail(std::move(server_pem.error()));
    return Certificates{std::move(*authority_pem), std::move(*server_pem)};
}

Result<std::string> read_private_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(errno == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
                    fmt::format("{} can't be read: {}", path, std::strerror(errno)));
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<> write_private_file(const std::string& path, std::string_view text) {
    const auto fresh = path + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) ::close(file);
    if (!written || ::rename(fresh.c_str(), path.c_str()) != 0)
        return fail(ErrorCode::unavailable, fmt::format("{} can't be written: {}", path, std::strerror(errno)));
    return {};
}

Result<Certificates> load_or_make_certificates(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(ErrorCode::unavailable, fmt::format("the folder {} can't be made: {}", folder, error.message()));
    struct Part {
        const char* name;
        std::string* text;
    };
    Certificates found;
    const Part parts[] = {{"ca.crt", &found.authority.certificate},
                          {"ca.key", &found.authority.private_key},
                          {"server.crt", &found.server.certificate},
                          {"server.key", &found.server.private_key}};
    bool complete = true;
    for (const auto& part : parts) {
        auto text = read_private_file(folder + "/" + part.name);
        if (text)
            *part.text = std::move(*text);
        else
            complete = false;
    }
    if (complete) return found;
    auto made = make_certificates();
    if (!made) return made;
    found = std::move(*made);
    for (const auto& part : parts) {
        if (auto written = write_private_file(folder + "/" + part.name, *part.text); !written) return fail(std::move(written.error()));
    }
    return found;
}

}  // namespace nexa::sandbox
