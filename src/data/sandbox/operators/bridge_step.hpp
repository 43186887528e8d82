#pragma once

#include "data/sandbox/operators/strimzi_client.hpp"

/// Strimzi's cluster operator with what runs as a Deployment beside a Kafka: KafkaBridge, and KafkaMirrorMaker of the 0.45 line. Pure.
namespace nexa::sandbox {

inline constexpr ClientKind bridge_kind{"KafkaBridge", "bridge", "kafka-bridge"};
inline constexpr ClientKind mirror_maker_kind{"KafkaMirrorMaker", "mirror-maker", "kafka-mirror-maker"};

Plan step_bridge(const json::object& bridge, const View& view, const ClientFacts& facts);
Plan step_mirror_maker(const json::object& mirror_maker, const View& view, const ClientFacts& facts);

}  // namespace nexa::sandbox
