#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "model/finding.hpp"
#include "model/resource_key.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// What the policy of the key's namespace, as stored now, forbids of a desired manifest; nothing where there is no policy. A policy that
/// can't be read forbids everything.
std::vector<Finding> policy_findings(store::Tx& tx, const ResourceKey& key, const json::object& desired);

/// The same for a worker that is about to apply: the violations in one line; nothing when there are none.
std::optional<std::string> policy_objection(store::Tx& tx, const ResourceKey& key, const json::object& desired);

}  // namespace nexa::control
