#include "cli/words.hpp"

#include <fmt/format.h>

#include "cli/json_view.hpp"

namespace nexa::cli {

std::string short_duration(Duration time) {
    const std::int64_t seconds = std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(time).count());
    const std::int64_t minutes = seconds / 60;
    const std::int64_t hours = minutes / 60;
    const std::int64_t days = hours / 24;
    const auto pair = [](std::int64_t large, char large_unit, std::int64_t small, char small_unit) {
        return small == 0 ? fmt::format("{}{}", large, large_unit) : fmt::format("{}{}{}{}", large, large_unit, small, small_unit);
    };
    if (seconds < 120) return fmt::format("{}s", seconds);
    if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
    if (hours < 3) return fmt::format("{}m", minutes);
    if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
    if (hours < 48) return fmt::format("{}h", hours);
    if (days < 8) return pair(days, 'd', hours % 24, 'h');
    if (days < 730) return fmt::format("{}d", days);
    return pair(days / 365, 'y', days % 365, 'd');
}

std::string age(std::string_view time, Time now) {
    const auto at = parse_rfc3339(time);
    return at ? short_duration(now - *at) : std::string();
}

std::string until(std::string_view time, Time now) {
    const auto then = parse_rfc3339(time);
    if (!then) return {};
    return *then > now ? "in " + short_duration(*then - now) : short_duration(now - *then) + " ago";
}

std::string bytes(std::int64_t count) {
    static constexpr std::array<std::string_view, 6> units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    auto value = static_cast<double>(count);
    std::size_t unit = 0;
    while (std::abs(value) >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const bool whole = unit == 0 || std::abs(value) >= 100 || value == static_cast<double>(static_cast<std::int64_t>(value));
    return whole ? fmt::format("{:.0f} {}", value, units[unit]) : fmt::format("{:.1f} {}", value, units[unit]);
}

std::string cell(const json::value& value, std::string_view type, Time now) {
    if (type == "bytes" && value.is_number()) return bytes(value.to_number<std::int64_t>());
    if (type == "time" && value.is_string()) return age(value.get_string(), now);
    if (value.is_bool()) return value.get_bool() ? "yes" : "no";
    return display(value);
}

std::string count_of(std::size_t count, std::string_view noun) {
    const bool has_s = noun.ends_with('s');
    return fmt::format("{} {}{}", count, noun, count == 1 || has_s ? "" : "s");
}

std::string url_encode(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
                           std::string_view("-._~").find(letter) != std::string_view::npos;
        if (plain) {
            out += letter;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(letter)));
        }
    }
    return out;
}

Query& Query::add(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    text_ += text_.empty() ? '?' : '&';
    text_ += name;
    text_ += '=';
    text_ += url_encode(value);
    return *this;
}

std::string resource_path(std::string_view cluster, std::string_view name_space, std::string_view plural, std::string_view name) {
    return fmt::format("/clusters/{}/namespaces/{}/{}/{}", url_encode(cluster), url_encode(name_space), url_encode(plural),
                       url_encode(name));
}

}  // namespace nexa::cli
