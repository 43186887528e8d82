#pragma once

#include <boost/json.hpp>

namespace nexa {

/// Dynamic JSON, for manifests and everything else whose shape another program decides.
/// What has a shape of ours is a struct declared in `wire`.
namespace json = boost::json;

}  // namespace nexa
