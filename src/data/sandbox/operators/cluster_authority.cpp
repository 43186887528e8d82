#include "data/sandbox/operators/cluster_authority.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

#include "base/encoding.hpp"
#include "data/sandbox/operators/fields.hpp"

namespace nexa::sandbox {
namespace {

using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

struct Life {
    std::int64_t generation = 0;
    Time from, to;
};

/// Which of the successive certificates holds at `now`.
Life life_of(const json::object& kafka, Time now) {
    const Days validity(std::clamp<std::int64_t>(number_at(kafka, {"spec", "clusterCa", "validityDays"}, 365), 1, 36'500));
    const Days renewal(std::clamp<std::int64_t>(number_at(kafka, {"spec", "clusterCa", "renewalDays"}, 30), 0, validity.count() - 1));
    const Time created = std::chrono::floor<std::chrono::seconds>(created_at(kafka, now));
    const auto step = validity - renewal;
    const std::int64_t generation = now > created ? (now - created) / step : 0;
    const Time from = created + generation * step;
    return {generation, from, from + validity};
}

bool set_time(ASN1_TIME* field, Time time) {
    return ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(time)) != nullptr;
}

}  // namespace

std::string cluster_authority(const json::object& kafka, Time now) {
    const Life life = life_of(kafka, now);
    // Ed25519 signs without chance (RFC 8032), so that a status does not change each time that it is written.
    const std::string seed = sha256(fmt::format("{} cluster-ca {}", uid_of(kafka), life.generation));
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()), seed.size()),
        EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    const std::string name = fmt::format("cluster-ca v{}", life.generation);
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509* made = certificate.get();
    const bool written = key && made && memory && X509_set_version(made, 2) == 1 &&
                         ASN1_INTEGER_set_int64(X509_get_serialNumber(made), life.generation + 1) == 1 &&
                         set_time(X509_getm_notBefore(made), life.from) && set_time(X509_getm_notAfter(made), life.to) &&
                         X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
                         X509_set_issuer_name(made, X509_get_subject_name(made)) == 1 && X509_set_pubkey(made, key.get()) == 1 &&
                         X509_sign(made, key.get(), nullptr) > 0 && PEM_write_bio_X509(memory.get(), made) == 1;
    if (!written) return {};
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace nexa::sandbox
