#include "data/sandbox/operators/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;

/// A big-endian signed integer of `width` bytes; the caller has checked the bounds.
std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    if (width == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// "Etc/GMT+5" is five hours *behind* UTC (POSIX's sign); "+05:30" and "-08:00" are what they say.
std::optional<seconds> fixed_offset(std::string_view name) {
    const auto etc = name.starts_with("Etc/GMT");
    if (etc) name.remove_prefix(7);
    if (name.size() < 2 || (name[0] != '+' && name[0] != '-')) return std::nullopt;
    const int sign = name[0] == '+' ? 1 : -1;
    const auto colon = name.find(':');
    const auto hours = number(name.substr(1, colon == std::string_view::npos ? colon : colon - 1));
    const auto minutes = colon == std::string_view::npos ? std::optional(0) : number(name.substr(colon + 1));
    if (!hours || !minutes || *hours < 0 || *hours > 14 || *minutes < 0 || *minutes > 59) return std::nullopt;
    return seconds((*hours * 3600 + *minutes * 60) * sign * (etc ? -1 : 1));
}

/// Zone names come from manifests: nothing that could leave the database's folder.
bool is_zone_name(std::string_view name) {
    return !name.empty() && name[0] != '/' && name.find("..") == std::string_view::npos && std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
    });
}

std::unexpected<Error> unknown(std::string_view name) {
    return fail(ErrorCode::invalid, fmt::format("unknown time zone {}", name));
}

}  // namespace

Result<TimeZone> TimeZone::find(std::string_view name) {
    if (name.empty() || name == "Local" || name == "UTC" || name == "Etc/UTC" || name == "GMT") return TimeZone{};
    if (const auto offset = fixed_offset(name)) {
        TimeZone zone;
        zone.first_ = *offset;
        return zone;
    }
    if (!is_zone_name(name)) return unknown(name);
    std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
    if (!file) return unknown(name);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return from_tzif(name, bytes);
}

// RFC 8536, section 3: a header of 44 bytes with six counts, the 32-bit block, then the same once more with 64-bit times.
Result<TimeZone> TimeZone::from_tzif(std::string_view name, std::string_view bytes) {
    constexpr std::size_t header = 44;
    struct Counts {
        std::size_t utc, standard, leap, times, types, characters;
    };
    const auto counts_at = [&](std::size_t at) {
        const auto read = [&](std::size_t i) { return static_cast<std::size_t>(big_endian(bytes, at + 20 + 4 * i, 4)); };
        return Counts{read(0), read(1), read(2), read(3), read(4), read(5)};
    };
    const auto block_size = [](const Counts& c, std::size_t width) {
        return c.times * width + c.times + c.types * 6 + c.characters + c.leap * (width + 4) + c.standard + c.utc;
    };
    const auto is_header = [&](std::size_t at) { return bytes.size() >= at + header && bytes.substr(at, 4) == "TZif"; };
    if (!is_header(0) || bytes[4] < '2') return unknown(name);
    const std::size_t second = header + block_size(counts_at(0), 4);
    if (!is_header(second)) return unknown(name);
    const auto counts = counts_at(second);
    const std::size_t times = second + header;
    if (counts.types == 0 || bytes.size() < times + block_size(counts, 8)) return unknown(name);
    const std::size_t indices = times + counts.times * 8;
    const std::size_t types = indices + counts.times;

    const auto type_offset = [&](std::size_t type) { return seconds(big_endian(bytes, types + type * 6, 4)); };
    std::vector<Transition> transitions;
    transitions.reserve(counts.times);
    for (std::size_t i = 0; i < counts.times; ++i) {
        const auto type = static_cast<unsigned char>(bytes[indices + i]);
        if (type >= counts.types) return unknown(name);
        transitions.push_back({std::chrono::sys_seconds(seconds(big_endian(bytes, times + i * 8, 8))), type_offset(type)});
    }
    TimeZone zone;
    zone.first_ = type_offset(0);
    zone.transitions_ = std::make_shared<const std::vector<Transition>>(std::move(transitions));
    return zone;
}

seconds TimeZone::offset_at(Time time) const {
    if (!transitions_) return first_;
    const auto after = std::ranges::upper_bound(*transitions_, std::chrono::floor<seconds>(time), {}, &Transition::at);
    return after == transitions_->begin() ? first_ : std::prev(after)->offset;
}

}  // namespace nexa::sandbox
