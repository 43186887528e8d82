#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nexa {

/// The state of a resource as its operator tells it. Never `healthy` while observedGeneration < generation.
enum class Health { healthy, progressing, degraded, suspended, missing, unknown };
std::string_view to_string(Health health) noexcept;  ///< "Healthy", "Progressing", ...
std::optional<Health> parse_health(std::string_view text) noexcept;

/// A verdict with its reason in the operator's own terms ("NotReady: UnsupportedKafkaVersionException: ...").
struct HealthVerdict {
    Health health = Health::unknown;
    std::string reason;
    friend bool operator==(const HealthVerdict&, const HealthVerdict&) = default;
};

/// Intent against snapshot, on the fields that the intent owns.
enum class Sync { in_sync, out_of_sync, unmanaged, unknown };
std::string_view to_string(Sync sync) noexcept;  ///< "InSync", "OutOfSync", "Unmanaged", "Unknown"
std::optional<Sync> parse_sync(std::string_view text) noexcept;

}  // namespace nexa
