#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "store/database.hpp"

/// Who does what only one process may do at a time, such as watching a cluster. A lease that has passed may be taken by another; what the
/// former holder writes is refused all the same, because each write is conditional on the fencing number that a change of holder raises.
namespace nexa::store::leases {

/// Takes the lease, or prolongs it for its holder, until then. The fencing number; nothing while another holds it.
std::optional<std::int64_t> take(Tx& tx, const std::string& name, const std::string& owner, Time now, Time until);
/// True while it is held under that number. It can't change hands before the commit.
bool holds(Tx& tx, const std::string& name, const std::string& owner, std::int64_t fencing);
/// Gives it back, so that another need not wait; nothing when it is another's.
void release(Tx& tx, const std::string& name, const std::string& owner);
/// Forgets it, whoever holds it: what it stood for is gone.
void remove(Tx& tx, const std::string& name);

}  // namespace nexa::store::leases
