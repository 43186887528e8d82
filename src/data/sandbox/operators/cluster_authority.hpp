#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace nexa::sandbox {

/// On a Kafka: "240h" after its creation its cluster CA ends, and is not renewed.
inline constexpr std::string_view authority_ends_after = "sandbox.nexa.dev/authority-ends-after";

/// The certificate of a Kafka's cluster CA, PEM: valid for spec.clusterCa.validityDays (365) from the Kafka's creation, and made anew
/// renewalDays (30) before it ends, as Strimzi does. The same Kafka at the same generation of its CA has the same text, whoever asks. Pure.
std::string cluster_authority(const json::object& kafka, Time now);

/// The private key of an authority ("cluster-ca", "clients-ca") of a Kafka: the first one has generation 0. PEM. Pure.
std::string authority_key(const json::object& kafka, std::string_view authority, std::int64_t generation);
/// Its certificate under that key: from the Kafka's creation on, later ones from now on; a year long. PEM. Pure.
std::string authority_certificate(const json::object& kafka, std::string_view authority, std::int64_t generation, const std::string& key,
                                  Time now);

}  // namespace nexa::sandbox
