#include "store/idempotency.hpp"

#include "store/tx.hpp"

namespace nexa::store::idempotency {

std::optional<StoredResponse> find(Tx& tx, Id<User> user, const std::string& key) {
    StoredResponse response;
    Sql sql(tx, "SELECT request_hash, status, response FROM idempotency_keys WHERE user_id = :a AND idempotency_key = :b");
    sql.in(user).in(key).out(response.request_hash).out(response.status).out(response.body);
    return sql.next() ? std::optional(response) : std::nullopt;
}

void insert(Tx& tx, Id<User> user, const std::string& key, const StoredResponse& response, Time now) {
    Sql(tx,
        "INSERT INTO idempotency_keys (user_id, idempotency_key, request_hash, status, response, created_at) VALUES (:a, :b, :c, :d, :e, "
        ":f)")
        .in(user)
        .in(key)
        .in(response.request_hash)
        .in(response.status)
        .in(response.body)
        .in(now)
        .run();
}

void purge(Tx& tx, Time before) {
    Sql(tx, "DELETE FROM idempotency_keys WHERE created_at < :a").in(before).run();
}

}  // namespace nexa::store::idempotency
