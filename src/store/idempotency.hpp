#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/user.hpp"
#include "store/database.hpp"

namespace nexa::store {

/// The answer that was given to a request with an Idempotency-Key.
struct StoredResponse {
    std::string request_hash;  ///< Of method, path and body: the same key for another request is a mistake.
    int status = 0;
    std::string body;
};

/// Kept for 24 hours, written in the transaction of the change itself.
namespace idempotency {

std::optional<StoredResponse> find(Tx& tx, Id<User> user, const std::string& key);
/// Errors (as an exception of the database: conflict) when the key is taken: somebody was quicker with the same one.
void insert(Tx& tx, Id<User> user, const std::string& key, const StoredResponse& response, Time now);
void purge(Tx& tx, Time before);

}  // namespace idempotency
}  // namespace nexa::store
