#pragma once

#include "base/json.hpp"
#include "data/sandbox/schema/schema.hpp"
#include "data/sandbox/status_error.hpp"

/// The three patch formats that are not server-side apply. Pure functions.
namespace nexa::sandbox::rest {

/// RFC 7386.
void merge_patch(json::value& target, const json::value& patch);

/// RFC 6902. Errors: BadRequest (not a JSON patch), Invalid (an operation can't be carried out: the words of the API server).
Outcome<> json_patch(json::value& target, const json::value& patch);

/// Kubernetes' strategic merge: lists merge by their keys as the schema tells; `$patch`, `$retainKeys`, `$setElementOrder/x` and
/// `$deleteFromPrimitiveList/x` are obeyed. Errors: BadRequest (an item without its key).
Outcome<> strategic_patch(json::value& target, const json::value& patch, const Schema& schema);

}  // namespace nexa::sandbox::rest
