#pragma once

#include "data/sandbox/object_store.hpp"

namespace nexa::sandbox {

/// The Spark operator's mutating and validating webhooks, as the store's admission. Both look only at SparkApplications:
/// defaults are filled in; what the operator of that version would refuse is refused in its words.
Outcome<> admit_spark(const ResourceType& type, json::object& object, std::string_view operator_version);

}  // namespace nexa::sandbox
