#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "data/kinds.hpp"

/// A manifest in another API version of its kind (Strimzi's v1beta2 and v1). What has another place there is moved, what an operator has no
/// use for any more is left out, defaults that became required are written out; what would be lost stands in the way. Pure, thread-safe.
namespace nexa {

struct Translation {
    json::object document;           ///< The whole document, in the order it had.
    std::vector<std::string> notes;  ///< What was moved, left out or written out, for people; empty when only apiVersion differs.
};

/// `document`: of that kind, in one of its other versions. `operator_version`: of the release that is to have it ("0.48.0"); empty: the
/// newest that serves the version. Mistakes that are there before and after are not this function's business: check_manifest tells them.
/// Errors: invalid, an issue for each field that stands in the way, with its pointer into `document`.
Result<Translation> translate(const json::object& document, const Kind& kind, std::string_view to_version,
                              std::string_view operator_version);

}  // namespace nexa
