#include "data/sandbox/operators/signing.hpp"

#include <gtest/gtest.h>

#include "data/sandbox/operators/signing_test.hpp"

namespace nexa::sandbox {
namespace {

const Time now(std::chrono::seconds(1'767'225'600));
const CertificateWish ca{"clients-ca v0", 1, now, now + std::chrono::hours(24 * 365)};
const CertificateWish user{"checkout", 2, now, now + std::chrono::hours(24)};

using test::verifies;

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

TEST(Signing, TakesAuthoritiesOfOtherTypesThatUsersBring) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> rsa(EVP_RSA_gen(2048), EVP_PKEY_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> written(BIO_new(BIO_s_mem()), BIO_free);
    ASSERT_EQ(PEM_write_bio_PrivateKey(written.get(), rsa.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(written.get(), &data);
    const std::string key(data, static_cast<std::size_t>(size));
    const auto certificate = certify(user, private_key("user"), ca.name, key);
    EXPECT_TRUE(verifies(certificate, certify_authority(ca, key), now + std::chrono::hours(1)));
}

TEST(Signing, RefusesWhatIsNoKey) {
    EXPECT_EQ(certify_authority(ca, "no key"), "");
    EXPECT_EQ(certify(user, private_key("user"), ca.name, ""), "");
}

}  // namespace
}  // namespace nexa::sandbox
