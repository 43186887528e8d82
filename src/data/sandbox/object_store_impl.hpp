#pragma once

#include <map>
#include <mutex>
#include <unordered_map>

#include "data/sandbox/journal.hpp"
#include "data/sandbox/managed_fields.hpp"
#include "data/sandbox/object_space.hpp"
#include "data/sandbox/object_store.hpp"
#include "data/sandbox/type_registry.hpp"

namespace nexa::sandbox {

/// "namespace/name", or "name" for cluster-scoped types.
std::string object_key(const ResourceType& type, std::string_view name_space, std::string_view name);
bool has_finalizers(const json::object& metadata);
/// An object that was not committed, as a dry run shows it.
ObjectPtr shown_object(json::object value, std::string key, std::uint64_t resource_version);

/// An object as the store keeps it: `value` gets the resourceVersion, the bytes are written once.
ObjectPtr make_object(json::object value, std::string key, std::uint64_t resource_version);

/// Shared by the sources of ObjectStore only.
struct ObjectStore::Impl {
    struct Listening {
        std::mutex mutex;
        std::map<std::uint64_t, Listener> listeners;
        std::uint64_t last = 0;
    };
    struct Series {
        std::string name;
        Time last;
    };

    TypeRegistry& types;
    const Clock& clock;
    std::unique_ptr<Journal> journal;
    const HistoryLimits limits;

    mutable std::mutex mutex;
    std::unordered_map<std::string, ObjectSpace> spaces;
    std::uint64_t version = 0;
    std::uint64_t started_at = 0;  // versions before this process: never in the log
    std::uint64_t compacted = 0;
    std::size_t objects = 0;
    std::size_t history_bytes = 0;  // of all spaces

    std::mutex telling;  // held from commit to the end of telling: listeners see commits in order
    Listening listening;
    Admission admission;  // set before the store is used
    std::mutex series_mutex;
    std::unordered_map<std::string, Series> series;

    Impl(TypeRegistry& the_types, const Clock& the_clock, std::unique_ptr<Journal> the_journal, HistoryLimits the_limits)
        : types(the_types),
          clock(the_clock),
          journal(std::move(the_journal)),
          limits(the_limits) {}

    ObjectPtr find(const ResourceType& type, std::string_view name_space, std::string_view name) const {
        const std::lock_guard lock(mutex);
        const auto space = spaces.find(type.storage);
        if (space == spaces.end()) return nullptr;
        const auto* found = space->second.find(object_key(type, name_space, name));
        return found ? *found : nullptr;
    }

    std::uint64_t forgotten(const std::string& storage) const {
        const auto space = spaces.find(storage);
        return std::max({started_at, compacted, space == spaces.end() ? 0 : space->second.forgotten()});
    }

    void tell(const EventPtr& event) {
        std::vector<Listener> copies;
        {
            const std::lock_guard lock(listening.mutex);
            for (const auto& [ticket, listener] : listening.listeners) copies.push_back(listener);
        }
        for (const auto& listener : copies) listener(event);
    }

    /// Applies a commit to its space and keeps the past within its limits. With the lock held.
    void record(const std::string& storage, EventPtr event);
    /// The journal without what has been overwritten, once that is most of it. With the lock held.
    void tidy_journal();

    enum class Commit { done, outrun, failed };
    /// Writes when `expected` is still current (null: there must be none). `written` receives what was committed.
    Commit commit(const TypePtr& type, std::string key, const ObjectPtr& expected, std::optional<json::object> value, ObjectPtr& written);
};

}  // namespace nexa::sandbox
