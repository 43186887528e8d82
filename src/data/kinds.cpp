#include "data/kinds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "data/kafka/kinds.hpp"
#include "data/object.hpp"
#include "data/schema/schema.hpp"
#include "data/spark/kinds.hpp"

namespace nexa {
namespace {

const std::vector<Kind>& table() {
    static const std::vector<Kind> rows{
        kafka::cluster(),   kafka::node_pool(),      kafka::topic(),        kafka::user(),    kafka::connect(),
        kafka::connector(), kafka::mirror_maker_2(), kafka::mirror_maker(), kafka::bridge(),  kafka::rebalance(),
        kafka::pod_set(),   spark::application(),    spark::schedule(),     spark::connect(),
    };
    return rows;
}

bool same_word(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// The parts of an object that a manifest owns, in one document.
json::value owned_part(const json::object& object) {
    json::object metadata;
    for (const std::string_view name : {"labels", "annotations"}) {
        if (const auto* entries = object_at(object, {"metadata", name})) metadata[name] = *entries;
    }
    json::object part{{"metadata", std::move(metadata)}};
    if (const auto* spec = find(object, {"spec"})) part["spec"] = *spec;
    return part;
}

bool is_zero(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return true;
        case json::kind::bool_:
            return !value.get_bool();
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            return value.to_number<double>() == 0;
        case json::kind::string:
            return value.get_string().empty();
        case json::kind::array:
            return value.get_array().empty();
        case json::kind::object:
            return value.get_object().empty();
    }
    return false;
}

}  // namespace

std::string_view to_string(Family family) noexcept {
    return family == Family::kafka ? "kafka" : "spark";
}

std::string_view to_string(ColumnType type) noexcept {
    switch (type) {
        case ColumnType::text:
            return "text";
        case ColumnType::number:
            return "number";
        case ColumnType::bytes:
            return "bytes";
        case ColumnType::state:
            return "state";
        case ColumnType::time:
            return "time";
    }
    return "text";
}

std::span<const Kind> kinds() noexcept {
    return table();
}

const Kind* find_kind(std::string_view name) noexcept {
    const auto found = std::ranges::find_if(table(), [&](const Kind& each) {
        return same_word(each.ref.kind, name) || same_word(each.ref.plural, name) ||
               std::ranges::any_of(each.short_names, [&](std::string_view short_name) { return same_word(short_name, name); });
    });
    return found == table().end() ? nullptr : &*found;
}

const Kind* find_kind(std::string_view group, std::string_view kind) noexcept {
    const auto found = std::ranges::find_if(table(), [&](const Kind& each) { return each.ref.group == group && each.ref.kind == kind; });
    return found == table().end() ? nullptr : &*found;
}

std::int64_t observed_generation(const json::object& object) noexcept {
    return integer_at(object, {"status", "observedGeneration"}).value_or(0);
}
std::int64_t generation(const json::object& object) noexcept {
    return integer_at(object, {"metadata", "generation"}).value_or(0);
}

std::vector<Condition> conditions(const json::object& object) {
    std::vector<Condition> result;
    const auto* list = list_at(object, {"status", "conditions"});
    if (list == nullptr) return result;
    for (const auto& item : *list) {
        const auto* condition = item.if_object();
        if (condition == nullptr) continue;
        result.push_back({.type = std::string(text_at(*condition, {"type"})),
                          .status = std::string(text_at(*condition, {"status"})),
                          .reason = std::string(text_at(*condition, {"reason"})),
                          .message = std::string(text_at(*condition, {"message"})),
                          .last_transition_time = time_at(*condition, {"lastTransitionTime"})});
    }
    return result;
}

std::vector<DiffEntry> drift_of(const Kind& kind, const json::object& desired, const json::object& observed) {
    const auto api_version = text_at(observed, {"apiVersion"});
    const auto* shape = schema::fields(kind.ref.kind, api_version.substr(api_version.rfind('/') + 1), "");
    // Lists without merge keys have one owner (server-side apply treats them so).
    const auto is_atomic = [shape](std::string_view pointer) {
        const auto* list = shape == nullptr ? nullptr : schema::at(*shape, pointer);
        return list != nullptr && list->merge_keys.empty();
    };
    auto entries = drift(owned_part(desired), owned_part(observed), is_atomic);
    std::erase_if(entries, [&](const DiffEntry& each) {
        if (each.type != DiffEntry::Type::removed) return false;
        if (kind.drops_zero_values && is_zero(each.before)) return true;
        return std::ranges::any_of(kind.consumed_annotations, [&](std::string_view name) {
            constexpr std::string_view above = "/metadata/annotations/";
            std::string token(name);
            if (const auto slash = token.find('/'); slash != std::string::npos) token.replace(slash, 1, "~1");
            return each.pointer.starts_with(above) && each.pointer.substr(above.size()) == token;
        });
    });
    return entries;
}

RunVerdict waiting_verdict(const Kind& kind, const Applied& applied, const json::object& object) {
    using State = RunVerdict::State;
    if (generation(object) < applied.generation)
        return {State::waiting, fmt::format("generation {} has not been seen on the cluster yet", applied.generation)};
    if (applied.starts_anew && kind.status_time != nullptr) {
        // The status is of the work before until one of its times is not. Kubernetes writes whole seconds.
        const auto seen = kind.status_time(object);
        const auto since = std::chrono::floor<std::chrono::seconds>(applied.at);
        if (seen && *seen < since) return {State::waiting, "the operator has not taken up the change yet"};
    }
    auto verdict = kind.health(object);
    switch (verdict.health) {
        case Health::healthy:
            return {State::succeeded, std::move(verdict.reason)};
        case Health::suspended:
            return {State::succeeded, "applied; " + verdict.reason};
        case Health::degraded:
            return {State::failed, std::move(verdict.reason)};
        case Health::progressing:
        case Health::missing:
        case Health::unknown:
            break;
    }
    return {State::waiting, std::move(verdict.reason)};
}

}  // namespace nexa
