#include "base/clock.hpp"

#include <fmt/format.h>

#include <charconv>

namespace nexa {
namespace {

class SystemClock final : public Clock {
public:
    Time now() const override { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
};

/// Reads exactly `width` digits at `at` and moves past them; nothing when there are others.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width) {
    if (at + width > text.size()) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + width, value);
    if (error != std::errc{} || end != text.data() + at + width || text[at] == '-') return std::nullopt;
    at += width;
    return value;
}

bool literal(std::string_view text, std::size_t& at, std::string_view allowed) {
    if (at >= text.size() || allowed.find(text[at]) == std::string_view::npos) return false;
    ++at;
    return true;
}

struct Parts {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<Duration> time;
};

Parts split(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<Duration>(time - day)};
}

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

std::string to_rfc3339_seconds(Time time) {
    const auto [date, clock] = split(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string to_rfc3339(Time time) {
    const auto [date, clock] = split(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

Result<Time> parse_rfc3339(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::invalid, fmt::format("\"{}\" is not a time; write it as 2026-01-31T23:59:59Z", text.substr(0, 64)));
    };
    std::size_t at = 0;
    const auto year = digits(text, at, 4);
    if (!year || !literal(text, at, "-")) return bad();
    const auto month = digits(text, at, 2);
    if (!month || !literal(text, at, "-")) return bad();
    const auto day = digits(text, at, 2);
    if (!day || !literal(text, at, "Tt ")) return bad();
    const auto hour = digits(text, at, 2);
    if (!hour || !literal(text, at, ":")) return bad();
    const auto minute = digits(text, at, 2);
    if (!minute || !literal(text, at, ":")) return bad();
    const auto second = digits(text, at, 2);
    if (!second) return bad();

    Duration fraction{0};
    if (at < text.size() && text[at] == '.') {
        const std::size_t first = ++at;
        std::int64_t micros = 0;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            if (at - first < 6) micros = micros * 10 + (text[at] - '0');
            ++at;
        }
        if (at == first) return bad();
        for (std::size_t digit = at - first; digit < 6; ++digit) micros *= 10;
        fraction = Duration(micros);
    }

    std::chrono::minutes offset{0};
    if (!literal(text, at, "Zz")) {
        if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return bad();
        const int sign = text[at++] == '-' ? -1 : 1;
        const auto hours = digits(text, at, 2);
        if (!hours || !literal(text, at, ":")) return bad();
        const auto minutes = digits(text, at, 2);
        if (!minutes || *hours > 23 || *minutes > 59) return bad();
        offset = std::chrono::minutes(sign * (*hours * 60 + *minutes));
    }
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (at != text.size() || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) return bad();
    return Time(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
           fraction - offset;
}

}  // namespace nexa
