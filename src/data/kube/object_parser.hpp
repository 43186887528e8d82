#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.hpp"

namespace nexa::kube {

/// What the informer needs of an object, without a document being built. The texts live until the parser is used again.
struct ParsedObject {
    std::string_view name_space;
    std::string_view name;
    std::string_view uid;
    std::string_view resource_version;
    std::string_view created_at;
    std::string_view deletion_requested_at;
    std::string_view labels;  ///< JSON, or empty; a slice of `object`.
    std::int64_t generation = 0;
    std::int64_t observed_generation = 0;
    bool initial_events_end = false;  ///< A bookmark that ends the first list of a watch (annotation k8s.io/initial-events-end).
    /// The object without managedFields and last-applied.
    std::string_view object;
    /// Of `object` without resourceVersion: equal hashes, nothing to tell. Never 0.
    std::uint64_t hash = 0;
};

/// One line of a watch. The object is a slice of the line.
struct WatchLine {
    std::string_view type;  ///< "ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"
    std::string_view object;
};

/// Reads objects with simdjson, on demand: values that nobody asks for are skipped over, not converted. Not thread-safe; its memory grows
/// to a few times the largest object and is given back after very large ones.
class ObjectParser {
public:
    ObjectParser();
    ~ObjectParser();
    ObjectParser(const ObjectParser&) = delete;
    ObjectParser& operator=(const ObjectParser&) = delete;

    /// Errors: invalid (not a JSON object, or without metadata.name where `named`).
    Result<ParsedObject> parse(std::string_view text, bool named = true);
    /// Errors: invalid.
    Result<WatchLine> split(std::string_view line);

    /// The calling thread's own.
    static ObjectParser& of_this_thread();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::kube
