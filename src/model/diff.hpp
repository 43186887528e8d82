#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa {

/// One difference between two documents, for people: the deepest pointers that differ.
struct DiffEntry {
    enum class Type { added, removed, changed };
    Type type = Type::changed;
    std::string pointer;  ///< RFC 6901. List positions are those of the document after the change; of the one before when removed.
    json::value before;   ///< Null when added.
    json::value after;    ///< Null when removed.
    friend bool operator==(const DiffEntry&, const DiffEntry&) = default;
};
std::string_view to_string(DiffEntry::Type type) noexcept;  ///< "added", "removed", "changed"

/// Every difference, in document order. Lists whose items are objects with a unique `name` (or `id`) are compared by it, others by
/// position. Pure.
std::vector<DiffEntry> diff(const json::value& before, const json::value& after);

/// The differences on the fields that `desired` has: what another manager or the operator adds beside them is no drift.
/// Numbers that are equal in value, and quantities or booleans written as text, count as equal only when Kubernetes would store them so.
/// Pure.
std::vector<DiffEntry> drift(const json::value& desired, const json::value& observed);

/// As above, for a caller that knows the lists: those for which `is_atomic` answers true have one owner, so that an item which only
/// `observed` has is drift too. Without it, items of keyed lists that others added are no drift. The pointer is into `desired`.
using IsAtomic = std::function<bool(std::string_view pointer)>;
std::vector<DiffEntry> drift(const json::value& desired, const json::value& observed, const IsAtomic& is_atomic);

}  // namespace nexa
