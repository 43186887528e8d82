#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "data/sandbox/object_store.hpp"
#include "data/sandbox/resource_type.hpp"
#include "data/sandbox/status_error.hpp"

/// What a type's registry does to an object on its way in, after apiserver's registry/rest and the built-ins' strategies. Pure functions.
namespace nexa::sandbox::strategy {

/// Where a body came from, which decides how unknown fields are reported.
enum class Origin { body, patch };

/// Drops unknown fields (reported as `validation` asks), checks the JSON types of built-ins and fills in defaults.
/// Errors: BadRequest or Invalid.
Outcome<> decode(json::object& object, const ResourceType& type, const TypeVersion& version, Origin origin, const WriteOptions& options);

/// Name, uid, creationTimestamp, generation and the type's own initial fields. `name_space` is the request's.
/// Errors: BadRequest (namespaces differ).
Outcome<> prepare_create(json::object& object, const ResourceType& type, const TypeVersion& version, std::string_view name_space, Time now);

/// Carries over what a request can't change, keeps status and the rest apart as the subresource says, and moves the generation.
/// Errors: BadRequest, Conflict (uid or resourceVersion), Invalid (no resourceVersion where one is needed).
Outcome<> prepare_update(json::object& object, const StoredObject& current, const ResourceType& type, const TypeVersion& version,
                         const WriteOptions& options);

/// Metadata and schema. Errors: Invalid.
Outcome<> validate(const json::object& object, const json::object* before, const ResourceType& type, const TypeVersion& version);

/// Whether updates and deletes without a resourceVersion are taken: custom types refuse PUTs without one.
bool allows_unconditional_update(const ResourceType& type);

/// Seconds a deletion waits by default: pods on a node have 30.
std::int64_t default_grace_seconds(const StoredObject& object, const ResourceType& type);

}  // namespace nexa::sandbox::strategy
