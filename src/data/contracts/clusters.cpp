#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/kafka/strimzi_releases.hpp"
#include "data/manifest.hpp"
#include "data/manifest_versions.hpp"
#include "data/object.hpp"
#include "data/remedies.hpp"
#include "data/version.hpp"

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

/// The manifest in another API version; nothing when something would be lost by it.
std::optional<Remedy> in_version(const Input& input, const Kind& kind, std::string_view version) {
    const auto translated = translate(input.desired, kind, version, operator_version(kind, input.facts, input.name_space()));
    if (!translated) return std::nullopt;
    return remedies::become(input.desired, translated->document, fmt::format("Change to {}/{}", kind.ref.group, version));
}

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
             .fix = std::move(fix),
             .remedy = to_send.empty() ? std::nullopt : in_version(input, *kind, to_send)}};
}

Hits api_version_deprecated(const Input& input) {
    const auto served = input.facts.served.find(std::string(input.kind()));
    if (served == input.facts.served.end() || split_api_version(text_at(input.desired, {"apiVersion"})).version != "v1beta2") return {};
    if (std::ranges::find(served->second, "v1") == served->second.end()) return {};
    return {{.pointer = "/apiVersion",
             .message = fmt::format("kafka.strimzi.io/v1beta2 is deprecated in {} on cluster {} and gone from Strimzi 1.0.0 on",
                                    with_version(input, "strimzi"), input.facts.cluster),
             .fix = "Send apiVersion: kafka.strimzi.io/v1.",
             .remedy = in_version(input, *find_kind(input.kind()), "v1")}};
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

Hits kubernetes_new_enough(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    const auto* release = strimzi == nullptr ? nullptr : strimzi::find_release(strimzi->version);
    const std::string_view kubernetes = input.facts.kubernetes_version;
    if (release == nullptr || !is_version(kubernetes) || compare_versions(kubernetes, release->min_kubernetes) >= 0) return {};
    return {{.pointer = "",
             .message = fmt::format("{} needs Kubernetes {} or newer, and the cluster runs {}", operator_on_cluster(input, *strimzi),
                                    release->min_kubernetes, kubernetes),
             .fix = "Upgrade Kubernetes, or go back to a Strimzi release that supports it."}};
}

constexpr std::string_view strimzi_kinds[] = {"Kafka",          "KafkaNodePool",     "KafkaTopic",  "KafkaUser",     "KafkaConnect",
                                              "KafkaConnector", "KafkaMirrorMaker2", "KafkaBridge", "KafkaRebalance"};

constexpr Rule rows[] = {
    {.id = "api-version-served",
     .title = "API version is served by the cluster",
     .kinds = {},
     .explanation = "Strimzi up to 0.48 serves v1beta2 only, 0.49 to 0.51 v1beta2 and v1, from 1.0.0 on v1 only. An apiserver refuses what "
                    "it does not serve.",
     .source = "The CRDs of each operator release; discovery of the cluster",
     .check = api_version_served},
    {.id = "operator-watches-namespace",
     .title = "An operator watches the namespace",
     .kinds = {},
     .explanation = "An operator that watches some namespaces only never sees a resource in another one: it would stay as it is for ever, "
                    "without an error.",
     .source = "Strimzi: STRIMZI_NAMESPACE; Spark operator: --namespaces",
     .check = operator_watches_namespace},
    {.id = "api-version-deprecated",
     .title = "API version is deprecated",
     .type = Finding::Type::warning,
     .kinds = strimzi_kinds,
     .explanation = "Where both versions are served, v1beta2 is on its way out: Strimzi 1.0.0 serves only v1.",
     .source = "Strimzi 0.49 release notes",
     .check = api_version_deprecated},
    {.id = "operator-found",
     .title = "The operator was found on the cluster",
     .type = Finding::Type::warning,
     .kinds = {},
     .explanation = "The kind is served, but no operator for it was found, so that nothing can be said of versions.",
     .source = "Discovery of the cluster",
     .check = operator_found},
    {.id = "kubernetes-version",
     .title = "Kubernetes is new enough for the operator",
     .type = Finding::Type::warning,
     .kinds = strimzi_kinds,
     .explanation =
         "Each Strimzi release names the oldest Kubernetes that it is made for: 1.25 up to 0.47, 1.27 up to 0.50, 1.30 from 0.51 on.",
     .source = "Strimzi: supported versions",
     .check = kubernetes_new_enough},
};

}  // namespace

std::span<const Rule> cluster_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
