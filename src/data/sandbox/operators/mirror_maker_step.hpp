#pragma once

#include "data/sandbox/operators/connector_runtime.hpp"
#include "data/sandbox/operators/strimzi_client.hpp"

/// Strimzi's cluster operator with a KafkaMirrorMaker2: workers as of Connect, and a few connectors for each mirror. Pure; what runs in the
/// workers afterwards stands in the answer.
namespace nexa::sandbox {

inline constexpr ClientKind mirror_maker_2_kind{"KafkaMirrorMaker2", "mirrormaker2", "kafka-mirror-maker-2"};

struct MirrorMakerStep {
    Plan plan;
    RunningConnectors running;  ///< By the connector's name: "a->b.MirrorSourceConnector".
};

MirrorMakerStep step_mirror_maker_2(const json::object& mirror_maker, const RunningConnectors& running, const View& view,
                                    const ClientFacts& facts);

}  // namespace nexa::sandbox
