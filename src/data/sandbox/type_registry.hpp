#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "data/sandbox/release.hpp"
#include "data/sandbox/resource_type.hpp"
#include "data/sandbox/status_error.hpp"

namespace nexa::sandbox {

/// The types that one cluster serves: the built-in ones (a table in builtin_types.cpp) and those its CustomResourceDefinitions add.
/// Thread-safe; readers share an immutable snapshot.
class TypeRegistry {
public:
    explicit TypeRegistry(Release release = {});
    ~TypeRegistry();
    TypeRegistry(const TypeRegistry&) = delete;
    TypeRegistry& operator=(const TypeRegistry&) = delete;

    /// By group, version and plural, when that version is served; null otherwise.
    TypePtr find(std::string_view group, std::string_view version, std::string_view plural) const;
    /// By kind alone ("KafkaTopic"); null when not served. "Event" is the core one.
    TypePtr by_kind(std::string_view kind) const;
    TypePtr by_kind(std::string_view group, std::string_view kind) const;
    TypePtr by_storage(std::string_view storage) const;

    using Snapshot = std::shared_ptr<const std::vector<TypePtr>>;
    Snapshot all() const;
    /// Grows with each change: a key for what is derived from the types (discovery, OpenAPI).
    std::uint64_t revision() const;

    /// The release of Kubernetes whose ways the cluster has.
    const Release& release() const;

    void add(TypePtr type);
    void remove(std::string_view group, std::string_view plural);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The type that a CustomResourceDefinition object declares. Errors: Invalid.
Outcome<TypePtr> type_from_crd(const json::object& crd);

/// The built-in types, one row each.
std::vector<TypePtr> builtin_types();

}  // namespace nexa::sandbox
