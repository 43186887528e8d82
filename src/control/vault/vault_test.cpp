#include "control/vault/vault.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

TEST(Vault, OpensWhatItSealedAndOnlyInItsPlace) {
    const auto vault = *Vault::open({make_master_key()});
    const std::string sealed = vault.seal(Secret("apiVersion: v1"), "cluster_credentials/1");
    EXPECT_EQ(sealed.find("apiVersion"), std::string::npos);
    ASSERT_TRUE(vault.unseal(sealed, "cluster_credentials/1"));
    EXPECT_EQ(vault.unseal(sealed, "cluster_credentials/1")->reveal(), "apiVersion: v1");
    EXPECT_EQ(vault.unseal(sealed, "cluster_credentials/2").error().code, ErrorCode::invalid);
    EXPECT_NE(sealed, vault.seal(Secret("apiVersion: v1"), "cluster_credentials/1"));
}

TEST(Vault, NoticesEveryAlteredCharacter) {
    const auto vault = *Vault::open({make_master_key()});
    const std::string sealed = vault.seal(Secret("x"), "p");
    for (std::size_t at = 0; at + 1 < sealed.size(); ++at) {
        std::string altered = sealed;
        altered[at] = altered[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(vault.unseal(altered, "p")) << at;
    }
    EXPECT_FALSE(vault.unseal(sealed.substr(0, sealed.size() / 2), "p"));
    EXPECT_FALSE(vault.unseal("", "p"));
}

TEST(Vault, RotatesAndNamesTheMissingKey) {
    const Secret old_key = make_master_key();
    const Secret new_key = make_master_key();
    const std::string sealed = Vault::open({old_key})->seal(Secret("x"), "p");
    const auto rotated = *Vault::open({new_key, old_key});
    EXPECT_TRUE(rotated.is_stale(sealed));
    EXPECT_EQ(rotated.unseal(sealed, "p")->reveal(), "x");
    EXPECT_FALSE(rotated.is_stale(rotated.seal(Secret("x"), "p")));
    const auto missing = Vault::open({new_key})->unseal(sealed, "p");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("NEXA_MASTER_KEY"), std::string::npos);
}

TEST(Vault, RefusesOtherKeys) {
    for (const auto* text : {"", "short", "AAAA", "not base64!"}) EXPECT_FALSE(Vault::open({Secret(text)})) << text;
    EXPECT_FALSE(Vault::open({}));
}

}  // namespace
}  // namespace nexa::control
