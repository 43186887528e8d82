#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox {

/// The CustomResourceDefinitions that these releases of the operators install (contracts/operators, section A.1), built from our own
/// field tables (strimzi_fields.cpp, spark_fields.cpp): served versions, names, columns, subresources, and schemas that spell out the
/// fields near the root and keep what lies deeper. An empty version: that operator is not installed.
/// Thread-safe; what was built once is shared.
std::vector<std::shared_ptr<const json::object>> operator_crds(std::string_view strimzi_version, std::string_view spark_version);

/// The fields of one kind in one API version, from one release on, in schema notation (notation.hpp).
struct FieldTable {
    std::string_view kind;
    std::string_view api_version;
    std::string_view since;  ///< Release of the operator: "0.49.1"
    std::string_view fields;
};
std::span<const FieldTable> strimzi_field_tables() noexcept;
std::span<const FieldTable> spark_field_tables() noexcept;

/// -1, 0 or 1: releases by their numbers ("0.45.2" before "0.46.0" before "1.0.0"). Pure.
int compare_releases(std::string_view a, std::string_view b);

}  // namespace nexa::sandbox
