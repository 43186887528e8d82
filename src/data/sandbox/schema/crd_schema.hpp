#pragma once

#include <string_view>

#include "base/json.hpp"

namespace nexa::sandbox {

/// The openAPIV3Schema of an operator's kind as `release` of the operator installs it, from its field table (data/schema). Fields are
/// spelt out near the root, and a little deeper where a struct is small; what lies below accepts anything, which keeps a simulated cluster
/// at kilobytes. A kind or version without a table accepts anything altogether. Thread-safe; each is made once.
const json::object& crd_schema(std::string_view kind, std::string_view version, std::string_view release);

}  // namespace nexa::sandbox
