#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "data/sandbox/resource_type.hpp"

namespace nexa::sandbox {

/// One committed state of one object. Immutable: the store, the event log, lists and watches share it.
struct StoredObject {
    json::object value;  ///< In the stored version's form, metadata.resourceVersion set.
    /// The serialised form without its first member: `"kind":...}`. `{"apiVersion":"<gv>",` goes before it,
    /// so that every served version shares the bytes (conversion strategy None changes nothing else).
    std::string tail;
    std::uint64_t resource_version = 0;
    std::string key;  ///< "namespace/name", or "name" for cluster-scoped types: sorts as etcd's keys do.

    std::string_view name() const;
    std::string_view name_space() const;
    std::string_view uid() const;
    const json::object& metadata() const;
    bool deleting() const;  ///< metadata.deletionTimestamp is set.

    /// The whole JSON text under that group/version.
    std::string text(std::string_view group_version) const;
    void append_text(std::string& out, std::string_view group_version) const;
};
using ObjectPtr = std::shared_ptr<const StoredObject>;

/// One change of one object, in the order of commits.
struct WatchEvent {
    enum class Type { added, modified, deleted };
    Type type = Type::added;
    TypePtr resource;
    ObjectPtr object;    ///< Deleted: the last state, under the deletion's resourceVersion.
    ObjectPtr previous;  ///< Null for added.
    std::uint64_t resource_version = 0;
};
using EventPtr = std::shared_ptr<const WatchEvent>;

}  // namespace nexa::sandbox
