#include <algorithm>
#include <array>

#include "data/actions/rows.hpp"
#include "data/manifest.hpp"
#include "data/version.hpp"

namespace nexa::actions {
namespace {

std::string_view state_of(const json::object& application) {
    return text_at(application, {"status", "applicationState", "state"});
}
bool has_ended(std::string_view state) {
    return state == "COMPLETED" || state == "FAILED";
}
bool is_suspended(const json::object& resource) {
    return true_at(resource, {"spec", "suspend"});
}
json::object suspend_patch(bool suspend) {
    return {{"spec", json::object{{"suspend", suspend}}}};
}

// applications

std::optional<std::string> cannot_suspend_at_all(const Input& input) {
    const auto* spark = input.facts.operator_for("spark-operator", input.name_space());
    if (spark == nullptr || !is_version(spark->version) || compare_versions(spark->version, "2.4.0") >= 0) return std::nullopt;
    return fmt::format("the Spark operator can suspend applications from 2.4.0 on, and this is {}", spark->version);
}
std::optional<std::string> cannot_suspend(const Input& input) {
    if (auto why = cannot_suspend_at_all(input)) return why;
    if (is_suspended(input.resource)) return "it is suspended already";
    if (has_ended(state_of(input.resource))) return fmt::format("it is {}: there is nothing to suspend", state_of(input.resource));
    return std::nullopt;
}
json::object suspend(const Input&) {
    return suspend_patch(true);
}
std::optional<std::string> cannot_resume(const Input& input) {
    if (auto why = cannot_suspend_at_all(input)) return why;
    return is_suspended(input.resource) ? std::nullopt : std::optional<std::string>("it is not suspended");
}
json::object resume(const Input&) {
    return suspend_patch(false);
}

std::optional<std::string> cannot_rerun(const Input& input) {
    return is_suspended(input.resource) ? std::optional<std::string>("it is suspended: resume it") : std::nullopt;
}
bool has_failed(const Input& input) {
    const auto state = state_of(input.resource);
    return state == "FAILED" || state == "SUBMISSION_FAILED";
}
/// Any change of spec makes the operator run the job again: an annotation of the driver pod changes nothing else.
json::object rerun(const Input& input) {
    return {{"spec", json::object{{"driver", json::object{{"annotations", json::object{{"nexa.dev/rerun", input.token}}}}}}}};
}

std::string name_of_clone(const Input& input) {
    return fmt::format("{}-2", input.name().substr(0, 60));
}
/// What was asked for, where Nexa knows it, without what the webhook filled in; as a job of its own, which is not suspended.
Result<json::object> clone(const Input& input) {
    json::object copy = input.desired != nullptr ? *input.desired : manifest_of(input.resource);
    json::value changed(std::move(copy));
    merge(changed,
          {{"metadata", json::object{{"name", input.text("name")}, {"annotations", json::object{{"nexa.dev/cloned-from", input.name()}}}}},
           {"spec",
            json::object{{"suspend", nullptr}, {"driver", json::object{{"annotations", json::object{{"nexa.dev/rerun", nullptr}}}}}}}});
    return std::move(changed.get_object());
}
std::vector<std::string> clone_effects(const Input& input) {
    return {fmt::format("a SparkApplication {} is made like {}, and comes into the submission queue; {} stays as it is", input.text("name"),
                        input.name(), input.name())};
}
constexpr Parameter clone_parameters[] = {
    {.name = "name", .title = "Name", .required = true, .about = "of the new application", .preset = name_of_clone}};

std::optional<std::string> cannot_kill(const Input& input) {
    const auto state = state_of(input.resource);
    if (state != "RUNNING" && state != "SUBMITTED")
        return fmt::format("it is {}: no driver runs", state.empty() ? "not submitted yet" : state);
    if (text_at(input.resource, {"status", "driverInfo", "podName"}).empty()) return "its driver pod is not known yet";
    return std::nullopt;
}
std::vector<Wanted> driver_of(const Input& input) {
    return {{.kind = "Pod", .name = std::string(text_at(input.resource, {"status", "driverInfo", "podName"}))}};
}
Result<std::vector<Operation>> kill(const Input& input) {
    if (input.others.empty()) return fail(ErrorCode::not_found, fmt::format("the driver pod of {} is gone already", input.name()));
    const auto& pod = input.others.front();
    return std::vector{Operation{.type = Operation::Type::remove,
                                 .kind = "Pod",
                                 .name = std::string(text_at(pod, {"metadata", "name"})),
                                 .uid = std::string(uid_of(pod)),
                                 .about = fmt::format("deletes the driver pod {}", text_at(pod, {"metadata", "name"}))}};
}
bool is_run_again(const json::object& application) {
    const auto policy = text_at(application, {"spec", "restartPolicy", "type"});
    return policy == "Always" ||
           (policy == "OnFailure" && integer_at(application, {"spec", "restartPolicy", "onFailureRetries"}).value_or(0) > 0);
}
std::vector<std::string> kill_effects(const Input& input) {
    return {fmt::format(
        "the driver pod of {} and its executors are deleted at once: what the job has not written is lost, and it {}", input.name(),
        is_run_again(input.resource) ? fmt::format("is run again by its restartPolicy ({}); suspend it to keep it from running",
                                                   text_at(input.resource, {"spec", "restartPolicy", "type"}))
                                     : std::string("ends as FAILED"))};
}
RunVerdict killed(const Progress& progress) {
    if (progress.resource == nullptr) return {RunVerdict::State::succeeded, "the application is gone"};
    const auto state = state_of(*progress.resource);
    const auto& killed_pod = progress.done.front().uid;
    const bool is_there = std::ranges::any_of(progress.others, [&](const json::object& each) { return uid_of(each) == killed_pod; });
    if (is_there) return {RunVerdict::State::waiting, "waiting for the driver pod to go"};
    if (state == "RUNNING" && !is_run_again(*progress.resource)) return {RunVerdict::State::waiting, "waiting for the operator to notice"};
    return {RunVerdict::State::succeeded, fmt::format("the driver is gone; the application is {}", state)};
}

// schedules

std::optional<std::string> cannot_suspend_schedule(const Input& input) {
    return is_suspended(input.resource) ? std::optional<std::string>("it is suspended already") : std::nullopt;
}
std::optional<std::string> cannot_resume_schedule(const Input& input) {
    return is_suspended(input.resource) ? std::nullopt : std::optional<std::string>("it is not suspended");
}
RunVerdict spec_stored(const Progress& progress) {
    if (progress.resource == nullptr) return {RunVerdict::State::failed, "the schedule is gone"};
    if (generation(*progress.resource) < progress.applied.generation)
        return {RunVerdict::State::waiting, "waiting to see it on the cluster"};
    return {RunVerdict::State::succeeded, is_suspended(*progress.resource) ? "no more runs are started" : "runs are started again"};
}

/// <schedule>-<part of the run's id>: as unique as the run, and short enough for what is made from it.
std::string run_name(const Input& input) {
    constexpr std::size_t digits = 12;
    const auto token = input.token.substr(input.token.size() > digits ? input.token.size() - digits : 0);
    return fmt::format("{}-{}", input.name().substr(0, 40), token);
}
std::optional<std::string> cannot_run(const Input& input) {
    return object_at(input.resource, {"spec", "template"}) == nullptr ? std::optional<std::string>("it has no spec.template")
                                                                      : std::nullopt;
}
Result<json::object> run_now(const Input& input) {
    const auto* spec = object_at(input.resource, {"spec", "template"});
    if (spec == nullptr) return fail(ErrorCode::invalid, fmt::format("{} has no spec.template", input.name()));
    json::object labels{{"nexa.dev/from-schedule", input.name().substr(0, 63)}};
    if (const auto* own = object_at(input.resource, {"metadata", "labels"})) {
        for (const auto& [name, value] : *own) labels.emplace(name, value);
    }
    json::object metadata{{"name", run_name(input)}, {"namespace", input.name_space()}, {"labels", std::move(labels)}};
    return json::object{{"apiVersion", text_at(input.resource, {"apiVersion"})},
                        {"kind", "SparkApplication"},
                        {"metadata", std::move(metadata)},
                        {"spec", *spec}};
}
std::vector<std::string> run_now_effects(const Input& input) {
    std::string overlapping;
    if (const auto last = text_at(input.resource, {"status", "lastRunName"}); !last.empty())
        overlapping = fmt::format(" It runs beside {}, if that is not done: concurrencyPolicy is for planned runs", last);
    return {fmt::format(
        "a SparkApplication is made from the template of {} and comes into the submission queue. The schedule's own runs, history and next "
        "time stay as they are.{}",
        input.name(), overlapping)};
}
constexpr std::string_view application[] = {"SparkApplication"};
constexpr std::string_view schedule[] = {"ScheduledSparkApplication"};
using Gravity = Finding::Gravity;

constexpr Action rows[] = {
    {.id = "kill",
     .title = "Kill the job",
     .kinds = application,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "Deletes the driver pod; the executors go with it.",
     .source = "Spark operator: SparkApplication controller, driver pod not found",
     .objection = cannot_kill,
     .wanted = driver_of,
     .operations = kill,
     .effects = kill_effects,
     .verdict = killed},
    {.id = "suspend",
     .title = "Suspend",
     .kinds = application,
     .gravity = Gravity::rerun,
     .explanation = "Stops the job and keeps it from running until it is resumed, from the start.",
     .source = "Spark operator 2.4: spec.suspend",
     .objection = cannot_suspend,
     .patch = suspend},
    {.id = "resume",
     .title = "Resume",
     .kinds = application,
     .gravity = Gravity::rerun,
     .explanation = "Submits the job, from the start.",
     .source = "Spark operator 2.4: spec.suspend",
     .objection = cannot_resume,
     .leads = always,
     .patch = resume},
    {.id = "rerun",
     .title = "Run again",
     .kinds = application,
     .gravity = Gravity::rerun,
     .explanation = "Runs the same job from the start, whatever its state.",
     .source = "Spark operator: SparkApplication controller, INVALIDATING",
     .objection = cannot_rerun,
     .leads = has_failed,
     .patch = rerun},
    {.id = "clone",
     .title = "Clone",
     .kinds = application,
     .explanation = "Makes a new application like this one.",
     .source = "Nexa: a new SparkApplication of the same spec",
     .parameters = clone_parameters,
     .makes = clone,
     .effects = clone_effects},
    {.id = "suspend",
     .title = "Suspend",
     .kinds = schedule,
     .explanation = "Starts no more runs until it is resumed.",
     .source = "Spark operator: ScheduledSparkApplication, spec.suspend",
     .objection = cannot_suspend_schedule,
     .patch = suspend,
     .verdict = spec_stored},
    {.id = "resume",
     .title = "Resume",
     .kinds = schedule,
     .explanation = "Starts runs again.",
     .source = "Spark operator: ScheduledSparkApplication, spec.suspend",
     .objection = cannot_resume_schedule,
     .leads = always,
     .patch = resume,
     .verdict = spec_stored},
    {.id = "run-now",
     .title = "Run now",
     .kinds = schedule,
     .gravity = Gravity::rerun,
     .explanation = "Makes an application from the template, beside the planned runs.",
     .source = "Spark operator: ScheduledSparkApplication, spec.template",
     .objection = cannot_run,
     .leads = always,
     .makes = run_now,
     .effects = run_now_effects},
};

}  // namespace

std::span<const Action> spark_actions() noexcept {
    return rows;
}

}  // namespace nexa::actions
