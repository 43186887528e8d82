#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace nexa::sandbox {

/// The certificate of a Kafka's cluster CA, PEM: valid for spec.clusterCa.validityDays (365) from the Kafka's creation, and made anew
/// renewalDays (30) before it ends, as Strimzi does. The same Kafka at the same generation of its CA has the same text, whoever asks. Pure.
std::string cluster_authority(const json::object& kafka, Time now);

}  // namespace nexa::sandbox
