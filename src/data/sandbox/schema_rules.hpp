#pragma once

#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "data/sandbox/release.hpp"
#include "data/sandbox/resource_type.hpp"
#include "data/sandbox/status_error.hpp"

namespace nexa::sandbox {

/// What a type's schema, and its scale, object to in an object; of a custom resource's status update the status alone is judged, after
/// apiextensions-apiserver's customResourceValidator. Pure.
std::vector<StatusCause> schema_causes(const json::object& object, const ResourceType& type, const TypeVersion& version,
                                       const Release& release, std::string_view subresource);

}  // namespace nexa::sandbox
