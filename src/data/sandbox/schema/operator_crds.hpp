#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox {

/// The CustomResourceDefinitions that these releases of the operators install (contracts/operators, section A.1), built from the
/// operators' field tables (data/schema): served versions, names, columns, subresources, and schemas (crd_schema.hpp). An empty version:
/// that operator is not installed. Thread-safe; what was built once is shared.
std::vector<std::shared_ptr<const json::object>> operator_crds(std::string_view strimzi_version, std::string_view spark_version);

}  // namespace nexa::sandbox
