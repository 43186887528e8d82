#pragma once

#include "control/api/call.hpp"
#include "control/api/resources/document.hpp"
#include "control/api/resources/resource_wire.hpp"
#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_service.hpp"

namespace nexa::control {

/// One document of several: judged, authorised where it says that it belongs, and accepted or, in a dry run, previewed. What is wrong
/// with it stands in the result, so that the others go on.
Task<AppliedDocument> apply_document(Call& call, Document document, bool dry_run, ClusterRegistry& clusters, ChangeService& changes);

}  // namespace nexa::control
