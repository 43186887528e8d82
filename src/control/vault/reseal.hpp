#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "control/vault/vault.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// What a sealed signing key is bound to.
std::string signing_key_place(std::string_view kid);

/// Seals what an older master key sealed (kubeconfigs, signing keys) under the present one, so that the older one can be taken away. How
/// many there were. Each is conditional on what was there, so that several processes may do it at once. Blocks: for the start.
/// Errors: unavailable (a master key that is not configured; the database), invalid (a value that does not open).
Result<std::size_t> reseal_stale(store::Database& database, const Vault& vault);

}  // namespace nexa::control
