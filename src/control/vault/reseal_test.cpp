#include "control/vault/reseal.hpp"

#include "control/clusters/cluster_registry.hpp"
#include "control/test_fixture.hpp"
#include "store/clusters.hpp"
#include "store/signing_keys.hpp"

namespace nexa::control {
namespace {

class Reseal : public ApiTest {
protected:
    Endpoints endpoints() override { return {}; }

    /// A cluster and a signing key, sealed by that vault.
    void plant(const Vault& vault) {
        cluster_.id = Id<Cluster>::make();
        cluster_.name = "prod";
        write([&](store::Tx& tx) -> Result<bool> {
            store::clusters::insert(tx, cluster_, vault.seal(Secret("kubeconfig"), credential_place(cluster_.id)), clock.now());
            store::signing_keys::insert(tx, {"key-1", vault.seal(Secret("jwk"), signing_key_place("key-1")), clock.now()});
            return true;
        });
    }
    struct Stored {
        store::clusters::Credentials credentials;
        std::string key;
    };
    Stored stored() {
        return database
            ->read_blocking([&](store::Tx& tx) -> Result<Stored> {
                return Stored{*store::clusters::credentials(tx, cluster_.id), store::signing_keys::active(tx).at(0).sealed_key};
            })
            .value();
    }

    Cluster cluster_;
    const Secret old_key_ = make_master_key();
    const Secret new_key_ = make_master_key();
};

TEST_F(Reseal, PutsEverythingUnderThePresentKey) {
    plant(*Vault::open({old_key_}));
    const auto before = stored();
    EXPECT_EQ(reseal_stale(*database, *Vault::open({new_key_, old_key_})), 2U);
    // From now on the present key is enough, and the old one opens nothing.
    const auto vault = *Vault::open({new_key_});
    const auto after = stored();
    EXPECT_EQ(vault.unseal(after.credentials.sealed, credential_place(cluster_.id))->reveal(), "kubeconfig");
    EXPECT_EQ(vault.unseal(after.key, signing_key_place("key-1"))->reveal(), "jwk");
    EXPECT_FALSE(Vault::open({old_key_})->unseal(after.credentials.sealed, credential_place(cluster_.id)));
    // The kubeconfig is the same one: nobody need connect anew.
    EXPECT_EQ(after.credentials.updated_at, before.credentials.updated_at);
    EXPECT_EQ(reseal_stale(*database, vault), 0U);
}

TEST_F(Reseal, LeavesEverythingWhenOneValueCannotBeOpened) {
    plant(*Vault::open({old_key_}));
    const auto before = stored();
    const auto failed = reseal_stale(*database, *Vault::open({new_key_}));
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("NEXA_MASTER_KEY_PREVIOUS"), std::string::npos);
    EXPECT_EQ(stored().credentials.sealed, before.credentials.sealed);
    EXPECT_EQ(stored().key, before.key);
}

}  // namespace
}  // namespace nexa::control
