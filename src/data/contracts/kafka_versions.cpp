#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "data/contracts/nodes.hpp"
#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/kafka/strimzi_releases.hpp"
#include "data/object.hpp"
#include "data/remedies.hpp"
#include "data/version.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view first_without_zookeeper = "0.46.0";
constexpr std::string_view first_kraft_kafka = "4.0.0";
constexpr std::string_view zookeeper_kafka = "3.8.1";
constexpr std::string_view version_pointer = "/spec/kafka/version";

/// What the manifest is written for. Up to 0.45 the annotation decides when both are there; a manifest without spec.zookeeper can't mean
/// ZooKeeper.
bool wants_zookeeper(const json::object& kafka) {
    return object_at(kafka, {"spec", "zookeeper"}) != nullptr && annotation_of(kafka, "strimzi.io/kraft") != "enabled";
}

/// The version that will run: as given, else the release's default; empty when that is not known.
std::string_view kafka_version(const json::object& kafka, const OperatorInfo& strimzi) {
    const auto given = text_at(kafka, {"spec", "kafka", "version"});
    if (!given.empty()) return given;
    const auto* release = strimzi::find_release(strimzi.version);
    return release == nullptr ? std::string_view() : release->default_kafka();
}

/// "spec.kafka.version 3.9.0", or, when it is not given, "Kafka 3.9.2 (the default of Strimzi 0.45.2)".
std::string version_words(const json::object& kafka, std::string_view version, const OperatorInfo& strimzi) {
    if (!text_at(kafka, {"spec", "kafka", "version"}).empty()) return fmt::format("spec.kafka.version {}", version);
    return fmt::format("Kafka {} (the default of Strimzi {}, as spec.kafka.version is not set)", version, strimzi.version);
}

std::vector<std::string> supported_for_kraft(const OperatorInfo& strimzi) {
    auto supported = strimzi::supported_kafka(strimzi.version, strimzi.kafka_versions);
    std::erase_if(supported, [](const std::string& each) { return compare_versions(each, first_kraft_kafka) < 0; });
    return supported;
}

Hits kafka_kraft_version(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (strimzi == nullptr || wants_zookeeper(input.desired)) return {};
    const auto version = kafka_version(input.desired, *strimzi);
    if (version.empty()) return {};
    const auto words = version_words(input.desired, version, *strimzi);
    const auto where = operator_on_cluster(input, *strimzi);
    const auto supported = supported_for_kraft(*strimzi);
    const auto list = fmt::format("{}", fmt::join(supported, ", "));
    const auto pointer = std::string(version_pointer);
    if (is_before(strimzi, first_without_zookeeper)) {
        return {{.pointer = pointer,
                 .message = fmt::format(
                     "{} in KRaft mode can't run with {}: KRaft clusters run Kafka {} or newer, which needs Strimzi {} or newer", words,
                     where, first_kraft_kafka, first_without_zookeeper),
                 .fix = fmt::format("Use a cluster with Strimzi {} or newer; on this one, ZooKeeper mode with Kafka {} is what runs.",
                                    first_without_zookeeper, zookeeper_kafka)}};
    }
    if (compare_versions(version, first_kraft_kafka) < 0) {
        return {{.pointer = pointer,
                 .message = fmt::format("{} in KRaft mode is too old for {}: KRaft clusters run Kafka {} or newer{}", words, where,
                                        first_kraft_kafka, list.empty() ? std::string() : fmt::format(" (supported: {})", list)),
                 .fix = supported.empty() ? fmt::format("Set spec.kafka.version to {} or newer.", first_kraft_kafka)
                                          : fmt::format("Set spec.kafka.version to {}.", supported.back()),
                 .remedy = supported.empty() ? std::nullopt : std::optional(remedies::set(input.desired, pointer, supported.back()))}};
    }
    if (supported.empty() || std::ranges::find(supported, version) != supported.end()) return {};
    return {{.pointer = pointer,
             .message = fmt::format("{} is not supported by {} (supported: {})", words, where, list),
             .fix = fmt::format("Set spec.kafka.version to {}.", fmt::join(supported, " or ")),
             .remedy = remedies::set(input.desired, pointer, supported.back())}};
}

Hits kafka_zookeeper_version(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (strimzi == nullptr || !wants_zookeeper(input.desired) || !is_version(strimzi->version)) return {};
    const auto where = operator_on_cluster(input, *strimzi);
    if (!is_before(strimzi, first_without_zookeeper)) {
        const auto supported = supported_for_kraft(*strimzi);
        return {
            {.pointer = "/spec/zookeeper",
             .message = fmt::format("{} has no ZooKeeper mode: it ended with Strimzi 0.45", where),
             .fix = fmt::format("Remove spec.zookeeper, describe the nodes as KafkaNodePools (KRaft), and set spec.kafka.version to {}.",
                                supported.empty() ? std::string(first_kraft_kafka) + " or newer" : supported.back())}};
    }
    const auto version = kafka_version(input.desired, *strimzi);
    if (version.empty() || version == zookeeper_kafka) return {};
    return {{.pointer = std::string(version_pointer),
             .message = fmt::format("{} in ZooKeeper mode is not supported with {}: ZooKeeper mode runs as Kafka {} only",
                                    version_words(input.desired, version, *strimzi), where, zookeeper_kafka),
             .fix = fmt::format("Set spec.kafka.version to {}.", zookeeper_kafka),
             .remedy = remedies::set(input.desired, version_pointer, zookeeper_kafka)}};
}

Hits kafka_kraft_annotations(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    // From 0.48 on the annotations are ignored; before 0.46 KRaft is refused anyway.
    if (strimzi == nullptr || !is_version(strimzi->version) || is_before(strimzi, first_without_zookeeper) || !is_before(strimzi, "0.48.0"))
        return {};
    if (wants_zookeeper(input.desired)) return {};
    Hits hits;
    for (const std::string_view name : {"strimzi.io/kraft", "strimzi.io/node-pools"}) {
        if (annotation_of(input.desired, name) == "enabled") continue;
        hits.push_back({.pointer = "/metadata/annotations",
                        .message = fmt::format("annotation {}: enabled is missing: {} then does nothing and says so only in its log", name,
                                               operator_on_cluster(input, *strimzi)),
                        .fix = fmt::format("Add the annotation {}: enabled.", name),
                        .remedy = remedies::set(input.desired, pointer_of("/metadata/annotations", name), "enabled")});
    }
    return hits;
}

Hits kafka_version_rolls_brokers(const Input& input) {
    const auto* before = input.before();
    const auto* strimzi = input.operator_named("strimzi");
    if (before == nullptr || strimzi == nullptr) return {};
    const auto from = kafka_version(*before, *strimzi);
    const auto to = kafka_version(input.desired, *strimzi);
    if (from.empty() || to.empty() || from == to) return {};
    auto message = fmt::format("Kafka {} to {}: {}", from, to, roll_words(input.name(), nodes_of_cluster(input, input.name())));
    message += ". A broker is restarted only while its partitions keep min.insync.replicas";
    const auto metadata = text_at(input.desired, {"spec", "kafka", "metadataVersion"});
    if (!wants_zookeeper(input.desired)) {
        message += metadata.empty() ? "; the metadata version follows by itself afterwards"
                                    : fmt::format("; the metadata version stays {}, as spec.kafka.metadataVersion says", metadata);
    }
    return {{.pointer = std::string(version_pointer), .message = message + "."}};
}

/// "4.2-IV1" as (4.2, 1); a release's final version ("4.2") is above all of its intermediate ones.
struct MetadataVersion {
    std::string_view release;
    int intermediate = 0;

    static MetadataVersion parse(std::string_view text) {
        const auto dash = text.find("-IV");
        MetadataVersion version{text.substr(0, dash), std::numeric_limits<int>::max()};
        if (dash != std::string_view::npos) std::from_chars(text.data() + dash + 3, text.data() + text.size(), version.intermediate);
        return version;
    }
    bool is_below(const MetadataVersion& other) const {
        const int order = compare_versions(release, other.release);
        return order < 0 || (order == 0 && intermediate < other.intermediate);
    }
};

constexpr std::string_view metadata_pointer = "/spec/kafka/metadataVersion";

std::string_view live_metadata(const Input& input) {
    return input.observed == nullptr ? std::string_view() : text_at(*input.observed, {"status", "kafkaMetadataVersion"});
}

/// 4.2 of "4.2.1": what a metadata version is compared with.
std::string_view minor_of(std::string_view version) {
    const auto first = version.find('.');
    const auto second = first == std::string_view::npos ? first : version.find('.', first + 1);
    return version.substr(0, second);
}

Hits metadata_version_known(const Input& input) {
    const auto* given = find(input.desired, {"spec", "kafka", "metadataVersion"});
    const auto* strimzi = input.operator_named("strimzi");
    if (given == nullptr) return {};
    if (!given->is_string()) {
        return {{.pointer = std::string(metadata_pointer),
                 .message = fmt::format("spec.kafka.metadataVersion {} is a number, but must be text: YAML reads 4.0 without quotes as 4",
                                        plain_text(*given)),
                 .fix = fmt::format("Write it in quotes: metadataVersion: \"{}\".", plain_text(*given)),
                 .remedy = remedies::set(input.desired, metadata_pointer, plain_text(*given))}};
    }
    const auto metadata = view(given->get_string());
    if (!is_version(metadata)) {
        return {{.pointer = std::string(metadata_pointer),
                 .message = fmt::format("spec.kafka.metadataVersion \"{}\" is no metadata version: Strimzi would ignore it and say nothing",
                                        metadata),
                 .fix = "Write a release (\"4.1\") or an intermediate version (\"4.1-IV1\"), or leave it out.",
                 .remedy = remedies::remove(metadata_pointer)}};
    }
    if (strimzi == nullptr) return {};
    const auto version = kafka_version(input.desired, *strimzi);
    if (version.empty() || compare_versions(MetadataVersion::parse(metadata).release, minor_of(version)) <= 0) return {};
    return {
        {.pointer = std::string(metadata_pointer),
         .message = fmt::format("spec.kafka.metadataVersion {} is newer than Kafka {}: Strimzi keeps the one that runs and says nothing",
                                metadata, version),
         .fix = fmt::format("Set it to {} at most, or leave it out.", minor_of(version)),
         .remedy = remedies::set(input.desired, metadata_pointer, minor_of(version))}};
}

Hits metadata_version_lowered(const Input& input) {
    const auto live = live_metadata(input);
    const auto metadata = text_at(input.desired, {"spec", "kafka", "metadataVersion"});
    if (live.empty() || !is_version(metadata) || !MetadataVersion::parse(metadata).is_below(MetadataVersion::parse(live))) return {};
    return {
        {.pointer = std::string(metadata_pointer),
         .message = fmt::format("the metadata version of {} is {} and can't go down to {}: Kafka refuses to lose a feature that is in use, "
                                "and Strimzi warns with MetadataUpdateFailed at every reconciliation",
                                input.name(), live, metadata),
         .fix = fmt::format("Set spec.kafka.metadataVersion to {} or newer, or leave it out.", live),
         .remedy = remedies::set(input.desired, metadata_pointer, live)}};
}

/// The Kafka version that was there before, when it is of that release or newer.
std::optional<Remedy> present_version(const Input& input, const OperatorInfo& strimzi, std::string_view release) {
    const auto* before = input.before();
    const auto version = before == nullptr ? std::string_view() : kafka_version(*before, strimzi);
    if (version.empty() || compare_versions(minor_of(version), release) < 0) return std::nullopt;
    return remedies::set(input.desired, version_pointer, version);
}

Hits kafka_downgrade(const Input& input) {
    const auto live = live_metadata(input);
    const auto* strimzi = input.operator_named("strimzi");
    if (live.empty() || strimzi == nullptr) return {};
    const auto version = kafka_version(input.desired, *strimzi);
    if (version.empty() || compare_versions(minor_of(version), MetadataVersion::parse(live).release) >= 0) return {};
    return {{.pointer = std::string(version_pointer),
             .message =
                 fmt::format("{} runs with metadata version {}, so that Kafka can't go down to {}: Strimzi reports KafkaUpgradeException "
                             "and stops reconciling the cluster",
                             input.name(), live, version),
             .fix = fmt::format("Set spec.kafka.version to {} or newer.", MetadataVersion::parse(live).release),
             .remedy = present_version(input, *strimzi, MetadataVersion::parse(live).release)}};
}

Hits metadata_version_raised(const Input& input) {
    const auto* before = input.before();
    const auto metadata = text_at(input.desired, {"spec", "kafka", "metadataVersion"});
    if (before == nullptr || !is_version(metadata)) return {};
    auto old = live_metadata(input);
    if (old.empty()) old = text_at(*before, {"spec", "kafka", "metadataVersion"});
    if (!is_version(old) || !MetadataVersion::parse(old).is_below(MetadataVersion::parse(metadata))) return {};
    return {{.pointer = std::string(metadata_pointer),
             .message =
                 fmt::format("the metadata version of {} goes from {} to {}, without a restart. It can't be lowered again, and Kafka can't "
                             "go back to a version before it",
                             input.name(), old, metadata)}};
}

Hits zookeeper_fields(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (!is_since(strimzi, first_without_zookeeper) || wants_zookeeper(input.desired)) return {};
    Hits hits;
    for (const std::string_view pointer : {"/spec/zookeeper", "/spec/kafka/replicas", "/spec/kafka/storage", "/spec/kafka/resources"}) {
        const auto* holder =
            pointer == "/spec/zookeeper" ? object_at(input.desired, {"spec"}) : object_at(input.desired, {"spec", "kafka"});
        if (holder == nullptr || !holder->contains(pointer.substr(pointer.rfind('/') + 1))) continue;
        hits.push_back({.pointer = std::string(pointer),
                        .message = fmt::format("{} is of the time of ZooKeeper: {} does not look at it", dotted(pointer),
                                               operator_on_cluster(input, *strimzi)),
                        .fix = "Remove it; nodes are described by KafkaNodePools.",
                        .remedy = remedies::remove(pointer)});
    }
    return hits;
}

Hits kraft_config_ignored(const Input& input) {
    const auto* config = object_at(input.desired, {"spec", "kafka", "config"});
    if (config == nullptr || wants_zookeeper(input.desired)) return {};
    Hits hits;
    for (const std::string_view name : {"inter.broker.protocol.version", "log.message.format.version"}) {
        if (!config->contains(name)) continue;
        const auto pointer = pointer_of("/spec/kafka/config", name);
        hits.push_back({.pointer = pointer,
                        .message = fmt::format("spec.kafka.config.{} has no meaning in KRaft mode: Strimzi ignores it and warns", name),
                        .fix = "Remove it; spec.kafka.metadataVersion is what rules the protocol.",
                        .remedy = remedies::remove(pointer)});
    }
    return hits;
}

constexpr std::string_view kafka[] = {"Kafka"};

constexpr Rule rows[] = {
    {.id = "kafka-kraft-version",
     .title = "KRaft clusters run Kafka 4.0.0 or newer, in a version that the Strimzi release supports",
     .kinds = kafka,
     .explanation = "KRaft Kafka 4.0.0 and newer needs Strimzi 0.46.0 or newer, and each release supports a short list of Kafka versions. "
                    "With another one Strimzi reports "
                    "UnsupportedKafkaVersionException and stops reconciling the cluster.",
     .source = "Strimzi: supported versions, kafka-versions.yaml of the release",
     .check = kafka_kraft_version},
    {.id = "kafka-zookeeper-version",
     .title = "ZooKeeper mode runs only as Kafka 3.8.1 on Strimzi 0.45",
     .kinds = kafka,
     .explanation = "Strimzi 0.45 is the last line with ZooKeeper. Kafka 3.8.1 is the version that such clusters are held at until they "
                    "move to KRaft.",
     .source = "Strimzi 0.46.0 release notes: ZooKeeper removed; platform rule",
     .check = kafka_zookeeper_version},
    {.id = "kafka-kraft-annotations",
     .title = "Strimzi 0.46 and 0.47 need the KRaft annotations",
     .kinds = kafka,
     .explanation = "Strimzi 0.46 and 0.47 look only at Kafka resources with strimzi.io/kraft and strimzi.io/node-pools enabled; without "
                    "them they change no status at all.",
     .source = "Strimzi 0.46 and 0.47: deploying and upgrading, KRaft annotations",
     .check = kafka_kraft_annotations},
    {.id = "kafka-metadata-version",
     .title = "The metadata version is one that the Kafka version has",
     .kinds = kafka,
     .explanation =
         "Strimzi takes spec.kafka.metadataVersion as text and applies it after the brokers run the version. What is newer than the "
         "version, or no metadata version at all, it passes over without a word.",
     .source = "Strimzi: upgrading Kafka, metadata version",
     .check = metadata_version_known},
    {.id = "kafka-metadata-version-lowered",
     .title = "The metadata version is not lowered",
     .kinds = kafka,
     .explanation = "A metadata version can only be lowered when no feature in between was used, which Kafka does not grant for any of the "
                    "supported releases.",
     .source = "Strimzi: warning MetadataUpdateFailed; Apache Kafka: KRaft feature downgrade",
     .check = metadata_version_lowered},
    {.id = "kafka-downgrade",
     .title = "Kafka is not older than its metadata",
     .kinds = kafka,
     .explanation =
         "Brokers of a version before the metadata version can't read the metadata log. Strimzi refuses with KafkaUpgradeException.",
     .source = "Strimzi: downgrading Kafka",
     .check = kafka_downgrade},
    {.id = "kafka-zookeeper-fields",
     .title = "Fields of ZooKeeper mode have no effect",
     .type = Finding::Type::warning,
     .kinds = kafka,
     .explanation =
         "From Strimzi 0.46 on nodes are described by node pools only. What is left of the older fields misleads whoever reads it, "
         "and v1 has no place for it.",
     .source = "Strimzi 0.46 release notes; CRDs of v1",
     .check = zookeeper_fields},
    {.id = "kafka-kraft-config",
     .title = "Options of ZooKeeper mode have no effect",
     .type = Finding::Type::warning,
     .kinds = kafka,
     .explanation = "KRaft has one metadata version in place of the two protocol options.",
     .source = "Strimzi: warnings KafkaInterBrokerProtocolVersionInKRaft, KafkaLogMessageFormatVersionInKRaft",
     .check = kraft_config_ignored},
    {.id = "kafka-version-rolls-brokers",
     .title = "Every node restarts, one at a time",
     .type = Finding::Type::effect,
     .gravity = Finding::Gravity::restart,
     .kinds = kafka,
     .explanation = "A change of the Kafka version is a change of image: Strimzi rolls all nodes, controllers first, and never a broker "
                    "whose partitions would fall below "
                    "min.insync.replicas.",
     .source = "Strimzi: upgrading Kafka",
     .check = kafka_version_rolls_brokers},
    {.id = "kafka-metadata-raised",
     .title = "The metadata version goes up for good",
     .type = Finding::Type::effect,
     .gravity = Finding::Gravity::note,
     .kinds = kafka,
     .explanation = "Raising the metadata version lets the brokers use new features. It is the point of no return of an upgrade.",
     .source = "Strimzi: upgrading Kafka, metadata version",
     .check = metadata_version_raised},
};

}  // namespace

std::span<const Rule> kafka_version_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
