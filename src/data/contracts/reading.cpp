#include "data/contracts/reading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "data/kinds.hpp"
#include "data/remedies.hpp"
#include "data/version.hpp"

namespace nexa::contracts {

std::string operator_on_cluster(const Input& input, const OperatorInfo& which) {
    const std::string_view name = which.name == "strimzi" ? "Strimzi" : "Spark operator";
    if (which.version.empty()) return fmt::format("{} of an unknown version on cluster {}", name, input.facts.cluster);
    return fmt::format("{} {} on cluster {}", name, which.version, input.facts.cluster);
}

bool is_since(const OperatorInfo* which, std::string_view release) noexcept {
    return which != nullptr && is_version(which->version) && compare_versions(which->version, release) >= 0;
}
bool is_before(const OperatorInfo* which, std::string_view release) noexcept {
    return which != nullptr && is_version(which->version) && compare_versions(which->version, release) < 0;
}

std::string_view cluster_label(const json::object& object) noexcept {
    return label_of(object, "strimzi.io/cluster");
}

std::optional<json::object> related_object(const Input& input, std::string_view kind, std::string_view name) {
    if (name.empty()) return std::nullopt;
    auto found = input.query({.kind = kind, .label = {}, .value = {}, .name = name, .alias = {}});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Remedy> label_of_the_only(const Input& input, std::string_view kind) {
    const auto all = input.query({.kind = kind, .label = {}, .value = {}, .name = {}, .alias = {}});
    if (all.size() != 1) return std::nullopt;
    return remedies::set(input.desired, pointer_of("/metadata/labels", "strimzi.io/cluster"), text_at(all.front(), {"metadata", "name"}));
}

std::optional<json::object> kafka_of(const Input& input) {
    return related_object(input, "Kafka", cluster_label(input.desired));
}

Objects pools_of(const Input& input, std::string_view cluster) {
    auto pools = input.query({.kind = "KafkaNodePool", .label = "strimzi.io/cluster", .value = cluster, .name = {}, .alias = {}});
    if (input.kind() != "KafkaNodePool") return pools;
    const auto judged = [&](const json::object& pool) { return text_at(pool, {"metadata", "name"}) == input.name(); };
    const auto place = std::ranges::find_if(pools, judged);
    if (input.removal) {
        if (place != pools.end()) pools.erase(place);
    } else if (cluster_label(input.desired) == cluster) {
        json::object wanted = input.desired;
        if (place == pools.end()) {
            pools.push_back(std::move(wanted));
        } else {
            if (const auto* status = place->if_contains("status")) wanted["status"] = *status;
            *place = std::move(wanted);
        }
    }
    return pools;
}

bool has_role(const json::object& pool, std::string_view role) {
    const auto* roles = list_at(pool, {"spec", "roles"});
    return roles != nullptr &&
           std::ranges::any_of(*roles, [&](const json::value& each) { return each.is_string() && view(each.get_string()) == role; });
}

std::optional<std::int64_t> broker_count(const Input& input, const json::object& kafka, std::string_view cluster) {
    const auto pools = pools_of(input, cluster);
    if (pools.empty()) return integer_at(kafka, {"spec", "kafka", "replicas"});
    std::int64_t count = 0;
    for (const auto& pool : pools) {
        if (has_role(pool, "broker")) count += integer_at(pool, {"spec", "replicas"}).value_or(0);
    }
    return count;
}

std::optional<std::int64_t> option_of(const json::object& object, Path config, std::string_view name) {
    const auto* options = object_at(object, config);
    if (options == nullptr) return std::nullopt;
    if (const auto number = integer_at(*options, {name})) return number;
    const auto text = text_at(*options, {name});
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

std::vector<std::string> changed_members(const json::object* before, const json::object* after) {
    static const json::object none;
    const auto& old_members = before == nullptr ? none : *before;
    const auto& new_members = after == nullptr ? none : *after;
    std::vector<std::string> names;
    for (const auto& [name, value] : new_members) {
        const auto* old = old_members.if_contains(name);
        // 3 and "3" are the same option: config maps are text in the end.
        if (old == nullptr || (*old != value && plain_text(*old) != plain_text(value))) names.emplace_back(name);
    }
    for (const auto& [name, value] : old_members) {
        if (!new_members.contains(name)) names.emplace_back(name);
    }
    return names;
}

std::vector<DiffEntry> changes(const Input& input) {
    if (input.current != nullptr) return diff(*input.current, input.desired);
    if (input.observed == nullptr) return {};
    if (const auto* kind = find_kind(input.kind())) return drift_of(*kind, input.desired, *input.observed);
    return drift(input.desired, *input.observed);
}

bool is_below(std::string_view pointer, std::string_view parent) noexcept {
    return pointer.starts_with(parent) && (pointer.size() == parent.size() || pointer[parent.size()] == '/');
}

bool is_changed(const std::vector<DiffEntry>& entries, std::string_view parent) noexcept {
    return std::ranges::any_of(entries, [&](const DiffEntry& each) { return is_below(each.pointer, parent); });
}

std::string dotted(std::string_view pointer) {
    std::string path(pointer.substr(pointer.empty() ? 0 : 1));
    std::ranges::replace(path, '/', '.');
    for (auto at = path.find("~1"); at != std::string::npos; at = path.find("~1")) path.replace(at, 2, "/");
    return path;
}

std::string pointer_of(std::string_view parent, std::string_view name) {
    std::string pointer(parent);
    pointer += '/';
    for (const char each : name) {
        if (each == '/' || each == '~') {
            pointer += each == '/' ? "~1" : "~0";
        } else {
            pointer += each;
        }
    }
    return pointer;
}

std::string list_of(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 9;
    if (names.size() <= shown) return fmt::format("{}", fmt::join(names, ", "));
    return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + shown, ", "), names.size() - shown);
}

}  // namespace nexa::contracts
