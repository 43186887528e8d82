#include "data/sandbox/operators/signing.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace nexa::sandbox {
namespace {

const Time now(std::chrono::seconds(1'767'225'600));
const CertificateWish ca{"clients-ca v0", 1, now, now + std::chrono::hours(24 * 365)};
const CertificateWish user{"checkout", 2, now, now + std::chrono::hours(24)};

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate read(const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> from(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    return {PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr), X509_free};
}

/// Whether the chain holds at that moment.
bool verifies(const std::string& certificate, const std::string& authority, Time at) {
    const auto leaf = read(certificate);
    const auto root = read(authority);
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), X509_STORE_free);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
    X509_STORE_add_cert(store.get(), root.get());
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
    X509_STORE_CTX_set_time(context.get(), 0, std::chrono::system_clock::to_time_t(at));
    return X509_verify_cert(context.get()) == 1;
}

TEST(Signing, IsTheSameEachTime) {
    EXPECT_EQ(private_key("a"), private_key("a"));
    EXPECT_NE(private_key("a"), private_key("b"));
    EXPECT_EQ(certify_authority(ca, private_key("a")), certify_authority(ca, private_key("a")));
}

TEST(Signing, MakesChainsThatHold) {
    const auto key = private_key("ca");
    const auto authority = certify_authority(ca, key);
    const auto certificate = certify(user, private_key("user"), ca.name, key);
    EXPECT_TRUE(verifies(certificate, authority, now + std::chrono::hours(1)));
    EXPECT_FALSE(verifies(certificate, authority, now + std::chrono::hours(48))) << "it has ended";
    EXPECT_FALSE(verifies(certificate, certify_authority(ca, private_key("other")), now + std::chrono::hours(1)));
}

TEST(Signing, RefusesWhatIsNoKey) {
    EXPECT_EQ(certify_authority(ca, "no key"), "");
    EXPECT_EQ(certify(user, private_key("user"), ca.name, ""), "");
}

}  // namespace
}  // namespace nexa::sandbox
