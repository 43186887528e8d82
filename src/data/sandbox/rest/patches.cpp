#include "data/sandbox/rest/patches.hpp"

#include "wire/json_patch.hpp"

namespace nexa::sandbox::rest {

namespace {

StatusError rejected() {
    return {.code = 422, .reason = "Invalid", .message = "the server rejected our request due to an error in our request"};
}

bool operate(json::value& target, std::string_view op, std::span<const std::string> path, const json::object& operation) {
    const auto* value = operation.if_contains("value");
    if (op == "add") return value && wire::insert_at(target, path, *value);
    if (op == "remove") return wire::erase_at(target, path);
    if (op == "replace") {
        if (!value) return false;
        if (auto* at = wire::value_at(target, path)) {
            *at = *value;
            return true;
        }
        // The library that the server uses is lenient here: a member that is not there is added.
        auto* parent = path.empty() ? nullptr : wire::value_at(target, path.first(path.size() - 1));
        return parent && parent->is_object() && wire::insert_at(target, path, *value);
    }
    if (op == "test") {
        const auto* at = wire::value_at(target, path);
        return at ? *at == (value ? *value : json::value()) : value && value->is_null();
    }
    const auto* from = operation.if_contains("from");
    const auto source = from && from->is_string() ? wire::split_pointer(from->get_string()) : std::nullopt;
    if (!source) return false;
    const auto* at = wire::value_at(target, *source);
    if (!at) return false;
    auto copy = *at;
    if (op == "move" && !wire::erase_at(target, *source)) return false;
    return (op == "move" || op == "copy") && wire::insert_at(target, path, std::move(copy));
}

std::string_view directive(const json::object& object) {
    const auto* value = object.if_contains("$patch");
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

/// The key by which a list merges, or "" when it is replaced; a set of scalars merges by value.
std::string merge_key(const Schema& list) {
    if (list.strategic_key) return *list.strategic_key;
    return list.list_type == Schema::ListType::map ? list.list_keys.front() : std::string();
}

/// An item of a list with its place in it before the patch; -1: it was not there.
struct Placed {
    std::ptrdiff_t before;
    json::value item;
};

/// What a patch leaves alone and what it names, each in its own order, merged by the places of before; so new items come early.
json::array interleaved(std::vector<Placed> kept, std::vector<Placed> patched) {
    json::array out;
    auto left = kept.begin(), right = patched.begin();
    while (left != kept.end() || right != patched.end()) {
        const bool from_left = right == patched.end() || (left != kept.end() && left->before < right->before);
        out.push_back(std::move(from_left ? (left++)->item : (right++)->item));
    }
    return out;
}

Outcome<> strategic_list(json::value& target, const json::array& patch, const Schema& schema) {
    const auto key = merge_key(schema);
    json::array current = target.is_array() ? target.get_array() : json::array();
    if (key.empty() && schema.list_type == Schema::ListType::set) {
        for (const auto& item : patch) {
            if (std::ranges::find(current, item) == current.end()) current.push_back(item);
        }
        target = std::move(current);
        return {};
    }
    const bool replaces = key.empty() || std::ranges::any_of(patch, [](const auto& item) {
                              return item.is_object() && directive(item.get_object()) == "replace";
                          });
    if (replaces) {
        json::array fresh;
        for (const auto& item : patch) {
            if (!item.is_object() || directive(item.get_object()).empty()) fresh.push_back(item);
        }
        target = std::move(fresh);
        return {};
    }
    std::vector<Placed> kept, patched;
    for (std::size_t at = 0; at < current.size(); ++at) kept.push_back({static_cast<std::ptrdiff_t>(at), std::move(current[at])});
    for (const auto& item : patch) {
        const auto* wanted = item.is_object() ? item.get_object().if_contains(key) : nullptr;
        if (!wanted)
            return refuse(status::bad_request(fmt::format("map: {} does not contain declared merge key: {}", json::serialize(item), key)));
        const auto found = std::ranges::find_if(kept, [&](const Placed& other) {
            const auto* value = other.item.is_object() ? other.item.get_object().if_contains(key) : nullptr;
            return value && *value == *wanted;
        });
        Placed changed{-1, json::object()};
        if (found != kept.end()) {
            changed = std::move(*found);
            kept.erase(found);
        }
        if (directive(item.get_object()) == "delete") continue;
        if (auto done = strategic_patch(changed.item, item, schema.item()); !done) return done;
        patched.push_back(std::move(changed));
    }
    target = interleaved(std::move(kept), std::move(patched));
    return {};
}

/// Items that `$setElementOrder` names come in its order; the others stay behind the item they followed, at the end.
void reorder(json::value& target, const json::array& order, const Schema& schema) {
    if (!target.is_array()) return;
    const auto key = merge_key(schema);
    const auto rank = [&](const json::value& item) -> std::size_t {
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (key.empty()) {
                if (order[i] == item) return i;
                continue;
            }
            const auto* mine = item.is_object() ? item.get_object().if_contains(key) : nullptr;
            const auto* theirs = order[i].is_object() ? order[i].get_object().if_contains(key) : nullptr;
            if (mine && theirs && *mine == *theirs) return i;
        }
        return order.size();
    };
    std::vector<std::pair<std::pair<std::size_t, std::size_t>, json::value>> items;
    for (std::size_t i = 0; i < target.get_array().size(); ++i)
        items.emplace_back(std::pair(rank(target.get_array()[i]), i), target.get_array()[i]);
    std::ranges::sort(items, {}, [](const auto& item) { return item.first; });
    json::array sorted;
    for (auto& item : items) sorted.push_back(std::move(item.second));
    target = std::move(sorted);
}

}  // namespace

void merge_patch(json::value& target, const json::value& patch) {
    if (!patch.is_object()) {
        target = patch;
        return;
    }
    if (!target.is_object()) target = json::object();
    auto& object = target.get_object();
    for (const auto& [name, value] : patch.get_object()) {
        if (value.is_null()) {
            object.erase(name);
        } else {
            merge_patch(object[name], value);
        }
    }
}

Outcome<> json_patch(json::value& target, const json::value& patch) {
    if (!patch.is_array())
        return refuse(
            status::bad_request("error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"));
    if (patch.get_array().size() > 10'000) return refuse(status::too_large("The allowed maximum operations in a JSON patch is 10000"));
    for (const auto& item : patch.get_array()) {
        if (!item.is_object()) return refuse(status::bad_request("error decoding patch: an operation is no object"));
        const auto& operation = item.get_object();
        const auto* op = operation.if_contains("op");
        const auto* pointer = operation.if_contains("path");
        if (!op || !op->is_string() || !pointer || !pointer->is_string()) return refuse(rejected());
        const auto path = wire::split_pointer(pointer->get_string());
        if (!path || !operate(target, op->get_string(), *path, operation)) return refuse(rejected());
    }
    return {};
}

Outcome<> strategic_patch(json::value& target, const json::value& patch, const Schema& schema) {
    if (!patch.is_object()) {
        target = patch;
        return {};
    }
    const auto& changes = patch.get_object();
    const auto what = directive(changes);
    if (what == "delete") {
        target = json::object();
        return {};
    }
    if (!target.is_object() || what == "replace") target = json::object();
    auto& object = target.get_object();
    if (const auto* retain = changes.if_contains("$retainKeys"); retain && retain->is_array()) {
        json::object kept;
        for (const auto& [name, value] : object) {
            if (std::ranges::any_of(retain->get_array(),
                                    [&, &member = name](const auto& entry) { return entry.is_string() && entry.get_string() == member; }))
                kept[name] = value;
        }
        object = std::move(kept);
    }
    static constexpr std::string_view order_mark = "$setElementOrder/", delete_mark = "$deleteFromPrimitiveList/";
    for (const auto& [name, value] : changes) {
        if (name == "$patch" || name == "$retainKeys" || name.starts_with(order_mark)) continue;
        if (name.starts_with(delete_mark)) {
            auto* list = object.if_contains(name.substr(delete_mark.size()));
            if (!list || !list->is_array() || !value.is_array()) continue;
            json::array kept;
            for (const auto& item : list->get_array()) {
                if (std::ranges::find(value.get_array(), item) == value.get_array().end()) kept.push_back(item);
            }
            *list = std::move(kept);
            continue;
        }
        if (value.is_null()) {
            object.erase(name);
            continue;
        }
        bool declared = false;
        const auto& below = schema.member(name, declared);
        auto done = value.is_array() ? strategic_list(object[name], value.get_array(), below) : strategic_patch(object[name], value, below);
        if (!done) return done;
    }
    for (const auto& [name, value] : changes) {
        if (!name.starts_with(order_mark) || !value.is_array()) continue;
        const auto field = name.substr(order_mark.size());
        bool declared = false;
        if (auto* list = object.if_contains(field)) reorder(*list, value.get_array(), schema.member(field, declared));
    }
    return {};
}

}  // namespace nexa::sandbox::rest
