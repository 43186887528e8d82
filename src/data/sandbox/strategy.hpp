#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "data/sandbox/object_store.hpp"
#include "data/sandbox/release.hpp"
#include "data/sandbox/resource_type.hpp"
#include "data/sandbox/status_error.hpp"

/// What a type's registry does to an object on its way in, after apiserver's registry/rest and the built-ins' strategies. Pure functions.
namespace nexa::sandbox::strategy {

/// Where an object came from, which decides how unknown fields are reported and what becomes of nulls.
enum class Origin { body, patch, applied };

/// Drops unknown fields (reported as `validation` asks), checks the JSON types of built-ins and fills in defaults.
/// Errors: BadRequest or Invalid.
Outcome<> decode(json::object& object, const ResourceType& type, const TypeVersion& version, Origin origin, const WriteOptions& options);

/// Name, uid, creationTimestamp, generation and the defaults that hang together. `name_space` is the request's.
/// Errors: BadRequest (namespaces differ).
Outcome<> prepare_create(json::object& object, const ResourceType& type, const TypeVersion& version, std::string_view name_space, Time now);

/// What the registry itself puts into a new built-in object: nobody owns these fields.
void assign_fields(json::object& object, const ResourceType& type, Time now);

/// Carries over what a request can't change, keeps status and the rest apart as the subresource says, and moves the generation.
/// Errors: BadRequest, Conflict (uid or resourceVersion), Invalid (no resourceVersion where one is needed).
Outcome<> prepare_update(json::object& object, const StoredObject& current, const ResourceType& type, const TypeVersion& version,
                         const WriteOptions& options);

/// Metadata and schema; of a custom resource's status update the status alone. Errors: Invalid.
Outcome<> validate(const json::object& object, const json::object* before, const ResourceType& type, const TypeVersion& version,
                   const Release& release, std::string_view subresource = {});

/// Whether updates and deletes without a resourceVersion are taken: custom types refuse PUTs without one.
bool allows_unconditional_update(const ResourceType& type);

/// Seconds a deletion waits by default: pods on a node have 30.
std::int64_t default_grace_seconds(const StoredObject& object, const ResourceType& type);

}  // namespace nexa::sandbox::strategy
