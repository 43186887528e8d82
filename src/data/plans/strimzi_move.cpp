#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include "data/kafka/strimzi_releases.hpp"
#include "data/manifest.hpp"
#include "data/manifest_versions.hpp"
#include "data/object.hpp"
#include "data/plans/rows.hpp"
#include "data/version.hpp"

namespace nexa::plans {
namespace {

using strimzi::Release;

/// The last release that serves v1 and v1beta2: resources are converted under it.
constexpr std::string_view conversion_release = "0.51.0";
constexpr std::string_view first_v1_only = "1.0.0";

Error wrong(std::string_view parameter, std::string message) {
    return {ErrorCode::invalid, "the plan can't be made of this", {{fmt::format("/parameters/{}", parameter), std::move(message), {}}}};
}

/// A Kafka of one cluster as a move sees it.
struct Kafka {
    ResourceKey key;
    std::string version;
    std::string metadata;
    bool zookeeper = false;
};

std::vector<Kafka> kafkas_of(const World& world, const std::string& cluster) {
    std::vector<Kafka> found;
    for (const auto& object : world.all(cluster, {}, "Kafka")) {
        Kafka kafka;
        kafka.key = {cluster, std::string(text_at(object, {"metadata", "namespace"})), "Kafka",
                     std::string(text_at(object, {"metadata", "name"}))};
        kafka.version = text_at(object, {"status", "kafkaVersion"});
        if (kafka.version.empty()) kafka.version = text_at(object, {"spec", "kafka", "version"});
        kafka.metadata = text_at(object, {"status", "kafkaMetadataVersion"});
        kafka.zookeeper = object_at(object, {"spec", "zookeeper"}) != nullptr;
        found.push_back(std::move(kafka));
    }
    return found;
}

/// The newest Kafka version that both releases run; nothing when there is none.
std::optional<std::string> common_version(const Release& from, const Release& to) {
    for (const auto& each : from.kafka | std::views::reverse) {
        if (to.find_kafka(each.version) != nullptr) return std::string(each.version);
    }
    return std::nullopt;
}

/// The releases to go through, `from` not included: each must run a Kafka version of the one before, and the conversion to v1 needs a stop.
std::vector<const Release*> way_to(const Release& from, const Release& to) {
    std::vector<const Release*> way;
    const Release* at = &from;
    const auto needs_stop = [&](const Release& next) {
        return compare_versions(next.version, first_v1_only) >= 0 && compare_versions(at->version, first_v1_only) < 0 &&
               compare_versions(at->version, conversion_release) < 0;
    };
    while (at != &to) {
        // As far as one step reaches.
        const Release* next = nullptr;
        for (const auto& each : strimzi::releases()) {
            if (compare_versions(each.version, at->version) <= 0 || compare_versions(each.version, to.version) > 0) continue;
            if (!common_version(*at, each) || needs_stop(each)) continue;
            next = &each;
        }
        if (next == nullptr) return {};
        way.push_back(next);
        at = next;
    }
    return way;
}

/// Moves one cluster; adds its steps and what a person should know.
class Move {
public:
    Move(Draft& draft, const World& world, std::string cluster, const Release& from, const Release& to)
        : draft_(draft),
          steps_(draft),
          world_(world),
          cluster_(std::move(cluster)),
          from_(from),
          to_(to),
          kafkas_(kafkas_of(world, cluster_)) {}

    Result<> operator()() {
        if (compare_versions(from_.version, to_.version) == 0) {
            draft_.notes.push_back(fmt::format("{} runs Strimzi {} already: nothing to do there", cluster_, to_.version));
            return {};
        }
        if (compare_versions(from_.version, to_.version) > 0)
            return fail(wrong("release", fmt::format("{} runs Strimzi {}, which is newer than {}", cluster_, from_.version, to_.version)));
        for (const auto& kafka : kafkas_) {
            if (!kafka.zookeeper || to_.zookeeper) continue;
            return fail(ErrorCode::conflict,
                        fmt::format("{} in {} / {} runs with ZooKeeper, which ended with Strimzi 0.45: migrate it to KRaft first",
                                    kafka.key.name, cluster_, kafka.key.name_space));
        }
        const auto* facts = world_.facts(cluster_);
        if (!facts->kubernetes_version.empty() && compare_versions(facts->kubernetes_version, to_.min_kubernetes) < 0) {
            return fail(ErrorCode::conflict, fmt::format("{} runs Kubernetes {}; Strimzi {} needs {} or newer", cluster_,
                                                         facts->kubernetes_version, to_.version, to_.min_kubernetes));
        }
        const auto way = way_to(from_, to_);
        if (way.empty())
            return fail(ErrorCode::conflict, fmt::format("there is no way from Strimzi {} to {} on which every Kafka version is supported",
                                                         from_.version, to_.version));
        const ResourceKey whole{cluster_, {}, {}, {}};
        steps_
            .check(whole, "all-kafkas-healthy", fmt::format("Every Kafka of {} is healthy before", cluster_), {}, std::chrono::minutes(10))
            .explanation = "A new operator restarts every node of every cluster.";
        if (compare_versions(from_.version, first_v1_only) < 0 && compare_versions(to_.version, first_v1_only) >= 0) prepare_for_v1(whole);
        const Release* at = &from_;
        for (const auto* next : way) {
            raise_kafka(*at, *next);
            if (compare_versions(next->version, first_v1_only) >= 0 && compare_versions(at->version, first_v1_only) < 0) convert();
            install(*next);
            at = next;
        }
        return {};
    }

private:
    /// Every Kafka that the next release would not run goes to a version that both do.
    void raise_kafka(const Release& at, const Release& next) {
        for (auto& kafka : kafkas_) {
            if (next.find_kafka(kafka.version) != nullptr) continue;
            const auto version = common_version(at, next);  // way_to made sure
            steps_.adopt_if_needed(kafka.key, world_);
            steps_
                .add(PlanStep::Type::change, kafka.key,
                     fmt::format("Set Kafka of {} from {} to {}", kafka.key.name, kafka.version, *version),
                     patch_body({{"spec", {{"kafka", {{"version", *version}}}}}}))
                .explanation =
                fmt::format("Strimzi {} does not run Kafka {}; {} is the newest that it shares with {}. Every node restarts.", next.version,
                            kafka.version, *version, at.version);
            steps_.check(kafka.key, "runs-kafka", fmt::format("{} runs Kafka {}", kafka.key.name, *version), {{"version", *version}},
                         std::chrono::hours(4));
            kafka.version = *version;
        }
    }

    /// Fields that v1 has no place for are changed by a person, who knows what they were for.
    void prepare_for_v1(const ResourceKey& whole) {
        const auto obstacles = in_the_way_of_v1(world_, cluster_);
        if (obstacles.empty()) return;
        constexpr std::size_t named = 20;
        for (const auto& each : obstacles | std::views::take(named)) draft_.notes.push_back(each);
        if (obstacles.size() > named) draft_.notes.push_back(fmt::format("and {} more", obstacles.size() - named));
        auto& step = steps_.add(PlanStep::Type::outside, whole, fmt::format("Change what v1 has no place for on {}", cluster_),
                                {{"condition", "translates-to-v1"}, {"parameters", json::object()}});
        step.explanation = fmt::format(
            "{} fields stand in the way of v1, which Strimzi 1.0 needs: edit these resources. Done when each can be "
            "written in v1 without a loss.",
            obstacles.size());
    }

    void convert() {
        const ResourceKey whole{cluster_, {}, {}, {}};
        auto& step = steps_.add(PlanStep::Type::outside, whole, fmt::format("Convert the resources of {} to v1", cluster_),
                                {{"condition", "stores-only-v1"}, {"parameters", json::object()}});
        step.explanation =
            "Strimzi 1.0 serves v1 only. With Strimzi's conversion tool: `convert-resource --all-namespaces`, then `crd-upgrade`. Done "
            "when "
            "status.storedVersions of every CustomResourceDefinition of Strimzi is [\"v1\"].";
    }

    void install(const Release& release) {
        const ResourceKey whole{cluster_, {}, {}, {}};
        auto& step = steps_.add(PlanStep::Type::outside, whole, fmt::format("Install Strimzi {} on {}", release.version, cluster_),
                                {{"condition", "runs-strimzi"}, {"parameters", {{"release", release.version}}}});
        step.explanation = fmt::format(
            "The operator is installed outside of Nexa, its CustomResourceDefinitions first (Helm does not upgrade them): replace them "
            "with "
            "those of {}, then the operator. Every node of every cluster restarts with its new images. Done when {} runs Strimzi {}.",
            release.version, cluster_, release.version);
        steps_.check(whole, "all-kafkas-healthy", fmt::format("Every Kafka of {} is healthy under Strimzi {}", cluster_, release.version),
                     {}, std::chrono::hours(8));
    }

    Draft& draft_;
    Steps steps_;
    const World& world_;
    const std::string cluster_;
    const Release& from_;
    const Release& to_;
    std::vector<Kafka> kafkas_;
};

}  // namespace

std::vector<std::string> in_the_way_of_v1(const World& world, const std::string& cluster) {
    std::vector<std::string> obstacles;
    for (const auto& kind : kinds()) {
        if (kind.family != Family::kafka || !kind.read_only.empty() ||
            std::ranges::find(kind.ref.versions, "v1") == kind.ref.versions.end())
            continue;
        for (const auto& object : world.all(cluster, {}, std::string(kind.ref.kind))) {
            const auto manifest = manifest_of(object);
            if (text_at(manifest, {"apiVersion"}).ends_with("/v1")) continue;
            const auto translated = translate(manifest, kind, "v1", {});
            if (translated) continue;
            for (const auto& issue : translated.error().issues) {
                obstacles.push_back(fmt::format("{} {} in {}: {}: {}", kind.ref.kind, text_at(manifest, {"metadata", "name"}),
                                                text_at(manifest, {"metadata", "namespace"}), issue.pointer, issue.message));
            }
        }
    }
    return obstacles;
}

namespace {

/// The one Strimzi release of a cluster.
Result<const Release*> release_on(const World& world, const std::string& cluster) {
    const auto* facts = world.facts(cluster);
    if (facts == nullptr)
        return fail(
            wrong("clusters", fmt::format("there is no cluster {}, or nothing is known of it at the moment", cluster.substr(0, 63))));
    std::set<std::string> versions;
    for (const auto& each : facts->operators) {
        if (each.name == "strimzi") versions.insert(each.version);
    }
    if (versions.empty()) return fail(wrong("clusters", fmt::format("no Strimzi operator runs on {}", cluster)));
    if (versions.size() > 1)
        return fail(wrong("clusters", fmt::format("{} runs Strimzi operators of {} releases ({}); bring them to one release first", cluster,
                                                  versions.size(), fmt::join(versions, ", "))));
    const auto* release = strimzi::find_release(*versions.begin());
    if (release == nullptr)
        return fail(wrong("clusters", fmt::format("{} runs Strimzi {}, of which this Nexa knows nothing", cluster, *versions.begin())));
    return release;
}

/// Adds the steps of several clusters, the first ones of each side by side, then the second ones, and so on.
void add_side_by_side(Draft& draft, std::vector<std::vector<PlanStep>> ways) {
    const auto longest = std::ranges::max(ways, {}, [](const auto& way) { return way.size(); }).size();
    for (std::size_t at = 0; at < longest; ++at) {
        const auto wave = draft.steps.empty() ? 1 : draft.steps.back().wave + 1;
        for (auto& way : ways) {
            if (at >= way.size()) continue;
            auto& step = draft.steps.emplace_back(std::move(way[at]));
            step.wave = wave;
            step.position = static_cast<std::int64_t>(draft.steps.size());
        }
    }
}

Result<Draft> make(const Request& request) {
    const auto* to = strimzi::find_release(request.text("release"));
    if (to == nullptr) return fail(wrong("release", "is no release of Strimzi that this Nexa knows"));
    const auto clusters = request.list("clusters");
    Draft draft;
    draft.title = clusters.size() == 1 ? fmt::format("Move {} to Strimzi {}", clusters.front(), to->version)
                                       : fmt::format("Move {} clusters to Strimzi {}", clusters.size(), to->version);
    const auto together = static_cast<std::size_t>(request.number("together").value_or(1));
    std::set<std::string> seen;
    std::vector<std::vector<PlanStep>> ways;
    for (const auto& cluster : clusters) {
        if (!seen.insert(cluster).second) return fail(wrong("clusters", fmt::format("{} is there twice", cluster)));
        const auto from = release_on(request.world, cluster);
        if (!from) return fail(from.error());
        Draft own;
        if (auto moved = Move(own, request.world, cluster, **from, *to)(); !moved) return fail(moved.error());
        std::ranges::move(own.notes, std::back_inserter(draft.notes));
        // What runs the release already takes nobody's turn.
        if (!own.steps.empty()) ways.push_back(std::move(own.steps));
        if (ways.size() == together) add_side_by_side(draft, std::exchange(ways, {}));
    }
    if (!ways.empty()) add_side_by_side(draft, std::move(ways));
    if (draft.steps.empty()) return fail(ErrorCode::conflict, "every one of these clusters runs that release already");
    return draft;
}

std::vector<Choice> releases(const Request&) {
    std::vector<Choice> choices;
    for (const auto& each : strimzi::releases() | std::views::reverse)
        choices.push_back(
            {std::string(each.version), fmt::format("of {}, Kafka {} to {}", each.date, each.kafka.front().version, each.default_kafka())});
    return choices;
}

std::string newest(const Request&) {
    return std::string(strimzi::releases().back().version);
}

std::string one_at_a_time(const Request&) {
    return "1";
}

constexpr Parameter parameters[] = {
    {.name = "release",
     .title = "Strimzi release",
     .required = true,
     .about = "what the operators of the clusters are to be",
     .choices = releases,
     .preset = newest},
    {.name = "clusters",
     .title = "Clusters",
     .type = Parameter::Type::clusters,
     .required = true,
     .about = "in the order in which they are moved: the one that can bear a failure first"},
    {.name = "together",
     .title = "Clusters at a time",
     .type = Parameter::Type::integer,
     .about = "so many go side by side, step by step; the next ones begin when all of them are healthy under the release",
     .minimum = 1,
     .preset = one_at_a_time},
};

constexpr PlanType rows[] = {
    {.id = "move-strimzi",
     .title = "Move to a Strimzi release",
     .about = "What stands in the way of a release, cluster by cluster: what Nexa changes, and what a person does, with its check.",
     .parameters = parameters,
     .make = make},
};

}  // namespace

std::span<const PlanType> strimzi_plans() noexcept {
    return rows;
}

}  // namespace nexa::plans
