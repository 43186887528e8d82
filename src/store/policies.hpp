#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/database.hpp"

namespace nexa::store {

/// A namespace policy as stored: the document is the control plane's own.
struct StoredPolicy {
    std::string cluster;
    std::string name_space;
    std::string document;  ///< JSON
    std::int64_t version = 1;
    Time created_at;
};

namespace policies {

std::vector<StoredPolicy> all(Tx& tx);
std::optional<StoredPolicy> find(Tx& tx, const std::string& cluster, const std::string& name_space);
/// Makes it (version 1) or replaces its document (the version grows). Errors (as an exception of the database: conflict) when another
/// made it at the same moment.
StoredPolicy put(Tx& tx, const std::string& cluster, const std::string& name_space, const std::string& document, Time now);
bool remove(Tx& tx, const std::string& cluster, const std::string& name_space);

}  // namespace policies
}  // namespace nexa::store
