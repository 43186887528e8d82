#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox {

/// A set of field paths: fieldsV1 of managedFields. An element of a path is written as there: `f:replicas` (a field),
/// `k:{"name":"web"}` (the list item with that key), `v:"x"` (a set's member), `i:3` (a position).
class FieldSet {
public:
    using Path = std::vector<std::string>;

    static FieldSet from_json(const json::object& fields);
    json::object to_json() const;

    bool empty() const { return !member_ && children_.empty(); }
    void insert(std::span<const std::string> path);
    bool has(std::string_view element) const;               ///< The one-element path.
    const FieldSet* child(std::string_view element) const;  ///< What lies below; null when nothing.
    bool is_member() const { return member_; }
    const std::map<std::string, FieldSet, std::less<>>& children() const { return children_; }

    FieldSet unite(const FieldSet& other) const;
    FieldSet subtract(const FieldSet& other) const;
    FieldSet intersect(const FieldSet& other) const;
    /// Calls `visit` for each member, in order.
    void each(const std::function<void(const Path&)>& visit) const;

    void mark() { member_ = true; }
    FieldSet& descend(std::string element) { return children_[std::move(element)]; }
    void erase(std::string_view element);
    /// Drops branches without members.
    bool tidy();

    friend bool operator==(const FieldSet&, const FieldSet&) = default;

    /// ".spec.containers[name=\"web\"].image": as conflict messages write a path.
    static std::string describe(const Path& path);

private:
    std::map<std::string, FieldSet, std::less<>> children_;
    bool member_ = false;
};

}  // namespace nexa::sandbox
