#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "model/finding.hpp"
#include "model/namespace_policy.hpp"

namespace nexa::control {

/// Rules of namespace policies begin with it ("policy-images"); contracts:override does not lift them.
inline constexpr std::string_view policy_rule_prefix = "policy-";

/// What of a desired manifest its namespace's policy forbids, as violations with pointers. Looks at every place where a manifest can name
/// an image, a service account, a volume, host access or a resource, pod templates and Spark's configuration included. Pure.
std::vector<Finding> policy_violations(const NamespacePolicy& policy, std::string_view kind, const json::object& desired);

/// '*' stands for any text, also with slashes; all else for itself. Pure.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace nexa::control
