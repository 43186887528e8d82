#include "data/contracts/contract.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/contracts/rules.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"

namespace nexa::contracts {
namespace {

bool applies(const Rule& rule, std::string_view kind) {
    return rule.kinds.empty() ? find_kind(kind) != nullptr : std::ranges::find(rule.kinds, kind) != rule.kinds.end();
}

/// The object without what pauses or suspends it.
json::value without_pause(const json::object& object) {
    json::object copy = object;
    if (auto* metadata = copy.contains("metadata") ? copy["metadata"].if_object() : nullptr) {
        if (auto* annotations = metadata->contains("annotations") ? (*metadata)["annotations"].if_object() : nullptr) {
            annotations->erase("strimzi.io/pause-reconciliation");
            if (annotations->empty()) metadata->erase("annotations");
        }
    }
    if (auto* spec = copy.contains("spec") ? copy["spec"].if_object() : nullptr) {
        spec->erase("suspend");
        if (text_at(object, {"kind"}) == "KafkaConnector") {
            spec->erase("state");
            spec->erase("pause");
        }
    }
    return copy;
}

/// True for a change that only pauses, resumes or suspends, or does nothing at all.
bool only_pauses(const Input& input) {
    if (input.current != nullptr) return diff(without_pause(*input.current), without_pause(input.desired)).empty();
    return input.observed != nullptr && drift(without_pause(input.desired), without_pause(*input.observed)).empty();
}

std::vector<Finding> run(const Input& input) {
    std::vector<Finding> findings;
    const auto kind = input.kind();
    for (const auto& rule : rules()) {
        if (rule.on_removal != input.removal || !applies(rule, kind)) continue;
        for (auto& hit : rule.check(input)) {
            findings.push_back({.type = rule.type,
                                .rule = std::string(rule.id),
                                .title = std::string(rule.title),
                                .pointer = std::move(hit.pointer),
                                .message = std::move(hit.message),
                                .fix = std::move(hit.fix),
                                .source = std::string(rule.source),
                                .gravity = rule.gravity,
                                .remedy = std::move(hit.remedy)});
        }
    }
    return findings;
}

}  // namespace

std::string_view Input::kind() const noexcept {
    return text_at(desired, {"kind"});
}
std::string_view Input::name() const noexcept {
    return text_at(desired, {"metadata", "name"});
}
std::string_view Input::name_space() const noexcept {
    return text_at(desired, {"metadata", "namespace"});
}

std::vector<json::object> Input::query(const Query& query) const {
    return related ? related(query) : std::vector<json::object>();
}

bool Input::knows(std::string_view other_kind) const {
    return related && facts.served.contains(std::string(other_kind));
}

const Rule* find_rule(std::string_view id) noexcept {
    const auto found = std::ranges::find(rules(), id, &Rule::id);
    return found == rules().end() ? nullptr : &*found;
}

std::vector<Finding> evaluate(const Input& input) {
    auto all = run(input);
    const bool has_violation = std::ranges::any_of(all, [](const Finding& each) { return each.type == Finding::Type::violation; });
    const bool forgive = has_violation && !input.removal && only_pauses(input);
    std::vector<Finding> findings;
    findings.reserve(all.size());
    for (const auto type : {Finding::Type::violation, Finding::Type::warning, Finding::Type::effect}) {
        for (auto& finding : all) {
            if (forgive && finding.type == Finding::Type::violation) finding.type = Finding::Type::warning;
            if (finding.type == type) findings.push_back(std::move(finding));
        }
    }
    return findings;
}

std::vector<Issue> to_issues(std::span<const Finding> findings) {
    std::vector<Issue> issues;
    for (const auto& finding : findings) {
        if (finding.type != Finding::Type::violation) continue;
        auto message = finding.fix.empty() ? finding.message : fmt::format("{}. {}", finding.message, finding.fix);
        issues.push_back({.pointer = finding.pointer, .message = std::move(message), .rule = finding.rule});
    }
    return issues;
}

}  // namespace nexa::contracts
