#include "control/policy/policies.hpp"

#include <fmt/format.h>

#include "control/policy/judge.hpp"
#include "control/policy/policy_wire.hpp"
#include "store/policies.hpp"
#include "wire/decode.hpp"

namespace nexa::control {

std::vector<Finding> policy_findings(store::Tx& tx, const ResourceKey& key, const json::object& desired) {
    const auto stored = store::policies::find(tx, key.cluster, key.name_space);
    if (!stored) return {};
    const auto policy = wire::decode_text<NamespacePolicy>(stored->document);
    if (policy) return policy_violations(*policy, key.kind, desired);
    Finding finding;
    finding.rule = fmt::format("{}unreadable", policy_rule_prefix);
    finding.title = "The namespace's policy can't be read";
    finding.message = fmt::format("the policy of {} / {} can't be read, so that nothing is allowed there", key.cluster, key.name_space);
    finding.fix = "Ask someone with policies:write to set the policy anew.";
    finding.source = "Namespace policy";
    return {finding};
}

std::optional<std::string> policy_objection(store::Tx& tx, const ResourceKey& key, const json::object& desired) {
    const auto findings = policy_findings(tx, key, desired);
    if (findings.empty()) return std::nullopt;
    std::string text = "the namespace's policy forbids it: ";
    for (std::size_t at = 0; at < findings.size(); ++at)
        text += fmt::format("{}{}: {}", at > 0 ? "; " : "", findings[at].pointer, findings[at].message);
    return text;
}

}  // namespace nexa::control
