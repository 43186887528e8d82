#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace nexa::log {

enum class Level { debug, info, warning, error };

/// Sets the least level that is written and the form: text for people, or one JSON object a line. Call once at start.
void configure(Level least, bool as_json);

/// Writes one line to standard error. Thread-safe; never throws. Secrets must not come here.
void write(Level level, std::string_view component, std::string_view message) noexcept;
bool enabled(Level level) noexcept;

template <class... Args>
void debug(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::debug)) write(Level::debug, component, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::info)) write(Level::info, component, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::warning)) write(Level::warning, component, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::error)) write(Level::error, component, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace nexa::log
