#pragma once

#include <fmt/format.h>

#include "data/actions/action.hpp"
#include "data/object.hpp"

/// The rows of each noun, and what they share.
namespace nexa::actions {

std::span<const Action> kafka_actions() noexcept;    // kafka_actions.cpp: pause, certificates, restarts, pools
std::span<const Action> topic_actions() noexcept;    // topic_actions.cpp: topics, users, rebalances
std::span<const Action> connect_actions() noexcept;  // connect_actions.cpp
std::span<const Action> spark_actions() noexcept;    // spark_actions.cpp: applications and schedules

/// Leads whenever it is offered.
bool always(const Input& input);
bool is_paused(const json::object& resource);
bool is_pod_ready(const json::object& pod);
std::string_view uid_of(const json::object& object);

/// {"metadata": {"annotations": {name: value}}}
json::object annotation_patch(std::string_view name, const json::value& value);
/// Sets one annotation of an object that was seen.
Operation annotate(std::string_view kind, const json::object& object, std::string_view name, std::string_view value, std::string about);
/// Sets one annotation of the resource itself.
Operation annotate_resource(const Input& input, std::string_view name, std::string_view value, std::string about);

/// Done when every object that was named by uid has been replaced by another one that is ready.
RunVerdict replaced_by_ready(const Progress& progress);
/// Done when the operator has taken the annotation away.
RunVerdict annotation_taken(const Progress& progress, std::string_view annotation, std::string_view waiting, std::string_view done);

}  // namespace nexa::actions
