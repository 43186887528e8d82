#include "base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace nexa::log {
namespace {

std::atomic<Level> least_level{Level::info};
std::atomic<bool> json_lines{false};

spdlog::logger& logger() {
    static const std::shared_ptr<spdlog::logger> instance = [] {
        auto made = std::make_shared<spdlog::logger>("nexa", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
        made->set_pattern("%v");
        made->set_level(spdlog::level::trace);
        made->flush_on(spdlog::level::trace);
        return made;
    }();
    return *instance;
}

std::string_view name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "info";
}

}  // namespace

void configure(Level least, bool as_json) {
    least_level = least;
    json_lines = as_json;
}

bool enabled(Level level) noexcept {
    return level >= least_level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view component, std::string_view message) noexcept try {
    if (!enabled(level)) return;
    const std::string at = to_rfc3339(system_clock().now());
    if (json_lines) {
        const json::object line{{"time", at}, {"level", name(level)}, {"component", component}, {"message", message}};
        logger().log(spdlog::level::info, "{}", json::serialize(line));
    } else {
        logger().log(spdlog::level::info, "{} {:<7} {}: {}", at, name(level), component, message);
    }
} catch (...) {
    return;  // a log line is never worth a failure of what it tells of
}

}  // namespace nexa::log
