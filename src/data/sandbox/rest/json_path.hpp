#pragma once

#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox::rest {

/// The part of Kubernetes' JSONPath that printer columns and scale paths use: `.a.b`, `.a\.b`, `['a']`, `[0]`, `[*]`,
/// `[?(@.type=="Ready")]`. The values found, pointing into `root`. Pure.
std::vector<const json::value*> find_json_path(const json::value& root, std::string_view path);
std::vector<const json::value*> find_json_path(const json::object& root, std::string_view path);
std::vector<const json::value*> find_json_path(json::value&& root, std::string_view path) = delete;
std::vector<const json::value*> find_json_path(json::object&& root, std::string_view path) = delete;

/// Sets a plain `.a.b.c` path, making the objects on the way.
void set_json_path(json::object& root, std::string_view path, json::value value);

}  // namespace nexa::sandbox::rest
