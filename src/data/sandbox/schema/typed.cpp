#include "data/sandbox/schema/typed.hpp"

namespace nexa::sandbox::typed {

namespace {

using Path = FieldSet::Path;

std::string field_element(std::string_view name) {
    return "f:" + std::string(name);
}

bool granular_list(const json::value& value, const Schema& schema) {
    return value.is_array() && schema.type == Schema::Type::array && schema.list_type != Schema::ListType::atomic;
}
bool granular_map(const json::value& value, const Schema& schema) {
    return value.is_object() && !schema.atomic_map;
}

bool is_empty_map(const json::value& value) {
    return value.is_object() && value.get_object().empty();
}

void collect(const json::value& value, const Schema& schema, FieldSet& at) {
    if (granular_map(value, schema)) {
        for (const auto& [name, member] : value.get_object()) {
            bool declared = false;
            const auto& below = schema.member(name, declared);
            auto& child = at.descend(field_element(name));
            collect(member, below, child);
            if (!declared || member.is_null() || is_empty_map(member)) child.mark();
        }
        return;
    }
    if (granular_list(value, schema)) {
        std::size_t index = 0;
        for (const auto& item : value.get_array()) {
            auto& child = at.descend(item_element(item, schema, index++));
            collect(item, schema.item(), child);
            child.mark();
        }
        return;
    }
    if (value.is_null()) return;  // marked by the parent
    at.mark();
}

/// Walks both sides at once; a null pointer is an absent side.
class Comparer {
public:
    explicit Comparer(Comparison& out) : out_(out) {}

    void compare(const json::object& before, const json::object& after, const Schema& schema) { maps(&before, &after, schema, true); }

private:
    /// `shared`: both sides have the parent, so that what a program always writes is there on both sides too, at least empty.
    void walk(const json::value* before, const json::value* after, const Schema& schema, bool shared) {
        bool leaf = true;
        const bool implied = shared && schema.always_present;
        const bool same_shape = !before || !after || before->kind() == after->kind() || (before->is_number() && after->is_number());
        const auto* shown = after ? after : before;
        if (same_shape && granular_map(*shown, schema)) {
            const bool both_empty = (!before || is_empty_map(*before)) && (!after || is_empty_map(*after));
            if (!both_empty) {
                leaf = false;
                maps(object_of(before), object_of(after), schema, (before && after) || implied);
            }
        } else if (same_shape && granular_list(*shown, schema)) {
            leaf = false;
            lists(before, after, schema);
        }
        const bool hidden = implied && !(shown->is_object() && schema.atomic_map);
        if (!before) {
            if (!hidden) out_.added.insert(path_);
        } else if (!after) {
            if (!hidden) out_.removed.insert(path_);
        } else if (leaf && *before != *after) {
            out_.modified.insert(path_);
        }
    }

    static const json::object* object_of(const json::value* value) { return value ? &value->get_object() : nullptr; }

    void step(std::string element, const json::value* before, const json::value* after, const Schema& schema, bool shared) {
        path_.push_back(std::move(element));
        walk(before, after, schema, shared);
        path_.pop_back();
    }

    void maps(const json::object* before, const json::object* after, const Schema& schema, bool shared) {
        static const json::object none;
        const auto& left = before ? *before : none;
        const auto& right = after ? *after : none;
        bool declared = false;
        for (const auto& [name, value] : left) {
            const auto* other = right.if_contains(name);
            if (other && *other == value) continue;
            step(field_element(name), &value, other, schema.member(name, declared), shared);
        }
        for (const auto& [name, value] : right) {
            if (!left.contains(name)) step(field_element(name), nullptr, &value, schema.member(name, declared), shared);
        }
    }

    void lists(const json::value* before, const json::value* after, const Schema& schema) {
        const auto left = index(before, schema);
        const auto right = index(after, schema);
        for (const auto& [element, value] : left) {
            const auto found = right.find(element);
            step(element, value, found == right.end() ? nullptr : found->second, schema.item(), true);
        }
        for (const auto& [element, value] : right) {
            if (!left.contains(element)) step(element, nullptr, value, schema.item(), false);
        }
    }

    static std::map<std::string, const json::value*> index(const json::value* list, const Schema& schema) {
        std::map<std::string, const json::value*> out;
        if (!list) return out;
        std::size_t at = 0;
        for (const auto& item : list->get_array()) out.emplace(item_element(item, schema, at++), &item);
        return out;
    }

    Comparison& out_;
    Path path_;
};

json::value merge_lists(const json::array& left, const json::array& right, const Schema& schema) {
    // The order of structured-merge-diff's mergingWalker::visitListItems: items of the base stay where they are,
    // those that both have follow the order of the configuration.
    std::vector<std::string> left_names, right_names;
    std::map<std::string, const json::value*> left_items, right_items;
    for (std::size_t i = 0; i < left.size(); ++i) {
        left_names.push_back(item_element(left[i], schema, i));
        left_items.emplace(left_names.back(), &left[i]);
    }
    for (std::size_t i = 0; i < right.size(); ++i) {
        right_names.push_back(item_element(right[i], schema, i));
        right_items.emplace(right_names.back(), &right[i]);
    }
    std::deque<std::string> shared;
    for (const auto& name : right_names) {
        if (left_items.contains(name)) shared.push_back(name);
    }
    json::array out;
    std::set<std::string> merged;
    const auto take_right = [&](const std::string& name) {
        merged.insert(name);
        const auto base = left_items.find(name);
        const auto& over = *right_items.at(name);
        out.push_back(base == left_items.end() ? over : merge(*base->second, over, schema.item()));
        if (!shared.empty() && shared.front() == name) shared.pop_front();
    };
    std::size_t l = 0, r = 0;
    while (l < left.size() || r < right.size()) {
        if (l < left.size() && r < right.size()) {
            if (left_names[l] == right_names[r]) {
                take_right(right_names[r]);
                ++l, ++r;
                continue;
            }
            if (right_items.contains(left_names[l]) && !shared.empty() && shared.front() != left_names[l]) {
                ++l;
                continue;
            }
        }
        if (l < left.size()) {
            if (!right_items.contains(left_names[l])) {
                out.push_back(left[l++]);
                continue;
            }
            if (merged.contains(left_names[l])) {
                ++l;
                continue;
            }
        }
        if (r < right.size()) {
            take_right(right_names[r++]);
        } else {
            ++l;
        }
    }
    return out;
}

}  // namespace

std::string item_element(const json::value& item, const Schema& list, std::size_t index) {
    if (list.list_type == Schema::ListType::set) return "v:" + json::serialize(item);
    if (list.list_type == Schema::ListType::map && item.is_object()) {
        auto keys = list.list_keys;
        std::ranges::sort(keys);
        json::object key;
        for (const auto& name : keys) {
            if (const auto* value = item.get_object().if_contains(name)) {
                key[name] = *value;
                continue;
            }
            bool declared = false;
            const auto& schema = list.item().member(name, declared);
            if (schema.default_value) key[name] = *schema.default_value;
        }
        if (!key.empty()) return "k:" + json::serialize(key);
    }
    return "i:" + std::to_string(index);
}

FieldSet fields_of(const json::value& value, const Schema& schema) {
    FieldSet set;
    collect(value, schema, set);
    set.tidy();
    return set;
}

Comparison compare(const json::object& before, const json::object& after, const Schema& schema) {
    Comparison out;
    Comparer(out).compare(before, after, schema);
    return out;
}

json::value merge(const json::value& base, const json::value& over, const Schema& schema) {
    if (granular_map(base, schema) && granular_map(over, schema)) {
        json::object out = base.get_object();
        for (const auto& [name, value] : over.get_object()) {
            bool declared = false;
            const auto& below = schema.member(name, declared);
            if (auto* current = out.if_contains(name)) {
                *current = merge(*current, value, below);
            } else {
                out.emplace(name, value);
            }
        }
        return out;
    }
    if (granular_list(base, schema) && granular_list(over, schema)) return merge_lists(base.get_array(), over.get_array(), schema);
    return over;
}

json::value remove(const json::value& value, const FieldSet& set, const Schema& schema) {
    if (set.children().empty()) return value;
    if (granular_map(value, schema)) {
        json::object out;
        for (const auto& [name, member] : value.get_object()) {
            const auto* below = set.child(field_element(name));
            if (!below) {
                out.emplace(name, member);
                continue;
            }
            if (below->is_member()) continue;
            bool declared = false;
            auto rest = remove(member, *below, schema.member(name, declared));
            // What is left of nothing is null, as structured-merge-diff has it.
            const bool emptied = (rest.is_object() && rest.get_object().empty()) || (rest.is_array() && rest.get_array().empty());
            out.emplace(name, emptied ? json::value() : std::move(rest));
        }
        return out;
    }
    if (granular_list(value, schema)) {
        json::array out;
        std::size_t index = 0;
        for (const auto& item : value.get_array()) {
            const auto* below = set.child(item_element(item, schema, index++));
            if (!below) {
                out.push_back(item);
            } else if (!below->is_member()) {
                out.push_back(remove(item, *below, schema.item()));
            }
        }
        return out;
    }
    return value;
}

FieldSet with_named_fields(const FieldSet& set, const Schema& schema) {
    FieldSet out;
    if (set.is_member()) out.mark();
    for (const auto& [element, below] : set.children()) {
        bool declared = false;
        const auto kind = element.front();
        const Schema& next = kind == 'f' ? schema.member(std::string_view(element).substr(2), declared) : schema.item();
        auto child = with_named_fields(below, next);
        if (declared) child.mark();
        out.descend(element) = std::move(child);
    }
    return out;
}

}  // namespace nexa::sandbox::typed
