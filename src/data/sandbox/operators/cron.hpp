#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "data/sandbox/operators/time_zone.hpp"

namespace nexa::sandbox {

/// A schedule as the Spark operator reads it (robfig/cron's standard form): five fields (minute, hour, day of month, month, day of week)
/// with lists, ranges, steps and English names; @yearly to @hourly; "@every 90s"; a prefix "TZ=Europe/Rome " or "CRON_TZ=...".
/// Immutable, thread-safe.
class Cron {
public:
    /// `time_zone` is used unless the text names its own. Errors: invalid, with what is wrong.
    static Result<Cron> parse(std::string_view text, std::string_view time_zone = {});

    /// The first firing after `time`; nothing when there is none within five years ("0 0 30 2 *").
    std::optional<Time> next(Time time) const;

private:
    static Result<Cron> parse_every(std::string_view duration);

    std::uint64_t minutes_ = 0;  ///< Bit n: fires at minute n; the others likewise.
    std::uint64_t hours_ = 0;
    std::uint64_t days_ = 0;
    std::uint64_t months_ = 0;
    std::uint64_t weekdays_ = 0;  ///< Bit 0: Sunday.
    bool any_day_ = false;        ///< The field is a star; when neither is one, either may match.
    bool any_weekday_ = false;
    std::chrono::seconds every_{0};  ///< Not zero: "@every", and the rest is unused.
    TimeZone zone_;

    bool matches_day(std::chrono::sys_days day) const;
};

/// Go's duration: "90s", "1h30m", "1.5h", "250ms". Errors: invalid.
Result<Duration> parse_duration(std::string_view text);

}  // namespace nexa::sandbox
