#include "control/vault/reseal.hpp"

#include <functional>
#include <vector>

#include <fmt/format.h>

#include "control/clusters/cluster_registry.hpp"
#include "store/clusters.hpp"
#include "store/database.hpp"
#include "store/signing_keys.hpp"

namespace nexa::control {
namespace {

/// A sealed value, what it is bound to, and how another takes its place.
struct Sealed {
    std::string text;
    std::string place;
    std::function<bool(store::Tx&, const std::string& before, const std::string& after)> replace;
};

std::vector<Sealed> all_of(store::Tx& tx) {
    std::vector<Sealed> found;
    for (const auto& cluster : store::clusters::all(tx)) {
        auto credentials = store::clusters::credentials(tx, cluster.id);
        if (!credentials) continue;
        found.push_back({std::move(credentials->sealed), credential_place(cluster.id),
                         [id = cluster.id](store::Tx& in, const std::string& before, const std::string& after) {
                             return store::clusters::reseal(in, id, before, after);
                         }});
    }
    for (const auto& key : store::signing_keys::active(tx)) {
        found.push_back({key.sealed_key, signing_key_place(key.kid),
                         [kid = key.kid](store::Tx& in, const std::string& before, const std::string& after) {
                             return store::signing_keys::reseal(in, kid, before, after);
                         }});
    }
    return found;
}

}  // namespace

std::string signing_key_place(std::string_view kid) {
    return fmt::format("signing_keys/{}", kid);
}

Result<std::size_t> reseal_stale(store::Database& database, const Vault& vault) {
    return database.write_blocking([&](store::Tx& tx) -> Result<std::size_t> {
        std::size_t count = 0;
        for (const auto& each : all_of(tx)) {
            if (!vault.is_stale(each.text)) continue;
            const auto opened = vault.unseal(each.text, each.place);
            if (!opened) return fail(opened.error());
            if (each.replace(tx, each.text, vault.seal(*opened, each.place))) ++count;
        }
        return count;
    });
}

}  // namespace nexa::control
