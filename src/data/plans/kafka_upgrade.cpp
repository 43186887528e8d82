#include <algorithm>
#include <ranges>

#include "data/kafka/strimzi_releases.hpp"
#include "data/object.hpp"
#include "data/plans/rows.hpp"
#include "data/version.hpp"

namespace nexa::plans {
namespace {

/// A Kafka cluster as it stands.
struct Cluster {
    ResourceKey key;
    json::object live;
    const OperatorInfo* strimzi = nullptr;
    std::string version;   ///< That runs.
    std::string metadata;  ///< That is in use.
    std::vector<std::string> newer;
    bool is_supported = true;  ///< What runs, by the operator.
};

std::optional<std::string> minor_of(std::string_view version) {
    const auto first = version.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    return std::string(version.substr(0, version.find('.', first + 1)));
}

Result<Cluster> look_at(const Request& request) {
    Cluster cluster;
    cluster.key = *request.target;
    auto live = request.world.observed(cluster.key);
    if (!live) return fail(ErrorCode::not_found, fmt::format("there is no Kafka {}", cluster.key.name));
    cluster.live = std::move(*live);
    const auto* facts = request.world.facts(cluster.key.cluster);
    if (facts == nullptr)
        return fail(ErrorCode::conflict, fmt::format("nothing is known of cluster {} at the moment", cluster.key.cluster));
    cluster.strimzi = facts->operator_for("strimzi", cluster.key.name_space);
    if (cluster.strimzi == nullptr)
        return fail(ErrorCode::conflict, fmt::format("no Strimzi operator watches namespace {}", cluster.key.name_space));
    if (object_at(cluster.live, {"spec", "zookeeper"}) != nullptr)
        return fail(ErrorCode::conflict, "it runs with ZooKeeper: it has to move to KRaft before, by Strimzi's migration annotation");
    cluster.version = text_at(cluster.live, {"status", "kafkaVersion"});
    cluster.metadata = text_at(cluster.live, {"status", "kafkaMetadataVersion"});
    if (cluster.version.empty() || cluster.metadata.empty())
        return fail(ErrorCode::conflict, "the operator has not yet said which version runs");
    const auto supported = strimzi::supported_kafka(cluster.strimzi->version, cluster.strimzi->kafka_versions);
    cluster.is_supported = std::ranges::find(supported, cluster.version) != supported.end();
    for (const auto& each : supported) {
        if (compare_versions(each, cluster.version) > 0) cluster.newer.push_back(each);
    }
    if (cluster.newer.empty()) {
        return fail(ErrorCode::conflict, fmt::format("Kafka {} is the newest that Strimzi {} runs; newer ones come with a newer operator",
                                                     cluster.version, cluster.strimzi->version));
    }
    return cluster;
}

std::optional<std::string> objection(const Request& request) {
    const auto cluster = look_at(request);
    return cluster ? std::nullopt : std::optional(cluster.error().message);
}

std::vector<Choice> versions(const Request& request) {
    std::vector<Choice> choices;
    const auto cluster = look_at(request);
    if (!cluster) return choices;
    for (const auto& each : cluster->newer | std::views::reverse) choices.push_back({each, each == cluster->newer.back() ? "newest" : ""});
    return choices;
}

std::string newest(const Request& request) {
    const auto cluster = look_at(request);
    return cluster ? cluster->newer.back() : std::string();
}

/// The metadata version that a Kafka version comes with.
std::string metadata_of(const OperatorInfo& strimzi, std::string_view version) {
    const auto* release = strimzi::find_release(strimzi.version);
    const auto* known = release == nullptr ? nullptr : release->find_kafka(version);
    return known == nullptr ? minor_of(version).value_or(std::string(version)) : std::string(known->metadata_version);
}

/// The versions to go through: the newest of each minor release on the way, when every one is to be seen running.
std::vector<std::string> way_to(const Cluster& cluster, const std::string& version, bool each_minor) {
    std::vector<std::string> way;
    if (each_minor) {
        for (const auto& each : cluster.newer) {
            if (compare_versions(each, version) >= 0 || minor_of(each) == minor_of(version) || minor_of(each) == minor_of(cluster.version))
                continue;
            if (!way.empty() && minor_of(way.back()) == minor_of(each)) way.pop_back();
            way.push_back(each);
        }
    }
    way.push_back(version);
    return way;
}

Result<Draft> make(const Request& request) {
    const auto found = look_at(request);
    if (!found) return fail(found.error());
    const Cluster& cluster = *found;
    const std::string version(request.text("version"));
    const std::string metadata =
        request.text("metadata_version").empty() ? metadata_of(*cluster.strimzi, version) : std::string(request.text("metadata_version"));
    if (compare_versions(metadata, version) > 0) {
        return fail(ErrorCode::invalid, "the plan can't be made of this",
                    {{"/parameters/metadata_version", fmt::format("must not be above Kafka {}", version), {}}});
    }
    if (compare_versions(metadata, cluster.metadata) < 0) {
        return fail(ErrorCode::invalid, "the plan can't be made of this",
                    {{"/parameters/metadata_version",
                      fmt::format("must not be below {}, which is in use: a metadata version can't be lowered", cluster.metadata),
                      {}}});
    }

    Draft draft;
    draft.title = fmt::format("Upgrade {} from Kafka {} to {}", cluster.key.name, cluster.version, version);
    Steps steps(draft);
    if (cluster.is_supported) {
        steps.check(cluster.key, "is-healthy", fmt::format("{} is healthy before", cluster.key.name), {}, std::chrono::minutes(10))
            .explanation = "An upgrade restarts every node; one that is not well before is not begun.";
    } else {
        // It can't be healthy before: the operator leaves it alone for its version.
        draft.notes.push_back(
            fmt::format("Strimzi {} does not run Kafka {} any more, so that {} is not reconciled until its version is changed",
                        cluster.strimzi->version, cluster.version, cluster.key.name));
    }
    steps.adopt_if_needed(cluster.key, request.world);
    for (const auto& each : way_to(cluster, version, request.flag("each_minor"))) {
        auto& change = steps.add(PlanStep::Type::change, cluster.key, fmt::format("Set Kafka to {}", each),
                                 patch_body({{"spec", {{"kafka", {{"version", each}, {"metadataVersion", cluster.metadata}}}}}}));
        change.explanation = fmt::format(
            "Strimzi restarts every node with the new version, controllers first. The metadata version stays {}, so that the way back to "
            "Kafka {} stays open.",
            cluster.metadata, cluster.version);
        steps.check(cluster.key, "runs-kafka", fmt::format("{} runs Kafka {}", cluster.key.name, each), {{"version", each}},
                    std::chrono::hours(4));
    }
    if (metadata == cluster.metadata) return draft;
    if (request.flag("hold")) {
        steps.hold(
            cluster.key, "Look at it before the metadata version goes up",
            fmt::format("Let clients run on Kafka {} for as long as you need to trust it. After the next step there is no way back to "
                        "Kafka {}.",
                        version, cluster.version));
    }
    auto& raise = steps.add(PlanStep::Type::change, cluster.key, fmt::format("Raise the metadata version to {}", metadata),
                            patch_body({{"spec", {{"kafka", {{"metadataVersion", metadata}}}}}}));
    raise.explanation = "Brokers may use the features of the new version; no node restarts. This is the point of no return.";
    steps.check(cluster.key, "has-metadata", fmt::format("{} uses metadata version {}", cluster.key.name, metadata),
                {{"metadata_version", metadata}});
    return draft;
}

std::string yes(const Request&) {
    return "true";
}

constexpr Parameter parameters[] = {
    {.name = "version",
     .title = "Kafka version",
     .required = true,
     .about = "what the cluster is to run; what its operator supports and is newer than what runs",
     .choices = versions,
     .preset = newest},
    {.name = "metadata_version",
     .title = "Metadata version",
     .about = "empty: the one that the version comes with. It can't be lowered again"},
    {.name = "each_minor",
     .title = "Through every minor release between",
     .type = Parameter::Type::boolean,
     .about = "Strimzi goes to the version directly; this makes it run each minor release on the way"},
    {.name = "hold",
     .title = "Wait for me before the metadata version goes up",
     .type = Parameter::Type::boolean,
     .about = "until then there is a way back",
     .preset = yes},
};

constexpr PlanType rows[] = {
    {.id = "upgrade-kafka",
     .title = "Upgrade Kafka",
     .about = "The version first, node by node, then the metadata version, with checks between them.",
     .kind = "Kafka",
     .parameters = parameters,
     .objection = objection,
     .make = make},
};

}  // namespace

std::span<const PlanType> upgrade_plans() noexcept {
    return rows;
}

}  // namespace nexa::plans
