#include "data/sandbox/operators/cron.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <vector>

namespace nexa::sandbox {
namespace {

using namespace std::chrono;

struct Field {
    std::string_view name;
    unsigned low;
    unsigned high;
    std::span<const std::string_view> words;  ///< Names of the values from `low` on.
};

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<Field, 5> fields{Field{"minute", 0, 59, {}}, Field{"hour", 0, 23, {}}, Field{"day of month", 1, 31, {}},
                                      Field{"month", 1, 12, month_names}, Field{"day of week", 0, 6, weekday_names}};

struct Descriptor {
    std::string_view name;
    std::string_view fields;
};
constexpr std::array<Descriptor, 7> descriptors{Descriptor{"@yearly", "0 0 1 1 *"},
                                                {"@annually", "0 0 1 1 *"},
                                                {"@monthly", "0 0 1 * *"},
                                                {"@weekly", "0 0 * * 0"},
                                                {"@daily", "0 0 * * *"},
                                                {"@midnight", "0 0 * * *"},
                                                {"@hourly", "0 * * * *"}};

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(by);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (auto& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

Result<unsigned> parse_value(std::string_view text, const Field& field) {
    const auto word = lower(text);
    for (std::size_t i = 0; i < field.words.size(); ++i) {
        if (field.words[i] == word) return field.low + static_cast<unsigned>(i);
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        return fail(ErrorCode::invalid, fmt::format("failed to parse int from {}: the {} field", text, field.name));
    }
    return value;
}

/// One element of a list: "*", "5", "1-5", "*/15", "10-50/20", "7/2".
Result<std::uint64_t> parse_range(std::string_view text, const Field& field, bool& star) {
    const auto step_parts = split(text, '/');
    const auto ends = split(step_parts[0], '-');
    if (step_parts.size() > 2) return fail(ErrorCode::invalid, fmt::format("too many slashes: {}", text));
    if (ends.size() > 2) return fail(ErrorCode::invalid, fmt::format("too many hyphens: {}", text));

    unsigned first = field.low;
    unsigned last = field.high;
    if (ends[0] == "*" || ends[0] == "?") {
        if (ends.size() == 2) return fail(ErrorCode::invalid, fmt::format("failed to parse int from *: {}", text));
        star = star || step_parts.size() == 1;
    } else {
        const auto from = parse_value(ends[0], field);
        if (!from) return fail(from.error());
        first = *from;
        last = step_parts.size() == 2 ? field.high : first;
        if (ends.size() == 2) {
            const auto to = parse_value(ends[1], field);
            if (!to) return fail(to.error());
            last = *to;
        }
    }
    unsigned step = 1;
    if (step_parts.size() == 2) {
        const auto parsed = parse_value(step_parts[1], Field{field.name, 0, 0, {}});
        if (!parsed) return fail(parsed.error());
        step = *parsed;
    }
    if (first < field.low)
        return fail(ErrorCode::invalid, fmt::format("beginning of range ({}) below minimum ({}): {}", first, field.low, text));
    if (last > field.high) return fail(ErrorCode::invalid, fmt::format("end of range ({}) above maximum ({}): {}", last, field.high, text));
    if (first > last)
        return fail(ErrorCode::invalid, fmt::format("beginning of range ({}) beyond end of range ({}): {}", first, last, text));
    if (step == 0) return fail(ErrorCode::invalid, fmt::format("step of range should be a positive number: {}", text));
    std::uint64_t bits = 0;
    for (auto value = first; value <= last; value += step) bits |= std::uint64_t{1} << value;
    return bits;
}

Result<std::uint64_t> parse_field(std::string_view text, const Field& field, bool& star) {
    std::uint64_t bits = 0;
    for (const auto part : split(text, ',')) {
        const auto range = parse_range(part, field, star);
        if (!range) return range;
        bits |= *range;
    }
    return bits;
}

bool has(std::uint64_t bits, unsigned value) {
    return ((bits >> value) & 1U) != 0;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    const auto invalid = [whole = text] { return fail(ErrorCode::invalid, fmt::format("invalid duration \"{}\"", whole)); };
    if (text.empty()) return invalid();
    double total = 0;
    while (!text.empty()) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
        if (error != std::errc{} || value < 0) return invalid();
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        struct Unit {
            std::string_view name;
            double micros;
        };
        // "ms" before "m".
        static constexpr std::array<Unit, 5> units{Unit{"ms", 1e3}, Unit{"us", 1}, Unit{"h", 3600e6}, Unit{"m", 60e6}, Unit{"s", 1e6}};
        const auto* unit = std::ranges::find_if(units, [&](const Unit& u) { return text.starts_with(u.name); });
        if (unit == units.end()) return invalid();
        text.remove_prefix(unit->name.size());
        total += value * unit->micros;
    }
    if (total > 9e18) return invalid();
    return Duration(static_cast<std::int64_t>(std::llround(total)));
}

Result<Cron> Cron::parse_every(std::string_view duration) {
    const auto parsed = parse_duration(duration);
    if (!parsed) return fail(ErrorCode::invalid, fmt::format("failed to parse duration @every {}: {}", duration, parsed.error().message));
    Cron cron;
    cron.every_ = std::max(seconds(1), duration_cast<seconds>(*parsed));
    return cron;
}

Result<Cron> Cron::parse(std::string_view text, std::string_view time_zone) {
    text = trimmed(text);
    if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
        const auto space = text.find(' ');
        if (space == std::string_view::npos) return fail(ErrorCode::invalid, fmt::format("missing fields after time zone: {}", text));
        const auto name_at = text.find('=') + 1;
        time_zone = text.substr(name_at, space - name_at);
        text = trimmed(text.substr(space));
    }
    const auto zone = TimeZone::find(time_zone);
    if (!zone) return fail(zone.error());
    if (text.starts_with("@every ")) return parse_every(trimmed(text.substr(7)));
    if (text.starts_with('@')) {
        const auto* found = std::ranges::find(descriptors, lower(text), &Descriptor::name);
        if (found == descriptors.end()) return fail(ErrorCode::invalid, fmt::format("unrecognized descriptor: {}", text));
        text = found->fields;
    }

    std::vector<std::string_view> parts;
    for (const auto part : split(text, ' ')) {
        if (!part.empty()) parts.push_back(part);
    }
    if (parts.size() != fields.size()) {
        return fail(ErrorCode::invalid, fmt::format("expected exactly 5 fields, found {}: [{}]", parts.size(), text));
    }
    Cron cron;
    cron.zone_ = *zone;
    std::array<std::uint64_t*, 5> targets{&cron.minutes_, &cron.hours_, &cron.days_, &cron.months_, &cron.weekdays_};
    std::array<bool, 5> stars{};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto bits = parse_field(parts[i], fields[i], stars[i]);
        if (!bits) return fail(bits.error());
        *targets[i] = *bits;
    }
    cron.any_day_ = stars[2];
    cron.any_weekday_ = stars[4];
    return cron;
}

bool Cron::matches_day(sys_days day) const {
    const year_month_day date(day);
    if (!has(months_, static_cast<unsigned>(date.month()))) return false;
    const bool of_month = has(days_, static_cast<unsigned>(date.day()));
    const bool of_week = has(weekdays_, weekday(day).c_encoding());
    return any_day_ || any_weekday_ ? of_month && of_week : of_month || of_week;
}

std::optional<Time> Cron::next(Time time) const {
    if (every_.count() != 0) return floor<seconds>(time) + every_;

    // The search runs on the zone's wall clock; a wall time that the clock skips is passed over.
    const auto start = floor<minutes>(time) + minutes(1);
    const auto local_start = start + zone_.offset_at(start);
    auto day = floor<days>(local_start);
    for (const auto last = day + days(5 * 366); day <= last; day += days(1)) {
        if (!matches_day(day)) continue;
        for (unsigned hour = 0; hour < 24; ++hour) {
            if (!has(hours_, hour)) continue;
            for (unsigned minute = 0; minute < 60; ++minute) {
                const auto local = day + hours(hour) + minutes(minute);
                if (!has(minutes_, minute) || local < local_start) continue;
                const auto guess = local - zone_.offset_at(local);
                const auto utc = local - zone_.offset_at(guess);
                if (utc + zone_.offset_at(utc) == local && utc > time) return utc;
            }
        }
    }
    return std::nullopt;
}

}  // namespace nexa::sandbox
