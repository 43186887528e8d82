#include "model/diff.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace nexa {
namespace {

/// The member by which the items of a list are told apart, and their positions by it.
using Positions = std::vector<std::pair<json::string, std::size_t>>;

std::string child(const std::string& pointer, std::string_view token) {
    std::string result = pointer;
    result.reserve(pointer.size() + token.size() + 1);
    result += '/';
    for (const char each : token) {
        if (each == '~') {
            result += "~0";
        } else if (each == '/') {
            result += "~1";
        } else {
            result += each;
        }
    }
    return result;
}

std::string child(const std::string& pointer, std::size_t index) {
    return pointer + '/' + std::to_string(index);
}

/// JSON has one kind of number: 3, 3u and 3.0 are the same value to an apiserver.
bool same_number(const json::value& left, const json::value& right) {
    return left == right || ((left.is_double() || right.is_double()) && left.to_number<double>() == right.to_number<double>());
}

/// Items in order of their key; nothing when some item has none or two have the same.
std::optional<Positions> positions_by(std::string_view key, const json::array& list) {
    Positions positions;
    positions.reserve(list.size());
    for (std::size_t index = 0; index < list.size(); ++index) {
        const auto* item = list[index].if_object();
        const auto* value = item == nullptr ? nullptr : item->if_contains(key);
        if (value == nullptr || !(value->is_string() || value->is_int64() || value->is_uint64())) return std::nullopt;
        positions.emplace_back(value->is_string() ? value->get_string() : json::string(json::serialize(*value)), index);
    }
    std::ranges::sort(positions);
    const auto repeated = std::ranges::adjacent_find(positions, {}, &Positions::value_type::first);
    return repeated == positions.end() ? std::optional(std::move(positions)) : std::nullopt;
}

std::optional<std::size_t> position_of(const Positions& positions, const json::string& key) {
    const auto found = std::ranges::lower_bound(positions, key, {}, &Positions::value_type::first);
    return found != positions.end() && found->first == key ? std::optional(found->second) : std::nullopt;
}

/// For each item of `from`, the position in `to` of the item with the same key.
using Matches = std::vector<std::optional<std::size_t>>;
struct Matching {
    Matches before;  ///< Into the list after.
    Matches after;   ///< Into the list before.
};

std::optional<Matching> match(const json::array& before, const json::array& after) {
    for (const std::string_view key : {"name", "id"}) {
        const auto left = positions_by(key, before);
        const auto right = positions_by(key, after);
        if (!left || !right) continue;
        Matching matching{Matches(before.size()), Matches(after.size())};
        for (const auto& [value, index] : *left) matching.before[index] = position_of(*right, value);
        for (const auto& [value, index] : *right) matching.after[index] = position_of(*left, value);
        return matching;
    }
    return std::nullopt;
}

class Comparison {
public:
    /// With `owned`, only what the document before has is compared; `is_atomic` may then be empty.
    Comparison(bool owned, const IsAtomic* is_atomic) : owned_(owned), is_atomic_(is_atomic) {}

    void compare(const json::value& before, const json::value& after, const std::string& pointer) {
        if (before.is_object() && after.is_object()) return objects(before.get_object(), after.get_object(), pointer);
        if (before.is_array() && after.is_array()) return lists(before.get_array(), after.get_array(), pointer);
        const bool same = before.is_number() && after.is_number() ? same_number(before, after) : before == after;
        if (!same) entries_.push_back({DiffEntry::Type::changed, pointer, before, after});
    }

    std::vector<DiffEntry> take() { return std::move(entries_); }

private:
    void objects(const json::object& before, const json::object& after, const std::string& pointer) {
        for (const auto& member : before) {
            const auto* other = after.if_contains(member.key());
            if (other != nullptr) {
                compare(member.value(), *other, child(pointer, member.key()));
            } else if (!owned_ || !member.value().is_null()) {
                removed(child(pointer, member.key()), member.value());
            }
        }
        if (owned_) return;
        for (const auto& member : after) {
            if (!before.contains(member.key())) added(child(pointer, member.key()), member.value());
        }
    }

    void lists(const json::array& before, const json::array& after, const std::string& pointer) {
        if (const auto matching = match(before, after)) return matched(before, after, *matching, pointer);
        const auto common = std::min(before.size(), after.size());
        for (std::size_t index = 0; index < common; ++index) compare(before[index], after[index], child(pointer, index));
        for (std::size_t index = common; index < before.size(); ++index) removed(child(pointer, index), before[index]);
        for (std::size_t index = common; index < after.size(); ++index) added(child(pointer, index), after[index]);
    }

    void matched(const json::array& before, const json::array& after, const Matching& matching, const std::string& pointer) {
        for (std::size_t index = 0; index < before.size(); ++index) {
            if (const auto other = matching.before[index]) {
                compare(before[index], after[*other], child(pointer, owned_ ? index : *other));
            } else {
                removed(child(pointer, index), before[index]);
            }
        }
        const bool others_may_add = owned_ && !(is_atomic_ != nullptr && *is_atomic_ && (*is_atomic_)(pointer));
        if (others_may_add) return;
        for (std::size_t index = 0; index < after.size(); ++index) {
            if (!matching.after[index]) added(child(pointer, index), after[index]);
        }
    }

    void added(std::string pointer, const json::value& value) {
        entries_.push_back({DiffEntry::Type::added, std::move(pointer), nullptr, value});
    }
    void removed(std::string pointer, const json::value& value) {
        entries_.push_back({DiffEntry::Type::removed, std::move(pointer), value, nullptr});
    }

    bool owned_;
    const IsAtomic* is_atomic_;
    std::vector<DiffEntry> entries_;
};

}  // namespace

std::string_view to_string(DiffEntry::Type type) noexcept {
    switch (type) {
        case DiffEntry::Type::added:
            return "added";
        case DiffEntry::Type::removed:
            return "removed";
        case DiffEntry::Type::changed:
            return "changed";
    }
    return "changed";
}

std::vector<DiffEntry> diff(const json::value& before, const json::value& after) {
    Comparison comparison(false, nullptr);
    comparison.compare(before, after, "");
    return comparison.take();
}

std::vector<DiffEntry> drift(const json::value& desired, const json::value& observed) {
    return drift(desired, observed, {});
}

std::vector<DiffEntry> drift(const json::value& desired, const json::value& observed, const IsAtomic& is_atomic) {
    Comparison comparison(true, &is_atomic);
    comparison.compare(desired, observed, "");
    return comparison.take();
}

}  // namespace nexa
