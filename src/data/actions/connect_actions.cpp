#include <algorithm>

#include "data/actions/rows.hpp"
#include "data/kafka/connector_offsets.hpp"
#include "data/version.hpp"

namespace nexa::actions {
namespace {

using Type = Parameter::Type;
constexpr std::string_view restart_annotation = "strimzi.io/restart";
constexpr std::string_view restart_task_annotation = "strimzi.io/restart-task";
constexpr std::string_view rebuild_annotation = "strimzi.io/force-rebuild";
constexpr std::string_view mirror_annotation = "strimzi.io/restart-connector";
constexpr std::string_view mirror_task_annotation = "strimzi.io/restart-connector-task";
constexpr std::string_view offsets_annotation = "strimzi.io/connector-offsets";
constexpr std::string_view named_annotation = "strimzi.io/mirrormaker-connector";

std::string_view state_of(const json::object& connector) {
    const auto* spec = object_at(connector, {"spec"});
    return spec == nullptr ? "running" : kafka::wanted_state(*spec);
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

/// The mirrors of the specification with another state of the connector that is named. A list is replaced as a whole.
json::object mirrors_with(const Input& input, std::string_view state) {
    const auto& from = input.desired == nullptr ? input.resource : *input.desired;
    const auto named = kafka::find_connector(from, input.text("connector"));
    const auto* mirrors = list_at(from, {"spec", "mirrors"});
    if (!named || mirrors == nullptr) return {};
    json::array changed = *mirrors;
    auto& spec = changed.at(named->mirror).as_object()[named->field].as_object();
    spec["state"] = state;
    spec.erase("pause");
    return {{"spec", json::object{{"mirrors", std::move(changed)}}}};
}
std::string_view mirrored_state(const Input& input) {
    for (const auto& place : kafka::offsets_places(input.resource)) {
        if (place.connector == input.text("connector"))
            return place.state == "stopped" ? "stopped" : place.state == "paused" ? "paused" : "running";
    }
    return {};
}
/// Before one is named, whether there is any that it can be done with.
std::optional<std::string> no_mirror_when(const Input& input, std::string_view state) {
    if (auto why = not_while_paused(input)) return why;
    const auto places = kafka::offsets_places(input.resource);
    const auto name = input.text("connector");
    if (name.empty())
        return std::ranges::all_of(places, [&](const auto& place) { return place.state == state; })
                   ? std::optional(fmt::format("all of its connectors are {} already", state))
                   : std::nullopt;
    if (mirrored_state(input).empty()) return fmt::format("it has no connector {}", name);
    return mirrored_state(input) == state ? std::optional(fmt::format("the connector is {} already", state)) : std::nullopt;
}
std::optional<std::string> cannot_pause_mirror(const Input& input) {
    return no_mirror_when(input, "paused");
}
std::optional<std::string> cannot_stop_mirror(const Input& input) {
    return no_mirror_when(input, "stopped");
}
std::optional<std::string> cannot_run_mirror(const Input& input) {
    return no_mirror_when(input, "running");
}
json::object mirror_to_paused(const Input& input) {
    return mirrors_with(input, "paused");
}
json::object mirror_to_stopped(const Input& input) {
    return mirrors_with(input, "stopped");
}
json::object mirror_to_running(const Input& input) {
    return mirrors_with(input, "running");
}

// restarts

std::optional<std::string> cannot_restart(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (!annotation_of(input.resource, restart_annotation).empty()) return "the operator was asked to restart it and has not done so yet";
    if (state_of(input.resource) != "running") return fmt::format("the connector is {}: run it first", state_of(input.resource));
    return std::nullopt;
}
/// What of a connector restarts, and how the operator is told. From Strimzi 0.48 on it takes more than the connector itself.
struct Extent {
    std::string_view value, about, arguments;
};
constexpr Extent extents[] = {{"connector", "its tasks go on", ""},
                              {"with-tasks", "and all of its tasks", "includeTasks"},
                              {"failed", "what has failed of the connector and its tasks", "includeTasks,onlyFailed"}};
bool takes_arguments(const Input& input) {
    const auto* strimzi = input.facts.operator_for("strimzi", input.name_space());
    return strimzi == nullptr || !is_version(strimzi->version) || compare_versions(strimzi->version, "0.48.0") >= 0;
}
std::vector<Choice> extent_choices(const Input& input) {
    std::vector<Choice> choices;
    for (const auto& each : extents) {
        if (each.arguments.empty() || takes_arguments(input)) choices.push_back({std::string(each.value), std::string(each.about)});
    }
    return choices;
}
std::string usual_extent(const Input&) {
    return std::string(extents[0].value);
}
std::string_view arguments_of(const Input& input) {
    const auto found = std::ranges::find(extents, input.text("what"), &Extent::value);
    return found == std::end(extents) ? std::string_view() : found->arguments;
}
std::string extent_words(const Input& input, std::string_view connector) {
    const auto what = arguments_of(input);
    if (what.empty()) return fmt::format("Connect restarts the connector {}; its tasks go on", connector);
    if (what == "includeTasks") return fmt::format("Connect restarts the connector {} and all of its tasks", connector);
    return fmt::format("Connect restarts what has failed of the connector {} and its tasks; what runs goes on", connector);
}

bool connector_failed(const Input& input) {
    return text_at(input.resource, {"status", "connectorStatus", "connector", "state"}) == failed;
}
Result<std::vector<Operation>> restart(const Input& input) {
    const auto value = arguments_of(input).empty() ? std::string_view("true") : arguments_of(input);
    return std::vector{annotate_resource(input, restart_annotation, value, fmt::format("sets {}: {}", restart_annotation, value))};
}
std::vector<std::string> restart_effects(const Input& input) {
    return {extent_words(input, input.name())};
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

/// The connector that is meant: of a mirror the one that is named. Nothing: none is named yet, or there is none of that name.
std::optional<kafka::OffsetsPlace> place_of(const Input& input) {
    const auto places = kafka::offsets_places(input.resource);
    if (text_at(input.resource, {"kind"}) != "KafkaMirrorMaker2") return places.empty() ? std::nullopt : std::optional(places.front());
    const auto found = std::ranges::find(places, input.text("connector"), &kafka::OffsetsPlace::connector);
    return found == places.end() ? std::nullopt : std::optional(*found);
}
std::optional<std::string> cannot_touch_offsets(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (!annotation_of(input.resource, offsets_annotation).empty())
        return "the operator was asked for something with offsets and has not done so yet";
    if (!input.text("connector").empty() && !place_of(input)) return fmt::format("it has no connector {}", input.text("connector"));
    return std::nullopt;
}
/// A mirror that is not told yet which connector is meant may have one that it can be done with.
template <class Possible>
std::optional<std::string> none_of(const Input& input, Possible possible, std::string why) {
    const auto place = place_of(input);
    const auto places = place ? std::vector{*place} : kafka::offsets_places(input.resource);
    return std::ranges::any_of(places, possible) ? std::nullopt : std::optional(std::move(why));
}
bool is_stopped(const kafka::OffsetsPlace& place) {
    return place.state == "stopped";
}
std::optional<std::string> cannot_reset_offsets(const Input& input) {
    if (auto why = cannot_touch_offsets(input)) return why;
    const auto place = place_of(input);
    return none_of(
        input, is_stopped,
        place ? fmt::format("the connector is {}: stop it first", place->state) : "none of its connectors is stopped: stop one first");
}
std::optional<std::string> cannot_alter_offsets(const Input& input) {
    if (auto why = cannot_reset_offsets(input)) return why;
    return none_of(
        input, [](const kafka::OffsetsPlace& place) { return is_stopped(place) && !place.altered_from.empty(); },
        "alterOffsets.fromConfigMap.name of its specification says where the new ones are, and is not set");
}
std::optional<std::string> cannot_list_offsets(const Input& input) {
    if (auto why = cannot_touch_offsets(input)) return why;
    return none_of(
        input, [](const kafka::OffsetsPlace& place) { return !place.listed_to.empty(); },
        "listOffsets.toConfigMap.name of its specification says where they go, and is not set");
}

/// A mirror's operator is told in one write which of its connectors is meant.
Operation ask_offsets(const Input& input, std::string_view what) {
    auto operation = annotate_resource(input, offsets_annotation, what, fmt::format("sets {}: {}", offsets_annotation, what));
    if (const auto connector = input.text("connector"); !connector.empty()) {
        operation.body["metadata"].as_object()["annotations"].as_object()[named_annotation] = connector;
        operation.about += fmt::format(", {}: {}", named_annotation, connector);
    }
    return operation;
}
std::string named(const Input& input) {
    const auto place = place_of(input);
    return place ? place->connector : std::string(input.name());
}

Result<std::vector<Operation>> list_offsets(const Input& input) {
    return std::vector{ask_offsets(input, "list")};
}
std::vector<std::string> list_offsets_effects(const Input& input) {
    const auto place = place_of(input);
    return {
        fmt::format("the operator writes the offsets of {} to the ConfigMap {}", named(input), place ? place->listed_to : std::string())};
}
Result<std::vector<Operation>> reset_offsets(const Input& input) {
    return std::vector{ask_offsets(input, "reset")};
}
std::vector<std::string> reset_offsets_effects(const Input& input) {
    return {fmt::format(
        "connector {} forgets how far it has come: when it runs again it starts from the beginning and copies records a second time",
        named(input))};
}
std::vector<Wanted> offsets_map(const Input& input) {
    const auto place = place_of(input);
    return {{.kind = "ConfigMap", .name = place ? place->altered_from : std::string()}};
}
Result<std::vector<Operation>> alter_offsets(const Input& input) {
    const auto place = place_of(input);
    if (!place || input.others.empty()) {
        return fail(ErrorCode::not_found,
                    fmt::format("there is no ConfigMap {}; list-offsets writes one when listOffsets.toConfigMap.name is the same",
                                place ? place->altered_from : std::string()));
    }
    std::vector<Operation> plan;
    if (const auto wanted = input.text("offsets"); !wanted.empty()) {
        if (const auto read = kafka::read_offsets(wanted); !read) return fail(read.error());
        plan.push_back({.type = Operation::Type::patch,
                        .kind = "ConfigMap",
                        .name = place->altered_from,
                        .uid = std::string(uid_of(input.others.front())),
                        .body = {{"data", json::object{{place->member, json::serialize(*parse_object(wanted))}}}},
                        .about = fmt::format("writes the offsets into {} of ConfigMap {}", place->member, place->altered_from)});
    }
    plan.push_back(ask_offsets(input, "alter"));
    return plan;
}
std::vector<std::string> alter_offsets_effects(const Input& input) {
    const auto place = place_of(input);
    const auto now = input.others.empty() || !place ? std::string_view() : text_at(input.others.front(), {"data", place->member});
    const auto source =
        input.text("offsets").empty()
            ? fmt::format("those in ConfigMap {}{}{}", place ? place->altered_from : std::string(), now.empty() ? "" : ": ", now)
            : std::string(input.text("offsets"));
    return {
        fmt::format("connector {} goes on from other offsets when it runs again ({}): records before them are not copied, or a second time",
                    named(input), source)};
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
    const auto arguments = arguments_of(input);
    const auto value = fmt::format("{}{}{}", input.text("connector"), arguments.empty() ? "" : ":", arguments);
    return std::vector{annotate_resource(input, mirror_annotation, value, fmt::format("sets {}: {}", mirror_annotation, value))};
}
std::vector<std::string> restart_mirror_effects(const Input& input) {
    return {fmt::format("{}; copying goes on where it was", extent_words(input, input.text("connector")))};
}

/// The tasks of all connectors of a mirror, as its operator is told of them: "a->b.MirrorSourceConnector:0".
std::vector<Choice> mirror_task_choices(const Input& input) {
    std::vector<Choice> choices;
    const auto* connectors = list_at(input.resource, {"status", "connectors"});
    if (connectors == nullptr) return choices;
    for (const auto& value : *connectors) {
        const auto* each = value.if_object();
        const auto* tasks = each == nullptr ? nullptr : list_at(*each, {"tasks"});
        if (tasks == nullptr) continue;
        for (const auto& task : *tasks) {
            if (const auto* one = task.if_object())
                choices.push_back({fmt::format("{}:{}", text_at(*each, {"name"}), integer_at(*one, {"id"}).value_or(0)),
                                   std::string(text_at(*one, {"state"}))});
        }
    }
    return choices;
}
std::string failed_mirror_task(const Input& input) {
    return first_failed(mirror_task_choices(input));
}
std::optional<std::string> cannot_restart_mirror_task(const Input& input) {
    if (auto why = not_while_paused(input)) return why;
    if (!annotation_of(input.resource, mirror_task_annotation).empty())
        return "the operator was asked to restart a task and has not done so yet";
    return mirror_task_choices(input).empty() ? std::optional<std::string>("its connectors have no tasks") : std::nullopt;
}
Result<std::vector<Operation>> restart_mirror_task(const Input& input) {
    const auto task = input.text("task");
    const auto known = mirror_task_choices(input);
    if (std::ranges::find(known, task, &Choice::value) == known.end())
        return fail(ErrorCode::not_found, fmt::format("mirror {} has no task {}", input.name(), task));
    return std::vector{annotate_resource(input, mirror_task_annotation, task, fmt::format("sets {}: {}", mirror_task_annotation, task))};
}
std::vector<std::string> restart_mirror_task_effects(const Input& input) {
    return {fmt::format("Connect restarts task {} of {} and leaves the others alone", input.text("task"), input.name())};
}
RunVerdict mirror_task_restarted(const Progress& progress) {
    return annotation_taken(progress, mirror_task_annotation, "waiting for the operator to restart the task", "the task was restarted");
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
constexpr Parameter extent{
    .name = "what", .title = "Restart", .about = "how much of it", .choices = extent_choices, .preset = usual_extent};
constexpr Parameter of_restart[] = {extent};
constexpr Parameter of_mirror_restart[] = {the_connector[0], extent};
constexpr Parameter the_mirror_task[] = {{.name = "task",
                                          .title = "Task",
                                          .type = Type::text,
                                          .required = true,
                                          .about = "its connector and number, as a->b.MirrorSourceConnector:0",
                                          .choices = mirror_task_choices,
                                          .preset = failed_mirror_task}};
constexpr Parameter new_mirror_offsets[] = {the_connector[0], new_offsets[0]};
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
     .parameters = of_restart,
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
     .parameters = of_mirror_restart,
     .objection = not_while_paused,
     .leads = a_connector_failed,
     .operations = restart_mirror,
     .effects = restart_mirror_effects,
     .verdict = mirror_restarted},
    {.id = "restart-task",
     .title = "Restart a task",
     .kinds = mirror,
     .gravity = Gravity::restart,
     .explanation = "For a single task that has failed.",
     .source = "Strimzi: annotation strimzi.io/restart-connector-task",
     .parameters = the_mirror_task,
     .objection = cannot_restart_mirror_task,
     .operations = restart_mirror_task,
     .effects = restart_mirror_task_effects,
     .verdict = mirror_task_restarted},
    {.id = "pause-connector",
     .title = "Pause one of its connectors",
     .kinds = mirror,
     .explanation = "Its tasks stay on the workers and copy no records.",
     .source = "Strimzi: KafkaMirrorMaker2, spec.mirrors[].*Connector.state",
     .parameters = the_connector,
     .objection = cannot_pause_mirror,
     .patch = mirror_to_paused},
    {.id = "stop-connector",
     .title = "Stop one of its connectors",
     .kinds = mirror,
     .explanation = "Its tasks are given up; offsets can be changed then.",
     .source = "Strimzi: KafkaMirrorMaker2, spec.mirrors[].*Connector.state",
     .parameters = the_connector,
     .objection = cannot_stop_mirror,
     .patch = mirror_to_stopped},
    {.id = "run-connector",
     .title = "Run one of its connectors",
     .kinds = mirror,
     .explanation = "It goes on from where it stopped.",
     .source = "Strimzi: KafkaMirrorMaker2, spec.mirrors[].*Connector.state",
     .parameters = the_connector,
     .objection = cannot_run_mirror,
     .patch = mirror_to_running},
    {.id = "list-offsets",
     .title = "List offsets",
     .kinds = mirror,
     .explanation = "Writes how far a connector has come to a ConfigMap.",
     .source = "Strimzi: annotations strimzi.io/connector-offsets and strimzi.io/mirrormaker-connector",
     .parameters = the_connector,
     .objection = cannot_list_offsets,
     .operations = list_offsets,
     .effects = list_offsets_effects,
     .verdict = offsets_done},
    {.id = "alter-offsets",
     .title = "Alter offsets",
     .kinds = mirror,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "The connector goes on from where you say.",
     .source = "Strimzi: annotations strimzi.io/connector-offsets and strimzi.io/mirrormaker-connector",
     .parameters = new_mirror_offsets,
     .objection = cannot_alter_offsets,
     .wanted = offsets_map,
     .operations = alter_offsets,
     .effects = alter_offsets_effects,
     .verdict = offsets_done},
    {.id = "reset-offsets",
     .title = "Reset offsets",
     .kinds = mirror,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "The connector starts from the beginning.",
     .source = "Strimzi: annotations strimzi.io/connector-offsets and strimzi.io/mirrormaker-connector",
     .parameters = the_connector,
     .objection = cannot_reset_offsets,
     .operations = reset_offsets,
     .effects = reset_offsets_effects,
     .verdict = offsets_done},
};

}  // namespace

std::span<const Action> connect_actions() noexcept {
    return rows;
}

}  // namespace nexa::actions
