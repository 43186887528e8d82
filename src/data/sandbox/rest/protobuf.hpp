#pragma once

#include <optional>
#include <string_view>

#include "base/json.hpp"

namespace nexa::sandbox::rest {

/// Reads a request body in Kubernetes' protobuf form, in which kubectl's typed commands (`create namespace`, `create deployment`,
/// `auth can-i`) send built-in kinds. Kinds and fields are those of the tables in protobuf.cpp; nothing for others, and for what is
/// malformed: better refused as an unknown form than read in part. Answers are always JSON, which such clients accept. Pure.
std::optional<json::object> read_protobuf(std::string_view body);

}  // namespace nexa::sandbox::rest
