#include "data/sandbox/operators/fields.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/encoding.hpp"

namespace nexa::sandbox {

const json::value* find(const json::object& object, Path path) {
    const json::object* at = &object;
    const json::value* found = nullptr;
    for (const auto step : path) {
        if (at == nullptr) return nullptr;
        found = at->if_contains(step);
        if (found == nullptr) return nullptr;
        at = found->if_object();
    }
    return found;
}

std::string text_at(const json::object& object, Path path, std::string_view fallback) {
    const auto* value = find(object, path);
    if (value == nullptr) return std::string(fallback);
    if (const auto* text = value->if_string()) return std::string(*text);
    if (value->is_number() || value->is_bool()) return json::serialize(*value);
    return std::string(fallback);
}

std::int64_t number_at(const json::object& object, Path path, std::int64_t fallback) {
    const auto* value = find(object, path);
    if (value == nullptr) return fallback;
    if (value->is_string()) {
        const auto& text = value->get_string();
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? number : fallback;
    }
    boost::system::error_code error;
    const auto number = value->to_number<std::int64_t>(error);
    return error ? fallback : number;
}

bool flag_at(const json::object& object, Path path, bool fallback) {
    const auto* value = find(object, path);
    if (value == nullptr) return fallback;
    if (const auto* flag = value->if_bool()) return *flag;
    if (const auto* text = value->if_string()) return *text == "true";
    return fallback;
}

const json::object& object_at(const json::object& object, Path path) {
    static const json::object none;
    const auto* value = find(object, path);
    const auto* found = value == nullptr ? nullptr : value->if_object();
    return found == nullptr ? none : *found;
}

const json::array& array_at(const json::object& object, Path path) {
    static const json::array none;
    const auto* value = find(object, path);
    const auto* found = value == nullptr ? nullptr : value->if_array();
    return found == nullptr ? none : *found;
}

std::vector<std::string> texts_at(const json::object& object, Path path) {
    std::vector<std::string> texts;
    for (const auto& item : array_at(object, path)) {
        if (const auto* text = item.if_string()) texts.emplace_back(*text);
    }
    return texts;
}

json::object& ensure_object(json::object& object, Path path) {
    auto* at = &object;
    for (const auto step : path) {
        auto& value = (*at)[step];
        if (!value.is_object()) value.emplace_object();
        at = &value.get_object();
    }
    return *at;
}

std::string name_of(const json::object& object) {
    return text_at(object, {"metadata", "name"});
}
std::string namespace_of(const json::object& object) {
    return text_at(object, {"metadata", "namespace"});
}
std::string kind_of(const json::object& object) {
    return text_at(object, {"kind"});
}
std::string uid_of(const json::object& object) {
    return text_at(object, {"metadata", "uid"});
}
std::int64_t generation_of(const json::object& object) {
    return number_at(object, {"metadata", "generation"}, 1);
}
bool is_deleting(const json::object& object) {
    return find(object, {"metadata", "deletionTimestamp"}) != nullptr;
}
std::string label_of(const json::object& object, std::string_view key) {
    return text_at(object, {"metadata", "labels", key});
}
std::string annotation_of(const json::object& object, std::string_view key) {
    return text_at(object, {"metadata", "annotations", key});
}

std::optional<Time> time_at(const json::object& object, Path path) {
    const auto* value = find(object, path);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    const auto parsed = parse_rfc3339(std::string_view(value->get_string()));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

Time created_at(const json::object& object, Time fallback) {
    return time_at(object, {"metadata", "creationTimestamp"}).value_or(fallback);
}

bool covers(const json::value& live, const json::value& wanted) {
    if (const auto* items = wanted.if_array()) {
        const auto* others = live.if_array();
        if (others == nullptr || others->size() != items->size()) return false;
        for (std::size_t i = 0; i < items->size(); ++i) {
            if (!covers((*others)[i], (*items)[i])) return false;
        }
        return true;
    }
    const auto* members = wanted.if_object();
    if (members == nullptr) return live == wanted;
    const auto* having = live.if_object();
    if (having == nullptr) return false;
    for (const auto& [key, value] : *members) {
        const auto* other = having->if_contains(key);
        if (value.is_null() ? other != nullptr && !other->is_null() : other == nullptr || !covers(*other, value)) return false;
    }
    return true;
}

void merge(json::object& target, const json::object& changes) {
    for (const auto& [key, value] : changes) {
        if (value.is_null()) {
            target.erase(key);
            continue;
        }
        const auto* nested = value.if_object();
        if (nested == nullptr) {
            target[key] = value;
            continue;
        }
        auto& slot = target[key];
        if (!slot.is_object()) slot.emplace_object();
        merge(slot.get_object(), *nested);
    }
}

std::uint64_t stable_hash(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    // FNV-1a leaves the high bits of short texts alike; SplitMix64's finaliser spreads them.
    hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebULL;
    return hash ^ (hash >> 31U);
}

std::string stable_hex(std::string_view text, std::size_t digits) {
    std::string hex;
    for (std::uint64_t round = 0; hex.size() < digits; ++round)
        hex += fmt::format("{:016x}", stable_hash(fmt::format("{}#{}", text, round)));
    hex.resize(digits);
    return hex;
}

std::string stable_uuid(std::string_view text) {
    auto hex = stable_hex(text, 32);
    hex[12] = '4';
    hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4), hex.substr(20));
}

std::string stable_kafka_id(std::string_view text) {
    const auto bytes = from_hex(stable_hex(text, 32));
    return to_base64url(*bytes);
}

}  // namespace nexa::sandbox
