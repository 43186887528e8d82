#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"

namespace nexa {

/// One record of the audit trail. Records form a hash chain in the order of `sequence` (1, 2, 3, ...).
struct AuditEntry {
    std::int64_t sequence = 0;
    Id<AuditEntry> id;
    Time at;
    std::string who;      ///< User name, or "system:<component>".
    std::string what;     ///< "intent.apply", "auth.login", "run.succeeded", "cluster.create", ...
    std::string outcome;  ///< "accepted", "denied", "succeeded", "failed"
    std::string cluster;  ///< Where; empty where it does not apply.
    std::string name_space;
    std::string kind;
    std::string name;
    std::string remote_address;
    std::string request_id;
    std::string message;        ///< One sentence for a person.
    std::string detail;         ///< JSON: diff, ids, reason. Never a secret.
    std::string previous_hash;  ///< 64 hex characters; of record 1: 64 zeros.
    std::string hash;           ///< Over every field above (see store/audit).
};

}  // namespace nexa
