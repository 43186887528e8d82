#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace nexa::sandbox {

/// The offsets of one time zone: UTC, a fixed one ("Etc/GMT+5", "+05:30"), or an IANA zone of the system's database
/// (RFC 8536 files; after the file's last transition its last offset holds). Immutable, cheap to copy, thread-safe.
class TimeZone {
public:
    /// UTC.
    TimeZone() = default;
    /// "" and "Local" are UTC: an operator's container has no other local time. Errors: invalid ("unknown time zone X").
    static Result<TimeZone> find(std::string_view name);

    /// What to add to UTC to get the zone's wall clock at that moment.
    std::chrono::seconds offset_at(Time time) const;

private:
    struct Transition {
        std::chrono::sys_seconds at;
        std::chrono::seconds offset;
    };
    std::chrono::seconds first_{0};
    std::shared_ptr<const std::vector<Transition>> transitions_;

    static Result<TimeZone> from_tzif(std::string_view name, std::string_view bytes);
};

}  // namespace nexa::sandbox
