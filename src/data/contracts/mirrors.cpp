#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

const json::array& mirrors_of(const json::object& mirror_maker) {
    static const json::array none;
    const auto* mirrors = list_at(mirror_maker, {"spec", "mirrors"});
    return mirrors == nullptr ? none : *mirrors;
}

/// v1beta2 lists all clusters in one place and refers to them by alias.
bool has_cluster_list(const json::object& mirror_maker) {
    return list_at(mirror_maker, {"spec", "clusters"}) != nullptr;
}

Hits first_mirror_maker(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (!is_since(strimzi, "0.46.0")) return {};
    return {{.pointer = "/kind",
             .message = fmt::format("{} has no MirrorMaker 1 any more: it ended with Strimzi 0.45", operator_on_cluster(input, *strimzi)),
             .fix = "Send a KafkaMirrorMaker2; with the identity replication policy topics keep their names."}};
}

Hits first_mirror_maker_ends(const Input& input) {
    if (!is_before(input.operator_named("strimzi"), "0.46.0")) return {};
    return {
        {.pointer = "/kind",
         .message = "MirrorMaker 1 ends with Strimzi 0.45 and Kafka 3.9: this resource must be replaced before the next upgrade of Strimzi",
         .fix = "Move to KafkaMirrorMaker2."}};
}

Hits aliases_distinct(const Input& input) {
    std::vector<std::pair<std::string, std::string_view>> aliases;
    if (has_cluster_list(input.desired)) {
        std::size_t at = 0;
        for (const auto& each : *list_at(input.desired, {"spec", "clusters"})) {
            if (each.is_object()) aliases.emplace_back(fmt::format("/spec/clusters/{}/alias", at), text_at(each.get_object(), {"alias"}));
            ++at;
        }
    } else {
        aliases.emplace_back("/spec/target/alias", text_at(input.desired, {"spec", "target", "alias"}));
        std::size_t at = 0;
        for (const auto& each : mirrors_of(input.desired)) {
            if (each.is_object())
                aliases.emplace_back(fmt::format("/spec/mirrors/{}/source/alias", at), text_at(each.get_object(), {"source", "alias"}));
            ++at;
        }
    }
    Hits hits;
    std::set<std::string_view> seen;
    for (const auto& [pointer, alias] : aliases) {
        if (alias.empty() || seen.insert(alias).second) continue;
        hits.push_back({.pointer = pointer,
                        .message = fmt::format("two clusters have the alias {}: connectors and mirrored topics are named after it", alias),
                        .fix = "Give each cluster an alias of its own."});
    }
    return hits;
}

Hits aliases_known(const Input& input) {
    if (!has_cluster_list(input.desired)) return {};
    std::set<std::string_view> known;
    for (const auto& each : *list_at(input.desired, {"spec", "clusters"})) {
        if (each.is_object()) known.insert(text_at(each.get_object(), {"alias"}));
    }
    Hits hits;
    const auto target = text_at(input.desired, {"spec", "connectCluster"});
    const auto expect = [&](std::string pointer, std::string_view alias) {
        if (alias.empty() || known.contains(alias)) return;
        hits.push_back({.pointer = std::move(pointer),
                        .message = fmt::format("no cluster of spec.clusters has the alias {}", alias),
                        .fix = "Add the cluster to spec.clusters, or use the alias of one that is there."});
    };
    expect("/spec/connectCluster", target);
    std::size_t at = 0;
    for (const auto& each : mirrors_of(input.desired)) {
        const auto pointer = fmt::format("/spec/mirrors/{}", at++);
        if (!each.is_object()) continue;
        expect(pointer + "/sourceCluster", text_at(each.get_object(), {"sourceCluster"}));
        const auto to = text_at(each.get_object(), {"targetCluster"});
        expect(pointer + "/targetCluster", to);
        if (to.empty() || target.empty() || to == target) continue;
        hits.push_back({.pointer = pointer + "/targetCluster",
                        .message = fmt::format("the target of a mirror must be spec.connectCluster ({}), not {}", target, to),
                        .fix = fmt::format("Set targetCluster to {}, or make a second KafkaMirrorMaker2 for {}.", target, to),
                        .remedy = remedies::set(input.desired, pointer + "/targetCluster", target)});
    }
    return hits;
}

Hits nothing_mirrored(const Input& input) {
    if (!mirrors_of(input.desired).empty()) return {};
    return {{.pointer = "/spec/mirrors",
             .message = "without mirrors nothing is copied",
             .fix = "Add a mirror with its source, topicsPattern and groupsPattern."}};
}

Hits mirror_rolls(const Input& input) {
    const auto entries = changes(input);
    const bool workers = std::ranges::any_of(entries, [](const DiffEntry& each) {
        return is_below(each.pointer, "/spec") && !is_below(each.pointer, "/spec/mirrors") && !is_below(each.pointer, "/spec/replicas");
    });
    if (!workers && !is_changed(entries, "/spec/mirrors")) return {};
    return {
        {.pointer = workers ? "/spec" : "/spec/mirrors",
         .message = workers
                        ? fmt::format(
                              "restarts the {} workers of {}, one after another; copying stands still for moments and goes on where it was",
                              integer_at(input.desired, {"spec", "replicas"}).value_or(1), input.name())
                        : fmt::format("restarts the connectors of {} that change; copying goes on where it was", input.name())}};
}

Hits mirror_deleted(const Input& input) {
    return {{.pointer = "",
             .message = fmt::format("copying by {} ends. What was copied stays on the target; its offsets stay in Kafka's internal topics",
                                    input.name())}};
}

constexpr std::string_view first[] = {"KafkaMirrorMaker"};
constexpr std::string_view second[] = {"KafkaMirrorMaker2"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "mirror-maker-1",
     .title = "MirrorMaker 1 is gone",
     .kinds = first,
     .explanation = "Apache Kafka 4.0 and Strimzi 0.46 removed it.",
     .source = "Strimzi 0.46 release notes",
     .check = first_mirror_maker},
    {.id = "mirror-aliases",
     .title = "Clusters of a mirror have aliases of their own",
     .kinds = second,
     .explanation = "The alias is part of the names of connectors, and of topics unless the identity replication policy is used.",
     .source = "Strimzi: KafkaMirrorMaker2",
     .check = aliases_distinct},
    {.id = "mirror-alias-known",
     .title = "Mirrors refer to clusters that are described",
     .kinds = second,
     .explanation = "Workers run beside the target: it must be the cluster that Connect uses.",
     .source = "Strimzi: KafkaMirrorMaker2 of v1beta2, connectCluster",
     .check = aliases_known},
    {.id = "mirror-maker-1-ends",
     .title = "MirrorMaker 1 ends here",
     .type = Type::warning,
     .kinds = first,
     .explanation = "Apache Kafka 4.0 and Strimzi 0.46 removed it.",
     .source = "Strimzi 0.46 release notes",
     .check = first_mirror_maker_ends},
    {.id = "mirror-empty",
     .title = "A mirror copies something",
     .type = Type::warning,
     .kinds = second,
     .explanation = "Workers without mirrors run no connectors.",
     .source = "Strimzi: KafkaMirrorMaker2",
     .check = nothing_mirrored},
    {.id = "mirror-rolls",
     .title = "Copying starts anew",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = second,
     .explanation = "MirrorMaker 2 is a Connect cluster: other settings of the workers restart them, other mirrors their connectors.",
     .source = "Strimzi: KafkaMirrorMaker2",
     .check = mirror_rolls},
    {.id = "mirror-delete",
     .title = "Copying ends",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = second,
     .explanation = "The workers are deleted; topics and offsets are not theirs.",
     .source = "Strimzi: KafkaMirrorMaker2",
     .on_removal = true,
     .check = mirror_deleted},
};

}  // namespace

std::span<const Rule> mirror_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
