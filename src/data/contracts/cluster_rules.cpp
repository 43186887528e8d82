#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "data/contracts/rules.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"

namespace nexa::contracts {
namespace {

/// The names that people know the operators by.
std::string_view display_name(std::string_view operator_name) {
    return operator_name == "strimzi" ? "Strimzi" : "the Spark operator";
}

/// "Strimzi 0.45.2" when an operator of that name was found, else its name.
std::string with_version(const Input& input, std::string_view operator_name) {
    const auto found = std::ranges::find(input.facts.operators, operator_name, &OperatorInfo::name);
    if (found == input.facts.operators.end() || found->version.empty()) return std::string(display_name(operator_name));
    return fmt::format("{} {}", display_name(operator_name), found->version);
}

}  // namespace

Hits api_version_served(const Input& input) {
    const auto* kind = find_kind(input.kind());
    // A cluster that could not be asked yet serves nothing that is known; the apply will tell.
    if (kind == nullptr || input.facts.served.empty()) return {};
    const auto [group, version] = split_api_version(text_at(input.desired, {"apiVersion"}));
    const auto served = input.facts.served.find(std::string(kind->ref.kind));
    if (served == input.facts.served.end() || served->second.empty()) {
        return {{.pointer = "/kind",
                 .message = fmt::format("cluster {} does not serve {}: {} with that kind is not installed", input.facts.cluster,
                                        kind->ref.kind, display_name(kind->operator_name)),
                 .fix = fmt::format("Install {} on cluster {}, or send it to a cluster that has it.", display_name(kind->operator_name),
                                    input.facts.cluster)}};
    }
    if (std::ranges::find(served->second, version) != served->second.end()) return {};
    const auto to_send = served_version(*kind, input.facts);
    auto fix = to_send.empty() ? fmt::format("Nexa handles {} in {} only.", kind->ref.kind, fmt::join(kind->ref.versions, ", "))
                               : fmt::format("Send apiVersion: {}/{}, with the fields of that version.", group, to_send);
    return {{.pointer = "/apiVersion",
             .message = fmt::format("{}/{} is not served for {} by {} on cluster {} (served: {})", group, version, kind->ref.kind,
                                    with_version(input, kind->operator_name), input.facts.cluster, fmt::join(served->second, ", ")),
             .fix = std::move(fix)}};
}

Hits api_version_deprecated(const Input& input) {
    const auto served = input.facts.served.find(std::string(input.kind()));
    if (served == input.facts.served.end() || split_api_version(text_at(input.desired, {"apiVersion"})).version != "v1beta2") return {};
    if (std::ranges::find(served->second, "v1") == served->second.end()) return {};
    return {{.pointer = "/apiVersion",
             .message = fmt::format("kafka.strimzi.io/v1beta2 is deprecated in {} on cluster {} and gone from Strimzi 1.0.0 on",
                                    with_version(input, "strimzi"), input.facts.cluster),
             .fix = "Send apiVersion: kafka.strimzi.io/v1."}};
}

Hits operator_watches_namespace(const Input& input) {
    const auto* kind = find_kind(input.kind());
    if (kind == nullptr || input.operator_named(kind->operator_name) != nullptr) return {};
    std::vector<std::string> watched;
    for (const auto& each : input.facts.operators) {
        if (each.name == kind->operator_name) watched.insert(watched.end(), each.watched_namespaces.begin(), each.watched_namespaces.end());
    }
    if (watched.empty()) return {};
    return {{.pointer = "/metadata/namespace",
             .message = fmt::format("{} on cluster {} does not watch namespace {} (watched: {}): nothing would happen",
                                    display_name(kind->operator_name), input.facts.cluster, input.name_space(), fmt::join(watched, ", ")),
             .fix = "Use one of the watched namespaces, or let the operator watch this one."}};
}

Hits operator_found(const Input& input) {
    const auto* kind = find_kind(input.kind());
    if (kind == nullptr || input.facts.served.empty()) return {};
    const bool found =
        std::ranges::any_of(input.facts.operators, [&](const OperatorInfo& each) { return each.name == kind->operator_name; });
    if (found) return {};
    return {{.pointer = "",
             .message = fmt::format("{} was not found on cluster {}: versions can't be checked, and it may be that nothing happens",
                                    display_name(kind->operator_name), input.facts.cluster),
             .fix = "See that the operator is installed, and that Nexa's account may list Deployments."}};
}

}  // namespace nexa::contracts
