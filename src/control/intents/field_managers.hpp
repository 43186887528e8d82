#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace nexa::control {

/// Who else owns fields of a live object that carries metadata.managedFields: the managers' names, without Nexa and without those that
/// only write the status. Pure.
std::vector<std::string> other_managers(const json::object& live);

/// The GitOps tool that looks after the object and would put back what another changes, with what shows it: "Argo CD (label ...)".
/// By its marks in labels and annotations and, where the object carries metadata.managedFields, by its field manager. Pure.
std::optional<std::string> gitops_of(const json::object& live);

/// metadata.managedFields with what Nexa owns taken away from all others but writers of subresources; nothing when that changes nothing.
/// Server-side apply with force does not do that for fields whose value stays the same: those have two owners from then on, and the first
/// change would meet the other (Kubernetes documentation, "Server-Side Apply", sections "Conflicts" and "Transferring ownership"). Pure.
std::optional<json::array> owned_by_nexa_alone(const json::object& live);

/// metadata.managedFields without what Nexa owns, for an object that Nexa lets go of; nothing when it owns nothing. A list that would be
/// empty has one empty entry, which is how an apiserver is told so. Pure.
std::optional<json::array> owned_by_others(const json::object& live);

}  // namespace nexa::control
