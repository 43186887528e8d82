#include "store/signing_keys.hpp"

#include "store/tx.hpp"

namespace nexa::store::signing_keys {

std::vector<StoredKey> active(Tx& tx) {
    StoredKey key;
    Sql sql(tx, "SELECT kid, sealed_key, created_at FROM signing_keys WHERE retired_at IS NULL ORDER BY created_at DESC");
    sql.out(key.kid).out(key.sealed_key).out(key.created_at);
    std::vector<StoredKey> found;
    while (sql.next()) found.push_back(key);
    return found;
}

void insert(Tx& tx, const StoredKey& key) {
    Sql(tx, "INSERT INTO signing_keys (kid, sealed_key, created_at, retired_at) VALUES (:a, :b, :c, NULL)")
        .in(key.kid)
        .in(key.sealed_key)
        .in(key.created_at)
        .run();
}

bool reseal(Tx& tx, const std::string& kid, const std::string& before, const std::string& after) {
    return Sql(tx, "UPDATE signing_keys SET sealed_key = :a WHERE kid = :b AND sealed_key = :c").in(after).in(kid).in(before).run() == 1;
}

void retire(Tx& tx, const std::string& kid, Time now) {
    Sql(tx, "UPDATE signing_keys SET retired_at = :a WHERE kid = :b").in(now).in(kid).run();
}

}  // namespace nexa::store::signing_keys
