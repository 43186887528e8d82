#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "data/sandbox/release.hpp"
#include "data/sandbox/resource_type.hpp"
#include "data/sandbox/status_error.hpp"

namespace nexa::sandbox {

/// What is wrong with an object's metadata, in the words of apimachinery's validation: names, labels, annotations, finalizers, owners.
/// Pure.
std::vector<StatusCause> metadata_causes(const json::object& metadata, const ResourceType& type, const Release& release);

/// Changes of built-in types' fields that can't change after creation. Pure.
std::vector<StatusCause> immutable_field_causes(const json::object& object, const json::object& before, const ResourceType& type);

/// New finalizers of an object that is being deleted. Pure.
std::vector<StatusCause> finalizer_causes(const json::object& metadata, const json::object& before, const ResourceType& type);

/// Custom resources' metadata is judged in two places, and each objects; the message says it once (see status::invalid).
std::vector<StatusCause> said_twice(StatusCause cause, const ResourceType& type);

/// What Go's decoder says of a label or annotation that is no text; "" when all are. Pure.
std::string metadata_mismatch(const json::object& object);

/// The objection to a label's key or value, or "". Pure.
std::string label_key_objection(std::string_view key);
std::string label_value_objection(std::string_view value);

/// The objection to a name as a path segment of the API, or "" (also used for names in URLs).
std::string name_objection(std::string_view name, const ResourceType& type);

}  // namespace nexa::sandbox
