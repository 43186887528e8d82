#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/sandbox/object.hpp"
#include "data/sandbox/object_store.hpp"

namespace nexa::sandbox {

/// The objects of one type in etcd's key order, and the commits that led to them as far back as the log reaches: enough to answer
/// for any state since then. Not thread-safe: the store holds its lock.
class ObjectSpace {
public:
    const ObjectPtr* find(std::string_view key) const;
    const std::map<std::string, ObjectPtr, std::less<>>& objects() const { return objects_; }

    /// Takes over an object from the journal.
    void restore(ObjectPtr object) { objects_.insert_or_assign(object->key(), std::move(object)); }
    /// Applies the event to the objects and remembers it; the log keeps `most` commits.
    void record(EventPtr event, std::size_t most);

    std::size_t commits() const { return log_.size(); }
    /// The text of the states that only the log holds any more.
    std::size_t bytes() const { return bytes_; }
    /// The resourceVersion of the oldest commit of the log.
    std::optional<std::uint64_t> oldest() const;

    /// The latest resourceVersion that the log no longer tells about: states before it can't be told.
    std::uint64_t forgotten() const { return forgotten_; }
    void forget(std::uint64_t upto);
    /// Lets go of the trees that nobody has used since the last time.
    void rest();
    /// Commits after `after`, oldest first.
    std::vector<EventPtr> events_after(std::uint64_t after, std::size_t most) const;

    /// One page of the state at `at` (>= forgotten()), beginning at the key `start`. `next` receives the key to go on from, or "".
    std::vector<ObjectPtr> page(std::uint64_t at, const ListQuery& query, std::string_view start, std::string& next,
                                std::optional<std::size_t>& remaining) const;

private:
    void drop_oldest();

    std::map<std::string, ObjectPtr, std::less<>> objects_;
    std::deque<EventPtr> log_;
    std::uint64_t forgotten_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace nexa::sandbox
