#include "http/certificate.hpp"

#include <gmock/gmock.h>

#include "http/test_certificates.hpp"

namespace nexa::http {
namespace {

using testing::IsEmpty;

TEST(Certificates, TellWhenTheyExpire) {
    const auto before = std::chrono::floor<std::chrono::seconds>(system_clock().now());
    const auto day = test::make_certificate({.not_after = std::chrono::hours(24)});
    const auto month = test::make_certificate({.not_after = std::chrono::hours(24 * 30)});
    const auto found = certificate_expiries("# a chain\n" + day.certificate_pem + day.key_pem + month.certificate_pem);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_GE(found[0], before + std::chrono::hours(24));
    EXPECT_LE(found[0], before + std::chrono::hours(24) + std::chrono::minutes(1));
    EXPECT_GE(found[1], before + std::chrono::hours(24 * 30));
}

TEST(Certificates, AreOnlyWhatIsOne) {
    for (const auto* text : {"", "no PEM", "-----BEGIN CERTIFICATE-----\nbm90IGFuIFguNTA5\n-----END CERTIFICATE-----\n"})
        EXPECT_THAT(certificate_expiries(text), IsEmpty()) << text;
}

}  // namespace
}  // namespace nexa::http
