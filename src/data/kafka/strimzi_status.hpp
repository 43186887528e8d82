#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/kinds.hpp"

/// What all kinds of Strimzi have in common in their status: conditions, the pause, the observed generation. Pure.
namespace nexa::kafka {

/// What decides before any condition is read: deletion, no status yet, a pause, a generation that was not observed yet.
std::optional<HealthVerdict> health_before_conditions(const json::object& object);

/// The verdict of the conditions Ready and NotReady; Unknown when there is neither.
HealthVerdict health_of_conditions(const json::object& object);

/// Both: health of Kafka, and of every other kind that reports like it.
HealthVerdict strimzi_health(const json::object& object);

/// The same for what consists of replicas that may be none (Connect, MirrorMaker, bridge): Ready then says little.
HealthVerdict health_of_workers(const json::object& object);

/// The state of a KafkaRebalance: the type of its one condition that is no warning; "New" when there is none yet. Lives as long as the
/// object.
std::string_view rebalance_state(const json::object& rebalance);

/// The Warning conditions, "reason: message" each, joined by "; "; empty when there are none.
std::string warnings_of(const json::object& object);
std::int64_t warning_count(const json::object& object);

}  // namespace nexa::kafka
