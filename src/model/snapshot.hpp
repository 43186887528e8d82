#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "model/health.hpp"
#include "model/resource_key.hpp"

namespace nexa {

/// The last observed state of one resource. `sequence` grows over all snapshots of the fleet: replicas follow it.
struct Snapshot {
    ResourceKey key;
    std::string uid;
    std::string resource_version;
    std::int64_t generation = 0;
    std::int64_t observed_generation = 0;  ///< 0 when the kind has none.
    std::string object;                    ///< JSON without managedFields and last-applied; empty when deleted.
    std::string alias;                     ///< Another name that the resource goes by (Kind::alias); may be empty.
    HealthVerdict health;
    std::string summary;  ///< JSON object: the kind's columns ({"state":"RUNNING","executors":2}).
    Time seen_at;
    bool deleted = false;  ///< A tombstone: kept until every replica has followed, then removed.
    std::int64_t sequence = 0;
};

}  // namespace nexa
