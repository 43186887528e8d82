#include "model/health.hpp"

#include <array>
#include <utility>

namespace nexa {
namespace {

constexpr std::array<std::pair<Health, std::string_view>, 6> health_names{{{Health::healthy, "Healthy"},
                                                                           {Health::progressing, "Progressing"},
                                                                           {Health::degraded, "Degraded"},
                                                                           {Health::suspended, "Suspended"},
                                                                           {Health::missing, "Missing"},
                                                                           {Health::unknown, "Unknown"}}};
constexpr std::array<std::pair<Sync, std::string_view>, 4> sync_names{
    {{Sync::in_sync, "InSync"}, {Sync::out_of_sync, "OutOfSync"}, {Sync::unmanaged, "Unmanaged"}, {Sync::unknown, "Unknown"}}};

template <class Names, class Value>
std::string_view name_of(const Names& names, Value value) {
    for (const auto& [each, name] : names) {
        if (each == value) return name;
    }
    return "Unknown";
}

template <class Value, class Names>
std::optional<Value> value_of(const Names& names, std::string_view text) {
    for (const auto& [value, name] : names) {
        if (name == text) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(Health health) noexcept {
    return name_of(health_names, health);
}
std::optional<Health> parse_health(std::string_view text) noexcept {
    return value_of<Health>(health_names, text);
}
std::string_view to_string(Sync sync) noexcept {
    return name_of(sync_names, sync);
}
std::optional<Sync> parse_sync(std::string_view text) noexcept {
    return value_of<Sync>(sync_names, text);
}

}  // namespace nexa
