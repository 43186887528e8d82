#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nexa::sandbox::rest {

/// The paths ("spec.size", "spec.parts[0].name") of the fields that come more than once in an object of a valid JSON text, in order, each
/// once. Pure.
std::vector<std::string> duplicate_fields(std::string_view text);

}  // namespace nexa::sandbox::rest
