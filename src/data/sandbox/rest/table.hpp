#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "data/sandbox/object.hpp"

/// meta.k8s.io/v1 Tables: what `kubectl get` prints. Pure functions.
namespace nexa::sandbox::rest {

enum class RowObject { none, metadata, full };

json::array column_definitions(const TypeVersion& version, bool custom);
json::object table_row(const StoredObject& object, const ResourceType& type, const TypeVersion& version, Time now, RowObject include);

/// {kind: PartialObjectMetadata, metadata}
json::object partial_metadata(const StoredObject& object);

/// "5m", "3h20m", "12d": as kubectl writes ages.
std::string human_duration(Duration duration);

}  // namespace nexa::sandbox::rest
