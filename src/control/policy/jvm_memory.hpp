#pragma once

#include <optional>
#include <string_view>

namespace nexa::control {

/// Memory as Spark and the JVM write it ("512m", "4g", "1024": MiB), in bytes; nothing when it is none. Pure.
std::optional<double> parse_jvm_memory(std::string_view text);

}  // namespace nexa::control
