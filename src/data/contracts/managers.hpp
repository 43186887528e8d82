#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/contracts/contract.hpp"

/// Who else writes a resource: GitOps tools and package managers, by their marks on it and by metadata.managedFields. Pure.
namespace nexa::contracts {

/// A tool that would bring a resource back to what it holds.
struct Manager {
    std::string name;    ///< "Argo CD", "Flux", "Helm", or a field manager's own name.
    std::string holder;  ///< Its own name for what it manages: "application shop", "release kafka in namespace a"; may be empty.
    std::string when;    ///< When it writes again: "at its next sync, at once with self-heal".
};
/// By labels and annotations.
std::optional<Manager> manager_by_marks(const json::object& live);
/// By a field manager's name; nothing for operators, Nexa and people's own tools.
std::optional<Manager> manager_by_field_manager(std::string_view field_manager);

/// Fields of spec, labels and annotations that a manifest would change and that managers other than `own` hold, by managedFields. `live` is
/// an answer of the apiserver. Field managers in order of first mention, each with the dotted paths.
struct SharedFields {
    std::string field_manager;
    std::vector<std::string> paths;
};
std::vector<SharedFields> fields_of_others(const json::object& live, const json::object& desired, std::string_view own);

/// The warning for a change that a GitOps tool will revert, found by managedFields; nothing when no tool of that kind holds a field.
std::optional<Finding> finding_for_shared_fields(const std::vector<SharedFields>& shared, const json::object& desired);

}  // namespace nexa::contracts
