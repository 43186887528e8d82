#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "data/sandbox/resource_type.hpp"

namespace nexa::sandbox {

/// How deep an object may be nested: as deep as kube-apiserver reads JSON, what is deeper is refused where it comes in.
inline constexpr std::size_t deepest_json = 1000;

/// One committed state of one object. Immutable: the store, the event log, lists and watches share it. Its text is always there; its tree
/// is made of the text when somebody asks for it, and can be let go of again (`asleep`), as a tree takes three times the memory.
/// Thread-safe.
class StoredObject {
public:
    /// `value`: in the stored version's form, with its apiVersion and metadata. `key`: "namespace/name", or "name" for cluster-scoped
    /// types, which sorts as etcd's keys do.
    StoredObject(json::object value, std::string key, std::uint64_t resource_version);
    StoredObject(const StoredObject&) = delete;
    StoredObject& operator=(const StoredObject&) = delete;
    ~StoredObject();

    /// Lives as long as the object.
    const json::object& value() const;
    const json::object& metadata() const;
    std::string_view uid() const;
    bool deleting() const;  ///< metadata.deletionTimestamp is set.

    const std::string& key() const noexcept { return key_; }
    std::string_view name() const noexcept;
    std::string_view name_space() const noexcept;
    std::uint64_t resource_version() const noexcept { return resource_version_; }

    /// The serialised form without its first member: `"kind":...}`. `{"apiVersion":"<gv>",` goes before it,
    /// so that every served version shares the bytes (conversion strategy None changes nothing else).
    std::string_view tail() const noexcept { return std::string_view(*text_).substr(tail_at_); }
    /// The whole JSON text under that group/version.
    std::string text(std::string_view group_version) const;
    void append_text(std::string& out, std::string_view group_version) const;

    /// The same without its tree, or null when it has none, or when it has been used since the last time that this was asked.
    std::shared_ptr<const StoredObject> asleep() const;

private:
    StoredObject(std::size_t tail_at, std::shared_ptr<const std::string> text, std::string key, std::uint64_t resource_version);

    std::size_t tail_at_ = 0;
    std::shared_ptr<const std::string> text_;
    std::string key_;
    std::uint64_t resource_version_;
    mutable std::atomic<const json::object*> tree_ = nullptr;  // owned
    mutable std::atomic<bool> used_ = true;
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
