#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/kinds.hpp"
#include "data/spark/changes.hpp"

namespace nexa::contracts {
namespace {

/// Changes that rerun the job, against the desired state before or, when there was none, the live object.
std::vector<DiffEntry> rerunning(const Input& input, std::string_view operator_version) {
    if (input.current != nullptr) return spark::rerunning_changes(*input.current, input.desired, operator_version);
    const auto* kind = find_kind(input.kind());
    if (input.observed == nullptr || kind == nullptr) return {};
    auto entries = drift_of(*kind, input.desired, *input.observed);
    std::erase_if(entries, [&](const DiffEntry& each) {
        return !each.pointer.starts_with("/spec/") || spark::is_exempt(each.pointer, operator_version);
    });
    return entries;
}

std::string_view state_of(const Input& input) {
    return input.observed == nullptr ? std::string_view() : text_at(*input.observed, {"status", "applicationState", "state"});
}
bool has_ended(std::string_view state) {
    return state == "COMPLETED" || state == "FAILED";
}
bool is_running(std::string_view state) {
    return state == "RUNNING" || state == "SUBMITTED" || state == "PENDING_RERUN" || state == "SUCCEEDING" || state == "FAILING";
}

Hits job_reruns(const Input& input) {
    const auto* spark_operator = input.operator_named("spark-operator");
    const auto entries = rerunning(input, spark_operator == nullptr ? std::string_view() : std::string_view(spark_operator->version));
    if (entries.empty()) return {};
    constexpr std::size_t most = 5;
    std::vector<std::string> names;
    for (const auto& each : entries) {
        auto name = dotted(each.pointer);
        if (names.size() < most && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    const auto more = entries.size() > names.size() ? fmt::format(" and {} more", entries.size() - names.size()) : std::string();
    const auto state = input.observed == nullptr ? std::string_view() : text_at(*input.observed, {"status", "applicationState", "state"});
    std::string what = "the operator stops the job and runs it again from the start";
    if (state == "COMPLETED" || state == "FAILED") what = fmt::format("the job is {}, and the operator runs it again", state);
    if (state == "RUNNING" || state == "SUBMITTED")
        what = fmt::format("the job is {}: the operator kills its driver and executors and runs it again from the start", state);
    return {{
        .pointer = entries.front().type == DiffEntry::Type::removed ? std::string("/spec") : entries.front().pointer,
        .message = fmt::format("changes {}{}: {}", fmt::join(names, ", "), more, what),
    }};
}

Hits job_suspends(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || true_at(*before, {"spec", "suspend"}) || !true_at(input.desired, {"spec", "suspend"})) return {};
    const auto state = state_of(input);
    if (has_ended(state)) {
        return {
            {.pointer = "/spec/suspend", .message = fmt::format("{} is {} already: suspending it changes nothing", input.name(), state)}};
    }
    return {{.pointer = "/spec/suspend",
             .message = fmt::format(
                 "the operator deletes the driver and executors of {}: what it has not written is lost, and resuming runs it from "
                 "the start",
                 input.name())}};
}

Hits job_resumes(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !true_at(*before, {"spec", "suspend"}) || true_at(input.desired, {"spec", "suspend"})) return {};
    return {{.pointer = "/spec", .message = fmt::format("the operator submits {} and runs it from the start", input.name())}};
}

Hits application_expires(const Input& input) {
    const auto seconds = integer_at(input.desired, {"spec", "timeToLiveSeconds"});
    const auto* before = input.before();
    if (!seconds || before == nullptr || integer_at(*before, {"spec", "timeToLiveSeconds"}) == seconds || !has_ended(state_of(input)))
        return {};
    return {{.pointer = "/spec/timeToLiveSeconds",
             .message = fmt::format(
                 "{} has ended at {}: the operator deletes it, with its pods and logs, {} seconds after that, which may be at once",
                 input.name(), text_at(*input.observed, {"status", "terminationTime"}), *seconds)}};
}

Hits application_deleted(const Input& input) {
    const auto state = state_of(input);
    return {{.pointer = "",
             .message = is_running(state)
                            ? fmt::format("the job is {}: its driver and executors are killed, and its pods and logs go with it", state)
                            : fmt::format("the application{} goes, with its pods and their logs",
                                          state.empty() ? "" : fmt::format(" ({})", state))}};
}

Hits schedule_deleted(const Input& input) {
    const auto runs = input.query(
        {.kind = "SparkApplication", .label = "sparkoperator.k8s.io/scheduled-app-name", .value = input.name(), .name = {}, .alias = {}});
    std::vector<std::string> running;
    for (const auto& each : runs) {
        if (is_running(text_at(each, {"status", "applicationState", "state"}))) running.emplace_back(text_at(each, {"metadata", "name"}));
    }
    return {{.pointer = "",
             .message = fmt::format("nothing is started by it any more, and the {} application{} that it made {} deleted with it{}",
                                    runs.size(), runs.size() == 1 ? "" : "s", runs.size() == 1 ? "is" : "are",
                                    running.empty() ? std::string() : fmt::format("; running, and killed: {}", list_of(running)))}};
}

constexpr std::string_view application[] = {"SparkApplication"};
constexpr std::string_view schedule[] = {"ScheduledSparkApplication"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "spark-rerun",
     .title = "The job runs again",
     .type = Type::effect,
     .gravity = Gravity::rerun,
     .kinds = application,
     .explanation = "Every change of spec but suspend (and, from operator 2.5.1 on, timeToLiveSeconds) makes the operator delete the "
                    "driver, count attempts from 0 and submit "
                    "again, even when the job had finished.",
     .source = "Spark operator: SparkApplication controller, INVALIDATING",
     .check = job_reruns},
    {.id = "spark-suspend",
     .title = "The job is stopped",
     .type = Type::effect,
     .gravity = Gravity::rerun,
     .kinds = application,
     .explanation = "Suspending deletes the driver; Spark keeps no state of a job.",
     .source = "Spark operator 2.4: SUSPENDING, SUSPENDED",
     .check = job_suspends},
    {.id = "spark-resume",
     .title = "The job runs",
     .type = Type::effect,
     .gravity = Gravity::rerun,
     .kinds = application,
     .explanation = "Resuming submits the application anew.",
     .source = "Spark operator 2.4: RESUMING",
     .check = job_resumes},
    {.id = "spark-expires",
     .title = "The application is deleted by itself",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = application,
     .explanation = "timeToLiveSeconds counts from the end of the job.",
     .source = "Spark operator: timeToLiveSeconds",
     .check = application_expires},
    {.id = "spark-delete",
     .title = "Pods and logs go",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = application,
     .explanation = "The application owns its driver and Services; Kubernetes deletes them with it.",
     .source = "Spark operator: owner references",
     .on_removal = true,
     .check = application_deleted},
    {.id = "spark-schedule-delete",
     .title = "The schedule's applications go with it",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = schedule,
     .explanation = "A schedule owns the applications that it makes, running ones too.",
     .source = "Spark operator: ScheduledSparkApplication, owner references",
     .on_removal = true,
     .check = schedule_deleted},
};

}  // namespace

std::span<const Rule> spark_effects() noexcept {
    return rows;
}

}  // namespace nexa::contracts
