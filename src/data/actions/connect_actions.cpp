#include <algorithm>

#include "data/actions/rows.hpp"

namespace nexa::actions {
namespace {

using Type = Parameter::Type;
constexpr std::string_view restart_annotation = "strimzi.io/restart";
constexpr std::string_view restart_task_annotation = "strimzi.io/restart-task";
constexpr std::string_view rebuild_annotation = "strimzi.io/force-rebuild";
constexpr std::string_view mirror_annotation = "strimzi.io/restart-connector";
constexpr std::string_view offsets_annotation = "strimzi.io/connector-offsets";

std::string_view state_of(const json::object& connector) {
    const auto state = text_at(connector, {"spec", "state"});
    if (!state.empty()) return state;
    return true_at(connector, {"spec", "pause"}) ? "paused" : "running";
}

constexpr std::string_view failed = "FAILED";

std::optional<std::string> not_while_paused(const Input& input) {
    if (is_paused(input.resource)) return "reconciliation is paused: the operator would not see it; resume it first";
    return std::nullopt;
}

// states

std::optional<std::string> not_when(const Input& input, std::string_view state) {
    if (auto why = not_while_paused(input)) return why;
    return state_of(input.resource) == state ? std::optional(fmt::format("the connector is {} already", state)) : std::nullopt;
}
std::optional<std::string> cannot_pause(const Input& input) {
    return not_when(input, "paused");
}
std::optional<std::string> cannot_stop(const Input& input) {
    return not_when(input, "stopped");
}
std::optional<std::string> cannot_run(const Input& input) {
    return not_when(input, "running");
}
json::object to_state(std::string_view state) {
    return {{"spec", json::object{{"state", state}, {"pause", nullptr}}}};
}
json::object to_paused(const Input&) {
    return to_state("paused");
}
json::object to_stopped(const Input&) {
    return to_state("stopped");
}
json::object to_running(const Input&) {
    return to_state("running");
}

// restarts

std::optional<std::string> cannot_restart(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (!annotation_of(input.resource, restart_annotation).empty()) return "the operator was asked to restart it and has not done so yet";
    if (state_of(input.resource) != "running") return fmt::format("the connector is {}: run it first", state_of(input.resource));
    return std::nullopt;
}
bool connector_failed(const Input& input) {
    return text_at(input.resource, {"status", "connectorStatus", "connector", "state"}) == failed;
}
Result<std::vector<Operation>> restart(const Input& input) {
    return std::vector{annotate_resource(input, restart_annotation, "true", fmt::format("sets {}: true", restart_annotation))};
}
std::vector<std::string> restart_effects(const Input& input) {
    return {fmt::format("Connect restarts the connector {}; its tasks go on", input.name())};
}
RunVerdict restarted(const Progress& progress) {
    return annotation_taken(progress, restart_annotation, "waiting for the operator to restart it", "the connector was restarted");
}

const json::array* tasks_of(const json::object& connector) {
    return list_at(connector, {"status", "connectorStatus", "tasks"});
}
/// Each with its state.
std::vector<Choice> task_choices(const Input& input) {
    std::vector<Choice> choices;
    const auto* tasks = tasks_of(input.resource);
    if (tasks == nullptr) return choices;
    for (const auto& task : *tasks) {
        if (const auto* each = task.if_object())
            choices.push_back({std::to_string(integer_at(*each, {"id"}).value_or(0)), std::string(text_at(*each, {"state"}))});
    }
    return choices;
}
/// The first that has failed; "" when none has.
std::string first_failed(const std::vector<Choice>& choices) {
    const auto found = std::ranges::find(choices, failed, &Choice::about);
    return found == choices.end() ? std::string() : found->value;
}
std::string failed_task(const Input& input) {
    return first_failed(task_choices(input));
}
bool a_task_failed(const Input& input) {
    return !failed_task(input).empty();
}
std::optional<std::string> cannot_restart_task(const Input& input) {
    if (auto why = cannot_restart(input)) return why;
    if (!annotation_of(input.resource, restart_task_annotation).empty())
        return "the operator was asked to restart a task and has not done so yet";
    const auto* tasks = tasks_of(input.resource);
    return tasks == nullptr || tasks->empty() ? std::optional<std::string>("the connector has no tasks") : std::nullopt;
}
Result<std::vector<Operation>> restart_task(const Input& input) {
    const auto task = input.number("task").value_or(-1);
    const auto* tasks = tasks_of(input.resource);
    const auto is_it = [&](const json::value& each) { return each.is_object() && integer_at(each.get_object(), {"id"}) == task; };
    if (tasks == nullptr || std::ranges::none_of(*tasks, is_it))
        return fail(ErrorCode::not_found, fmt::format("connector {} has no task {}", input.name(), task));
    return std::vector{
        annotate_resource(input, restart_task_annotation, std::to_string(task), fmt::format("sets {}: {}", restart_task_annotation, task))};
}
std::vector<std::string> restart_task_effects(const Input& input) {
    return {fmt::format("Connect restarts task {} of {} and leaves the others alone", input.number("task").value_or(0), input.name())};
}
RunVerdict task_restarted(const Progress& progress) {
    return annotation_taken(progress, restart_task_annotation, "waiting for the operator to restart the task", "the task was restarted");
}

// offsets

std::optional<std::string> cannot_reset_offsets(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (!annotation_of(input.resource, offsets_annotation).empty())
        return "the operator was asked for something with offsets and has not done so yet";
    if (state_of(input.resource) != "stopped") return fmt::format("the connector is {}: stop it first", state_of(input.resource));
    return std::nullopt;
}
Result<std::vector<Operation>> reset_offsets(const Input& input) {
    return std::vector{annotate_resource(input, offsets_annotation, "reset", fmt::format("sets {}: reset", offsets_annotation))};
}
std::vector<std::string> reset_offsets_effects(const Input& input) {
    return {fmt::format(
        "connector {} forgets how far it has come: when it runs again it starts from the beginning and copies records a second time",
        input.name())};
}
std::string_view alter_source(const json::object& connector) {
    return text_at(connector, {"spec", "alterOffsets", "fromConfigMap", "name"});
}
std::optional<std::string> cannot_alter_offsets(const Input& input) {
    if (auto why = cannot_reset_offsets(input)) return why;
    if (alter_source(input.resource).empty()) return "spec.alterOffsets.fromConfigMap.name says where the new ones are, and is not set";
    return std::nullopt;
}
std::vector<Wanted> offsets_map(const Input& input) {
    return {{.kind = "ConfigMap", .name = std::string(alter_source(input.resource))}};
}
Result<std::vector<Operation>> alter_offsets(const Input& input) {
    const auto source = alter_source(input.resource);
    if (input.others.empty()) {
        return fail(ErrorCode::not_found,
                    fmt::format("there is no ConfigMap {}; list-offsets writes one when spec.listOffsets.toConfigMap.name is "
                                "the same",
                                source));
    }
    std::vector<Operation> plan;
    if (const auto wanted = input.text("offsets"); !wanted.empty()) {
        const auto offsets = parse_object(wanted);
        if (!offsets || list_at(*offsets, {"offsets"}) == nullptr)
            return fail(ErrorCode::invalid,
                        "offsets must be JSON as list-offsets writes it: {\"offsets\": [{\"partition\": {...}, \"offset\": {...}}]}");
        plan.push_back({.type = Operation::Type::patch,
                        .kind = "ConfigMap",
                        .name = std::string(source),
                        .uid = std::string(uid_of(input.others.front())),
                        .body = {{"data", json::object{{"offsets.json", json::serialize(*offsets)}}}},
                        .about = fmt::format("writes the offsets into ConfigMap {}", source)});
    }
    plan.push_back(annotate_resource(input, offsets_annotation, "alter", fmt::format("sets {}: alter", offsets_annotation)));
    return plan;
}
std::vector<std::string> alter_offsets_effects(const Input& input) {
    const auto now = input.others.empty() ? std::string_view() : text_at(input.others.front(), {"data", "offsets.json"});
    const auto source = input.text("offsets").empty()
                            ? fmt::format("those in ConfigMap {}{}{}", alter_source(input.resource), now.empty() ? "" : ": ", now)
                            : std::string(input.text("offsets"));
    return {
        fmt::format("connector {} goes on from other offsets when it runs again ({}): records before them are not copied, or a second time",
                    input.name(), source)};
}
std::optional<std::string> cannot_list_offsets(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (!annotation_of(input.resource, offsets_annotation).empty())
        return "the operator was asked for something with offsets and has not done so yet";
    if (text_at(input.resource, {"spec", "listOffsets", "toConfigMap", "name"}).empty())
        return "spec.listOffsets.toConfigMap.name says where they go, and is not set";
    return std::nullopt;
}
Result<std::vector<Operation>> list_offsets(const Input& input) {
    return std::vector{annotate_resource(input, offsets_annotation, "list", fmt::format("sets {}: list", offsets_annotation))};
}
std::vector<std::string> list_offsets_effects(const Input& input) {
    return {fmt::format("the operator writes the offsets of {} to the ConfigMap {}", input.name(),
                        text_at(input.resource, {"spec", "listOffsets", "toConfigMap", "name"}))};
}
RunVerdict offsets_done(const Progress& progress) {
    return annotation_taken(progress, offsets_annotation, "waiting for the operator", "done");
}

// Connect clusters and mirrors

std::optional<std::string> cannot_rebuild(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (object_at(input.resource, {"spec", "build"}) == nullptr) return "it has no spec.build: its image is not built by Strimzi";
    return std::nullopt;
}
Result<std::vector<Operation>> rebuild(const Input& input) {
    return std::vector{annotate_resource(input, rebuild_annotation, "true", fmt::format("sets {}: true", rebuild_annotation))};
}
std::vector<std::string> rebuild_effects(const Input& input) {
    return {fmt::format("a new image is built and pushed, and all workers of {} restart with it, one after another", input.name())};
}
RunVerdict rebuilt(const Progress& progress) {
    return annotation_taken(progress, rebuild_annotation, "waiting for the build", "the image was built");
}

/// The connectors of a mirror, each FAILED when it or one of its tasks is.
std::vector<Choice> connector_choices(const Input& input) {
    std::vector<Choice> choices;
    const auto* connectors = list_at(input.resource, {"status", "connectors"});
    if (connectors == nullptr) return choices;
    for (const auto& value : *connectors) {
        const auto* each = value.if_object();
        if (each == nullptr) continue;
        const auto* tasks = list_at(*each, {"tasks"});
        const auto has_failed = [](const json::value& task) { return task.is_object() && text_at(task.get_object(), {"state"}) == failed; };
        const bool broken = tasks != nullptr && std::ranges::any_of(*tasks, has_failed);
        choices.push_back({std::string(text_at(*each, {"name"})), std::string(broken ? failed : text_at(*each, {"connector", "state"}))});
    }
    return choices;
}
std::string failed_connector(const Input& input) {
    return first_failed(connector_choices(input));
}
bool a_connector_failed(const Input& input) {
    return !failed_connector(input).empty();
}
Result<std::vector<Operation>> restart_mirror(const Input& input) {
    return std::vector{annotate_resource(input, mirror_annotation, input.text("connector"),
                                         fmt::format("sets {}: {}", mirror_annotation, input.text("connector")))};
}
std::vector<std::string> restart_mirror_effects(const Input& input) {
    return {fmt::format("the connector {} of {} restarts; copying goes on where it was", input.text("connector"), input.name())};
}
RunVerdict mirror_restarted(const Progress& progress) {
    return annotation_taken(progress, mirror_annotation, "waiting for the operator to restart it", "the connector was restarted");
}

constexpr std::string_view connector[] = {"KafkaConnector"};
constexpr std::string_view connect[] = {"KafkaConnect"};
constexpr std::string_view mirror[] = {"KafkaMirrorMaker2"};
constexpr Parameter the_task[] = {{.name = "task",
                                   .title = "Task",
                                   .type = Type::integer,
                                   .required = true,
                                   .about = "the task's number",
                                   .minimum = 0,
                                   .choices = task_choices,
                                   .preset = failed_task}};
constexpr Parameter new_offsets[] = {{.name = "offsets",
                                      .title = "Offsets",
                                      .about = "JSON as list-offsets writes it; empty: what is in the ConfigMap of spec.alterOffsets"}};
constexpr Parameter the_connector[] = {{.name = "connector",
                                        .title = "Connector",
                                        .type = Type::text,
                                        .required = true,
                                        .about = "its name, as in status.connectors",
                                        .choices = connector_choices,
                                        .preset = failed_connector}};
using Gravity = Finding::Gravity;

constexpr Action rows[] = {
    {.id = "pause-connector",
     .title = "Pause the connector",
     .kinds = connector,
     .explanation = "Its tasks stay on the workers and move no records.",
     .source = "Strimzi: KafkaConnector, spec.state",
     .objection = cannot_pause,
     .patch = to_paused},
    {.id = "stop-connector",
     .title = "Stop the connector",
     .kinds = connector,
     .explanation = "Its tasks are given up; offsets can be changed then.",
     .source = "Strimzi: KafkaConnector, spec.state",
     .objection = cannot_stop,
     .patch = to_stopped},
    {.id = "run-connector",
     .title = "Run the connector",
     .kinds = connector,
     .explanation = "It goes on from where it stopped.",
     .source = "Strimzi: KafkaConnector, spec.state",
     .objection = cannot_run,
     .leads = always,
     .patch = to_running},
    {.id = "restart",
     .title = "Restart the connector",
     .kinds = connector,
     .gravity = Gravity::restart,
     .explanation = "For a connector that has failed.",
     .source = "Strimzi: annotation strimzi.io/restart",
     .objection = cannot_restart,
     .leads = connector_failed,
     .operations = restart,
     .effects = restart_effects,
     .verdict = restarted},
    {.id = "restart-task",
     .title = "Restart a task",
     .kinds = connector,
     .gravity = Gravity::restart,
     .explanation = "For a single task that has failed.",
     .source = "Strimzi: annotation strimzi.io/restart-task",
     .parameters = the_task,
     .objection = cannot_restart_task,
     .leads = a_task_failed,
     .operations = restart_task,
     .effects = restart_task_effects,
     .verdict = task_restarted},
    {.id = "list-offsets",
     .title = "List offsets",
     .kinds = connector,
     .explanation = "Writes how far the connector has come to a ConfigMap.",
     .source = "Strimzi: annotation strimzi.io/connector-offsets",
     .objection = cannot_list_offsets,
     .operations = list_offsets,
     .effects = list_offsets_effects,
     .verdict = offsets_done},
    {.id = "alter-offsets",
     .title = "Alter offsets",
     .kinds = connector,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "The connector goes on from where you say.",
     .source = "Strimzi: annotation strimzi.io/connector-offsets",
     .parameters = new_offsets,
     .objection = cannot_alter_offsets,
     .wanted = offsets_map,
     .operations = alter_offsets,
     .effects = alter_offsets_effects,
     .verdict = offsets_done},
    {.id = "reset-offsets",
     .title = "Reset offsets",
     .kinds = connector,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "The connector starts from the beginning.",
     .source = "Strimzi: annotation strimzi.io/connector-offsets",
     .objection = cannot_reset_offsets,
     .operations = reset_offsets,
     .effects = reset_offsets_effects,
     .verdict = offsets_done},
    {.id = "rebuild",
     .title = "Build the image anew",
     .kinds = connect,
     .gravity = Gravity::restart,
     .explanation = "For plugins that have changed at their source.",
     .source = "Strimzi: annotation strimzi.io/force-rebuild",
     .patience = std::chrono::hours(1),
     .objection = cannot_rebuild,
     .operations = rebuild,
     .effects = rebuild_effects,
     .verdict = rebuilt},
    {.id = "restart-connector",
     .title = "Restart one of its connectors",
     .kinds = mirror,
     .gravity = Gravity::restart,
     .explanation = "For a connector of the mirror that has failed.",
     .source = "Strimzi: annotation strimzi.io/restart-connector",
     .parameters = the_connector,
     .objection = not_while_paused,
     .leads = a_connector_failed,
     .operations = restart_mirror,
     .effects = restart_mirror_effects,
     .verdict = mirror_restarted},
};

}  // namespace

std::span<const Action> connect_actions() noexcept {
    return rows;
}

}  // namespace nexa::actions
