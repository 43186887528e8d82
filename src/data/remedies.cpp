#include "data/remedies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/object.hpp"
#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/json_patch.hpp"

namespace nexa::remedies {
namespace {

using Op = PatchOperation::Op;

void compare(const json::value& before, const json::value& after, const std::string& pointer, std::vector<PatchOperation>& patch) {
    if (before == after) return;
    const auto* old_members = before.if_object();
    const auto* new_members = after.if_object();
    if (old_members != nullptr && new_members != nullptr) {
        for (const auto& [name, value] : *old_members) {
            const auto below = pointer + "/" + wire::escape_pointer(name);
            if (const auto* now = new_members->if_contains(name)) {
                compare(value, *now, below, patch);
            } else {
                patch.push_back({.op = Op::remove, .path = below});
            }
        }
        for (const auto& [name, value] : *new_members) {
            if (!old_members->contains(name))
                patch.push_back({.op = Op::add, .path = pointer + "/" + wire::escape_pointer(name), .from = {}, .value = value});
        }
        return;
    }
    const auto* old_items = before.if_array();
    const auto* new_items = after.if_array();
    if (old_items != nullptr && new_items != nullptr && old_items->size() == new_items->size()) {
        for (std::size_t at = 0; at < old_items->size(); ++at)
            compare((*old_items)[at], (*new_items)[at], fmt::format("{}/{}", pointer, at), patch);
        return;
    }
    patch.push_back({.op = Op::replace, .path = pointer, .from = {}, .value = after});
}

bool is_position(std::string_view token) {
    return !token.empty() && std::ranges::all_of(token, [](char each) { return each >= '0' && each <= '9'; });
}

/// Short enough for a button.
std::string shown(const json::value& value) {
    if (const auto* list = value.if_array(); list != nullptr && list->size() == 1 && list->front().is_string())
        return fmt::format("[{}]", plain_text(list->front()));
    const auto text = plain_text(value);
    constexpr std::size_t longest = 60;
    return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

/// How many tokens of a path lead to something.
std::size_t known_part(const json::object& document, std::span<const std::string> path) {
    const auto* at = path.empty() ? nullptr : document.if_contains(path.front());
    std::size_t there = 0;
    while (at != nullptr) {
        ++there;
        at = there < path.size() ? wire::value_at(*at, path.subspan(there, 1)) : nullptr;
    }
    return there;
}

}  // namespace

std::string dotted(std::string_view pointer) {
    std::string path;
    for (const auto& token : wire::split_pointer(pointer).value_or(std::vector<std::string>())) {
        if (is_position(token)) {
            path += fmt::format("[{}]", token);
        } else {
            path += fmt::format("{}{}", path.empty() ? "" : ".", token);
        }
    }
    return path;
}

Remedy set(const json::object& document, std::string_view pointer, json::value value) {
    Remedy remedy{.label = fmt::format("Set {} to {}", dotted(pointer), shown(value)), .patch = {}};
    const auto path = wire::split_pointer(pointer).value_or(std::vector<std::string>());
    const std::size_t there = known_part(document, path);
    if (there == path.size()) {
        remedy.patch.push_back({.op = Op::replace, .path = std::string(pointer), .from = {}, .value = std::move(value)});
        return remedy;
    }
    for (std::size_t at = path.size() - 1; at > there; --at) value = json::object{{path[at], std::move(value)}};
    std::string above;
    for (std::size_t at = 0; at <= there; ++at) above += "/" + wire::escape_pointer(path[at]);
    remedy.patch.push_back({.op = Op::add, .path = std::move(above), .from = {}, .value = std::move(value)});
    return remedy;
}

Remedy remove(std::string_view pointer) {
    return {.label = fmt::format("Remove {}", dotted(pointer)), .patch = {{.op = Op::remove, .path = std::string(pointer)}}};
}

Remedy rename(std::string_view pointer, std::string_view name) {
    const auto above = pointer.substr(0, pointer.rfind('/'));
    return {
        .label = fmt::format("Rename {} to {}", dotted(pointer), name),
        .patch = {
            {.op = Op::move, .path = fmt::format("{}/{}", above, wire::escape_pointer(name)), .from = std::string(pointer), .value = {}}}};
}

Remedy unknown_field(const json::object& holder, std::string_view pointer, std::string_view meant) {
    return meant.empty() || holder.contains(meant) ? remove(pointer) : rename(pointer, meant);
}

Remedy become(const json::object& document, const json::object& wanted, std::string label) {
    Remedy remedy{.label = std::move(label), .patch = {}};
    compare(document, wanted, "", remedy.patch);
    return remedy;
}

}  // namespace nexa::remedies
