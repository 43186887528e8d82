#include "data/spark/submission.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "data/object.hpp"
#include "data/spark/changes.hpp"
#include "model/submission.hpp"

namespace nexa::spark {
namespace {

constexpr std::int64_t core = 1000;
/// More is no amount of cores; also keeps sums within range.
constexpr double most_millicores = 1e12;

/// A setting of sparkConf, whose values are texts but may have been written as numbers.
std::string setting(const json::object& application, std::string_view name) {
    const auto* value = find(application, {"spec", "sparkConf", name});
    return value == nullptr ? std::string() : plain_text(*value);
}

std::optional<std::int64_t> number_of(std::string_view text) {
    const auto amount = parse_quantity(text);
    if (!amount || !std::isfinite(*amount) || *amount < 0) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(std::min(*amount, most_millicores)));
}

/// `role` is "driver" or "executor". What the pod requests is what counts; Spark takes its cores for it when nothing is said.
std::int64_t millicores_of_pod(const json::object& application, std::string_view role) {
    const auto* requested = find(application, {"spec", role, "coreRequest"});
    const auto* cores = find(application, {"spec", role, "cores"});
    const std::array<std::string, 2> said{
        requested == nullptr ? setting(application, fmt::format("spark.kubernetes.{}.request.cores", role)) : plain_text(*requested),
        cores == nullptr ? setting(application, fmt::format("spark.{}.cores", role)) : plain_text(*cores)};
    for (const auto& text : said) {
        const auto amount = parse_quantity(text);
        if (amount && *amount > 0) return static_cast<std::int64_t>(std::llround(std::min(*amount * core, most_millicores)));
    }
    return core;
}

std::optional<std::int64_t> whole(const json::object& application, Path path, std::string_view conf) {
    if (const auto said = integer_at(application, path)) return said;
    return number_of(setting(application, conf));
}

std::int64_t executors_of(const json::object& application) {
    constexpr std::int64_t by_default = 2;
    const bool dynamic =
        true_at(application, {"spec", "dynamicAllocation", "enabled"}) || setting(application, "spark.dynamicAllocation.enabled") == "true";
    if (dynamic) {
        if (const auto most = whole(application, {"spec", "dynamicAllocation", "maxExecutors"}, "spark.dynamicAllocation.maxExecutors"))
            return *most;
    }
    const auto instances = whole(application, {"spec", "executor", "instances"}, "spark.executor.instances");
    if (!dynamic) return instances.value_or(by_default);
    // Without a ceiling nobody can tell how many it will have: those that it begins with.
    const auto first =
        whole(application, {"spec", "dynamicAllocation", "initialExecutors"}, "spark.dynamicAllocation.initialExecutors").value_or(0);
    const auto least =
        whole(application, {"spec", "dynamicAllocation", "minExecutors"}, "spark.dynamicAllocation.minExecutors").value_or(0);
    return std::max({first, least, instances.value_or(0)});
}

bool is_suspended(const json::object& application) {
    return true_at(application, {"spec", "suspend"});
}

}  // namespace

bool submits(const json::object& before, const json::object& after) {
    if (is_suspended(after)) return false;
    return before.empty() || is_suspended(before) || reruns(before, after);
}

std::int64_t millicores_of(const json::object& application) {
    const auto executors = std::clamp<std::int64_t>(executors_of(application), 0, 100'000);
    return millicores_of_pod(application, "driver") +
           executors * std::min<std::int64_t>(millicores_of_pod(application, "executor"), 1'000'000'000);
}

json::value in_cores(std::int64_t millicores) {
    if (millicores % core == 0) return millicores / core;
    return static_cast<double>(millicores) / core;
}

bool holds_cores(std::string_view state) noexcept {
    static constexpr std::array<std::string_view, 6> resting{"", "NEW", "COMPLETED", "FAILED", "SUBMISSION_FAILED", "SUSPENDED"};
    return std::ranges::find(resting, state) == resting.end();
}

bool is_submitted(std::string_view state) noexcept {
    static constexpr std::array<std::string_view, 7> submitted{"SUBMITTED", "RUNNING",           "SUCCEEDING", "FAILING",
                                                               "FAILED",    "SUBMISSION_FAILED", "UNKNOWN"};
    return std::ranges::find(submitted, state) != submitted.end();
}

std::optional<std::int64_t> priority_of(const json::object& application) noexcept {
    const auto text = annotation_of(application, priority_annotation);
    if (text.empty()) return 0;
    std::int64_t priority = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), priority);
    if (error != std::errc{} || end != text.data() + text.size() || priority < -greatest_priority || priority > greatest_priority)
        return std::nullopt;
    return priority;
}

Standing standing_of(const json::object& application) {
    Standing standing;
    standing.state = text_at(application, {"status", "applicationState", "state"});
    if (standing.state.empty()) standing.state = "NEW";
    standing.message = text_at(application, {"status", "applicationState", "errorMessage"});
    standing.attempt = integer_at(application, {"status", "executionAttempts"}).value_or(0);
    if (const auto* executors = object_at(application, {"status", "executorState"})) {
        for (const auto& each : *executors) {
            if (!each.value().is_string()) continue;
            const auto state = view(each.value().get_string());
            if (state == "RUNNING") ++standing.executors_running;
            if (state == "FAILED") ++standing.executors_failed;
        }
    }
    return standing;
}

}  // namespace nexa::spark
