#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/version.hpp"

/// What each Strimzi release supports: facts of the releases' own kafka-versions.yaml and CRDs. Constant data, thread-safe.
namespace nexa::strimzi {

using nexa::compare_versions;

struct KafkaVersion {
    std::string_view version;           ///< "4.1.0"
    std::string_view metadata_version;  ///< The default KRaft metadata version of it: "4.1", "4.2-IV1".
};

struct Release {
    std::string_view version;                        ///< "0.48.0"
    std::string_view date;                           ///< "2025-09-24"
    std::span<const KafkaVersion> kafka;             ///< Supported, ascending; the last is the default.
    bool zookeeper = false;                          ///< ZooKeeper-based clusters are supported.
    std::span<const std::string_view> api_versions;  ///< kafka.strimzi.io: served, preferred first.
    std::string_view min_kubernetes;                 ///< "1.27"

    std::string_view default_kafka() const noexcept { return kafka.back().version; }
    /// The supported Kafka version of that name, or null.
    const KafkaVersion* find_kafka(std::string_view version) const noexcept;
};

/// Every release from 0.45.0 on, oldest first.
std::span<const Release> releases() noexcept;

/// The release of exactly that version ("0.48.0"), or null when it is not in the table (a newer one, a private build).
const Release* find_release(std::string_view version) noexcept;

/// Kafka versions that the operator supports: `from_images` (what its own Deployment says) when not empty, else the table's; empty when
/// unknown. Ascending.
std::vector<std::string> supported_kafka(std::string_view operator_version, std::span<const std::string> from_images);

}  // namespace nexa::strimzi
