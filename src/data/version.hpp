#pragma once

#include <string_view>

namespace nexa {

/// -1, 0, 1: numeric, part by part; "4.2-IV1" compares as 4.2, a leading "v" is ignored, missing parts are 0.
int compare_versions(std::string_view left, std::string_view right) noexcept;

/// Whether it begins like a version at all ("0.48.0", "v2.5.2"), so that comparing means something.
bool is_version(std::string_view text) noexcept;

}  // namespace nexa
