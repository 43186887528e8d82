#include <fmt/format.h>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"
#include "data/sandbox/operators/cron.hpp"

namespace nexa::contracts {
namespace {

Hits concurrency_said(const Input& input) {
    if (!text_at(input.desired, {"spec", "concurrencyPolicy"}).empty()) return {};
    return {{.pointer = "/spec",
             .message = fmt::format(
                 "spec.concurrencyPolicy is not set: schedule {} would run once and then never again while that application exists",
                 input.name()),
             .fix = "Set spec.concurrencyPolicy to Allow, Forbid or Replace.",
             .remedy = remedies::set(input.desired, "/spec/concurrencyPolicy", "Forbid")}};
}

Hits cron_readable(const Input& input) {
    const auto schedule = text_at(input.desired, {"spec", "schedule"});
    const auto zone = text_at(input.desired, {"spec", "timeZone"});
    if (schedule.empty() || !sandbox::TimeZone::find(zone)) return {};
    const auto cron = sandbox::Cron::parse(schedule, zone);
    if (cron) return {};
    return {{.pointer = "/spec/schedule",
             .message = fmt::format("\"{}\" is no schedule: {}. The operator would report FailedValidation, and never leave it", schedule,
                                    cron.error().message),
             .fix = "Write five fields (minute, hour, day, month, weekday: \"0 3 * * 1\"), @hourly, @daily, @weekly, @monthly, or \"@every "
                    "30m\"."}};
}

Hits time_zone_known(const Input& input) {
    const auto zone = text_at(input.desired, {"spec", "timeZone"});
    if (zone.empty() || sandbox::TimeZone::find(zone)) return {};
    return {{.pointer = "/spec/timeZone",
             .message = fmt::format("\"{}\" is no time zone: the operator would report FailedValidation, and never leave it", zone),
             .fix = "Use a name of the IANA database (Europe/Berlin), UTC or Local."}};
}

Hits name_leaves_room(const Input& input) {
    // <name>-<nanoseconds>, and the longest name that Kubernetes takes for a Service.
    constexpr std::size_t most = 63 - 20;
    if (input.name().size() <= most) return {};
    return {{.pointer = "/metadata/name",
             .message = fmt::format(
                 "the name has {} characters, and each run adds 20 to it: the names of its Services are cut, and runs can't be told "
                 "apart by them",
                 input.name().size()),
             .fix = fmt::format("Use {} characters at most.", most)}};
}

Hits validation_failed(const Input& input) {
    if (input.observed == nullptr || text_at(*input.observed, {"status", "scheduleState"}) != "FailedValidation") return {};
    return {{.pointer = "",
             .message =
                 fmt::format("schedule {} is in FailedValidation ({}): the operator does not look at it again, whatever the manifest says",
                             input.name(), text_at(*input.observed, {"status", "reason"})),
             .fix = "Delete it and make it anew."}};
}

Hits schedule_takes_effect_late(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || true_at(input.desired, {"spec", "suspend"})) return {};
    const bool other = text_at(*before, {"spec", "schedule"}) != text_at(input.desired, {"spec", "schedule"}) ||
                       text_at(*before, {"spec", "timeZone"}) != text_at(input.desired, {"spec", "timeZone"});
    if (!other) return {};
    const auto next = input.observed == nullptr ? std::string_view() : text_at(*input.observed, {"status", "nextRun"});
    return {{.pointer = "/spec/schedule",
             .message = fmt::format("the run that is planned already{} still happens; the new schedule holds after it",
                                    next.empty() ? std::string() : fmt::format(" ({})", next))}};
}

Hits template_changes(const Input& input) {
    if (!is_changed(changes(input), "/spec/template")) return {};
    return {
        {.pointer = "/spec/template", .message = "the next run is made from the new template; runs that are under way stay as they are"}};
}

Hits schedule_suspends(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const bool was = true_at(*before, {"spec", "suspend"});
    const bool is = true_at(input.desired, {"spec", "suspend"});
    if (was == is) return {};
    const auto next = input.observed == nullptr ? std::string_view() : text_at(*input.observed, {"status", "nextRun"});
    return {{.pointer = "/spec/suspend",
             .message = is ? std::string("no more runs are started; one that is under way goes on")
                           : fmt::format("runs are started again; when the planned time{} has passed meanwhile, one run starts at once",
                                         next.empty() ? std::string() : fmt::format(" ({})", next))}};
}

Hits overlapping_runs_killed(const Input& input) {
    if (text_at(input.desired, {"spec", "concurrencyPolicy"}) != "Replace") return {};
    const auto* before = input.before();
    if (before != nullptr && text_at(*before, {"spec", "concurrencyPolicy"}) == "Replace") return {};
    return {{.pointer = "/spec/concurrencyPolicy",
             .message = "a run that is not done when the next one is due is deleted, whatever it has done so far"}};
}

constexpr std::string_view schedule[] = {"ScheduledSparkApplication"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "spark-schedule-cron",
     .title = "The schedule can be read",
     .kinds = schedule,
     .explanation = "A schedule that the operator can't read ends in FailedValidation, which mending the manifest does not end.",
     .source = "Spark operator: ScheduledSparkApplication controller, robfig/cron",
     .check = cron_readable},
    {.id = "spark-schedule-time-zone",
     .title = "The time zone is known",
     .kinds = schedule,
     .explanation = "Time zones are looked up in the operator's own database.",
     .source = "Spark operator 2.2: timeZone",
     .check = time_zone_known},
    {.id = "spark-schedule-concurrency",
     .title = "A schedule says what to do about overlapping runs",
     .type = Type::warning,
     .kinds = schedule,
     .explanation =
         "Neither CRD nor webhook has a default for concurrencyPolicy, and the operator takes an unset one for none of the three.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = concurrency_said},
    {.id = "spark-schedule-name",
     .title = "The name leaves room for its runs",
     .type = Type::warning,
     .kinds = schedule,
     .explanation = "Runs are named after the schedule and their time in nanoseconds.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = name_leaves_room},
    {.id = "spark-schedule-failed",
     .title = "The operator has given up on it",
     .type = Type::warning,
     .kinds = schedule,
     .explanation = "FailedValidation is never left.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = validation_failed},
    {.id = "spark-schedule-late",
     .title = "The old schedule fires once more",
     .type = Type::effect,
     .gravity = Gravity::ignored,
     .kinds = schedule,
     .explanation = "The operator goes by the stored nextRun, and computes a new one only when that has passed.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = schedule_takes_effect_late},
    {.id = "spark-schedule-template",
     .title = "The next run is another",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = schedule,
     .explanation = "A run is a copy of the template at its start.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = template_changes},
    {.id = "spark-schedule-suspend",
     .title = "Runs stop, or start again",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = schedule,
     .explanation = "Suspending touches no run; nextRun stays as it is.",
     .source = "Spark operator: ScheduledSparkApplication controller",
     .check = schedule_suspends},
    {.id = "spark-schedule-replace",
     .title = "Late runs are killed",
     .type = Type::effect,
     .gravity = Gravity::rerun,
     .kinds = schedule,
     .explanation = "concurrencyPolicy Replace deletes the last run before it starts the next.",
     .source = "Spark operator: concurrencyPolicy",
     .check = overlapping_runs_killed},
};

}  // namespace

std::span<const Rule> schedule_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
