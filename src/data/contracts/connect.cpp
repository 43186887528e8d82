#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view use_resources = "strimzi.io/use-connector-resources";
constexpr std::string_view restart_annotation = "strimzi.io/restart";
constexpr std::string_view offsets_annotation = "strimzi.io/connector-offsets";

std::string_view state_of(const json::object& connector) {
    const auto state = text_at(connector, {"spec", "state"});
    if (!state.empty()) return state;
    return true_at(connector, {"spec", "pause"}) ? "paused" : "running";
}

Hits connector_label(const Input& input) {
    if (!cluster_label(input.desired).empty()) return {};
    return {{.pointer = "/metadata/labels",
             .message = fmt::format("label strimzi.io/cluster is missing: no Connect cluster would run connector {}", input.name()),
             .fix = "Add the label strimzi.io/cluster with the name of the KafkaConnect.",
             .remedy = label_of_the_only(input, "KafkaConnect")}};
}

Hits connect_missing(const Input& input) {
    const auto cluster = cluster_label(input.desired);
    if (cluster.empty() || !input.knows("KafkaConnect") || related_object(input, "KafkaConnect", cluster)) return {};
    return {
        {.pointer = pointer_of("/metadata/labels", "strimzi.io/cluster"),
         .message = fmt::format("there is no KafkaConnect {} in namespace {}: the connector would be NotReady with NoSuchResourceException",
                                cluster, input.name_space()),
         .fix = fmt::format("Make KafkaConnect {} with the annotation {}: \"true\".", cluster, use_resources)}};
}

Hits connect_does_not_listen(const Input& input) {
    const auto connect = related_object(input, "KafkaConnect", cluster_label(input.desired));
    if (!connect || annotation_of(*connect, use_resources) == "true") return {};
    return {
        {.pointer = pointer_of("/metadata/labels", "strimzi.io/cluster"),
         .message = fmt::format("KafkaConnect {} is not configured with annotation {}: Strimzi does not run KafkaConnectors there",
                                cluster_label(input.desired), use_resources),
         .fix = fmt::format("Add the annotation {}: \"true\" to KafkaConnect {}. Connectors made through its REST API are deleted then.",
                            use_resources, cluster_label(input.desired))}};
}

Hits connect_without_workers(const Input& input) {
    const auto connect = related_object(input, "KafkaConnect", cluster_label(input.desired));
    if (!connect || integer_at(*connect, {"spec", "replicas"}) != 0) return {};
    return {{.pointer = pointer_of("/metadata/labels", "strimzi.io/cluster"),
             .message = fmt::format("KafkaConnect {} has 0 replicas: nothing runs the connector", cluster_label(input.desired)),
             .fix = fmt::format("Scale KafkaConnect {} to 1 or more.", cluster_label(input.desired))}};
}

Hits connector_state_said_twice(const Input& input) {
    if (find(input.desired, {"spec", "pause"}) == nullptr) return {};
    const bool both = !text_at(input.desired, {"spec", "state"}).empty();
    auto remedy = remedies::remove("/spec/pause");
    if (!both) {
        auto instead = remedies::set(input.desired, "/spec/state", state_of(input.desired));
        std::ranges::move(instead.patch, std::back_inserter(remedy.patch));
        remedy.label = fmt::format("Write state: {} instead", state_of(input.desired));
    }
    return {{.pointer = "/spec/pause",
             .message = both ? "spec.pause has no effect beside spec.state" : "spec.pause is deprecated, and gone from v1",
             .fix = both ? "Remove spec.pause." : fmt::format("Write state: {} in its place.", state_of(input.desired)),
             .remedy = std::move(remedy)}};
}

Hits connector_offsets(const Input& input) {
    const auto wish = annotation_of(input.desired, offsets_annotation);
    if (wish.empty()) return {};
    const auto pointer = pointer_of("/metadata/annotations", offsets_annotation);
    Hits hits;
    if (wish != "list" && wish != "alter" && wish != "reset") {
        hits.push_back({.pointer = pointer,
                        .message = fmt::format("annotation {}: {} asks for nothing that there is", offsets_annotation, wish),
                        .fix = "Use list, alter or reset."});
        return hits;
    }
    if (wish != "list" && state_of(input.desired) != "stopped") {
        hits.push_back({.pointer = pointer,
                        .message = fmt::format("offsets can be {} only while the connector is stopped, and it is {}",
                                               wish == "alter" ? "altered" : "reset", state_of(input.desired)),
                        .fix = "Set spec.state to stopped first."});
    }
    if (wish == "list" && text_at(input.desired, {"spec", "listOffsets", "toConfigMap", "name"}).empty()) {
        hits.push_back(
            {.pointer = pointer, .message = "listing offsets needs a place for them", .fix = "Set spec.listOffsets.toConfigMap.name."});
    }
    if (wish == "alter" && text_at(input.desired, {"spec", "alterOffsets", "fromConfigMap", "name"}).empty()) {
        hits.push_back(
            {.pointer = pointer, .message = "altering offsets needs the new ones", .fix = "Set spec.alterOffsets.fromConfigMap.name."});
    }
    return hits;
}

Hits connector_restart_arguments(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    const auto wish = annotation_of(input.desired, restart_annotation);
    if (wish.empty() || wish == "true" || !is_before(strimzi, "0.48.0")) return {};
    const auto pointer = pointer_of("/metadata/annotations", restart_annotation);
    return {{.pointer = pointer,
             .message = fmt::format("annotation {}: {} came with Strimzi 0.48; {} knows \"true\" only", restart_annotation, wish,
                                    operator_on_cluster(input, *strimzi)),
             .fix = fmt::format("Write {}: \"true\".", restart_annotation),
             .remedy = remedies::set(input.desired, pointer, "true")}};
}

/// spec.groupId and the like of v1, or the option of v1beta2.
std::string_view connect_option(const json::object& connect, std::string_view field, std::string_view option) {
    const auto given = text_at(connect, {"spec", field});
    return given.empty() ? text_at(connect, {"spec", "config", option}) : given;
}

struct InternalTopic {
    std::string_view field, option;
};
constexpr std::array internal_topics{InternalTopic{"configStorageTopic", "config.storage.topic"},
                                     InternalTopic{"statusStorageTopic", "status.storage.topic"},
                                     InternalTopic{"offsetStorageTopic", "offset.storage.topic"}};

Hits connect_topics_distinct(const Input& input) {
    std::set<std::string_view> seen;
    Hits hits;
    for (const auto& [field, option] : internal_topics) {
        const auto topic = connect_option(input.desired, field, option);
        if (topic.empty() || seen.insert(topic).second) continue;
        hits.push_back(
            {.pointer = "/spec",
             .message = fmt::format("{} ({}) is used for two purposes: configuration, status and offsets of a Connect cluster are in "
                                    "topics of their own",
                                    option, topic),
             .fix = "Name three different topics."});
    }
    return hits;
}

Hits connect_shares_group(const Input& input) {
    const auto group = connect_option(input.desired, "groupId", "group.id");
    const auto servers = text_at(input.desired, {"spec", "bootstrapServers"});
    for (const auto& other : input.query({.kind = "KafkaConnect", .label = {}, .value = {}, .name = {}, .alias = {}})) {
        if (text_at(other, {"metadata", "name"}) == input.name() || text_at(other, {"spec", "bootstrapServers"}) != servers) continue;
        // Without a group both have the default, connect-cluster.
        const bool same_group = connect_option(other, "groupId", "group.id") == group;
        const bool same_topics = std::ranges::any_of(internal_topics, [&](const InternalTopic& each) {
            return connect_option(other, each.field, each.option) == connect_option(input.desired, each.field, each.option);
        });
        if (!same_group && !same_topics) continue;
        return {
            {.pointer = "/spec",
             .message = fmt::format("KafkaConnect {} uses the same {} on the same Kafka: the workers of both would take each other for one "
                                    "cluster and overwrite each other's connectors",
                                    text_at(other, {"metadata", "name"}), same_group ? "group id" : "internal topic"),
             .fix = "Give each its own group id, and its own topics for configuration, status and offsets."}};
    }
    return {};
}

Hits connect_rolls(const Input& input) {
    const auto entries = changes(input);
    std::vector<std::string> parts;
    for (const auto& each : entries) {
        if (!is_below(each.pointer, "/spec") || is_below(each.pointer, "/spec/replicas") || is_below(each.pointer, "/spec/build")) continue;
        const auto end = each.pointer.find('/', 6);
        auto part = dotted(std::string_view(each.pointer).substr(0, end));
        if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
    }
    if (parts.empty()) return {};
    return {{.pointer = "/spec",
             .message = fmt::format(
                 "{}: restarts the {} workers of {}, one after another; their connectors and tasks move to the others meanwhile",
                 list_of(parts), integer_at(input.desired, {"spec", "replicas"}).value_or(1), input.name())}};
}

Hits connect_scales(const Input& input) {
    const auto* before = input.before();
    const auto wanted = integer_at(input.desired, {"spec", "replicas"});
    const auto old_replicas = before == nullptr ? std::nullopt : integer_at(*before, {"spec", "replicas"});
    if (!wanted || !old_replicas || *wanted == *old_replicas) return {};
    return {{.pointer = "/spec/replicas",
             .message = *wanted == 0
                            ? fmt::format("stops every connector of {}", input.name())
                            : fmt::format("{} goes from {} to {} workers; tasks are spread over them anew and stand still for a moment",
                                          input.name(), *old_replicas, *wanted)}};
}

Hits connect_builds(const Input& input) {
    if (!is_changed(changes(input), "/spec/build")) return {};
    return {{.pointer = "/spec/build",
             .message = fmt::format("builds a new image ({}-connect-build), pushes it, and restarts all workers of {} with it",
                                    input.name(), input.name())}};
}

Hits connector_changes(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    std::vector<std::string> parts;
    const auto entries = changes(input);
    for (const std::string_view part : {"class", "tasksMax", "config", "version"}) {
        if (is_changed(entries, fmt::format("/spec/{}", part))) parts.push_back(fmt::format("spec.{}", part));
    }
    if (parts.empty() || state_of(input.desired) == "stopped") return {};
    return {{.pointer = "/spec",
             .message = fmt::format("{}: connector {} takes it over and starts its tasks anew", list_of(parts), input.name())}};
}

Hits connector_state_changes(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || state_of(*before) == state_of(input.desired)) return {};
    const auto state = state_of(input.desired);
    std::string what = "runs again from where it stopped";
    if (state == "paused") what = "keeps its tasks on the workers and moves no records";
    if (state == "stopped") what = "gives its tasks up and moves no records; its offsets can be altered now";
    return {{.pointer = "/spec/state",
             .message = fmt::format("connector {} goes from {} to {}: it {}", input.name(), state_of(*before), state, what)}};
}

Hits connect_deleted(const Input& input) {
    const auto connectors =
        input.query({.kind = "KafkaConnector", .label = "strimzi.io/cluster", .value = input.name(), .name = {}, .alias = {}});
    std::vector<std::string> names;
    names.reserve(connectors.size());
    for (const auto& each : connectors) names.emplace_back(text_at(each, {"metadata", "name"}));
    return {{.pointer = "",
             .message = fmt::format(
                 "all workers of {} are deleted{}. Its internal topics stay in Kafka, with the connectors' offsets", input.name(),
                 names.empty() ? std::string() : fmt::format(", and with them connector {} stands still", list_of(names)))}};
}

Hits connector_deleted(const Input& input) {
    return {{.pointer = "",
             .message = fmt::format(
                 "connector {} is taken off the Connect cluster. Its offsets stay: one of the same name goes on where it stopped",
                 input.name())}};
}

constexpr std::string_view connect[] = {"KafkaConnect"};
constexpr std::string_view connector[] = {"KafkaConnector"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "connector-cluster-label",
     .title = "A connector names its Connect cluster",
     .kinds = connector,
     .explanation = "Strimzi finds the Connect cluster by the label strimzi.io/cluster; without it: InvalidResourceException.",
     .source = "Strimzi: KafkaConnector",
     .check = connector_label},
    {.id = "connector-resources",
     .title = "The Connect cluster listens to KafkaConnectors",
     .kinds = connector,
     .explanation =
         "Without the annotation a Connect cluster is run through its REST API alone, and Strimzi answers NoSuchResourceException.",
     .source = "Strimzi: annotation strimzi.io/use-connector-resources",
     .check = connect_does_not_listen},
    {.id = "connector-offsets",
     .title = "Offsets are changed on stopped connectors",
     .kinds = connector,
     .explanation = "Connect refuses to alter offsets that tasks are using; where they come from and go to stands in the spec.",
     .source = "Strimzi: annotation strimzi.io/connector-offsets; Kafka Connect REST API",
     .check = connector_offsets},
    {.id = "connector-restart-arguments",
     .title = "The release knows the restart asked for",
     .kinds = connector,
     .explanation = "includeTasks and onlyFailed are arguments of the annotation from 0.48 on.",
     .source = "Strimzi 0.48 release notes",
     .check = connector_restart_arguments},
    {.id = "connect-internal-topics",
     .title = "Configuration, status and offsets are kept apart",
     .kinds = connect,
     .explanation = "A worker that reads one kind of record where it expects another fails.",
     .source = "Kafka Connect: internal topics",
     .check = connect_topics_distinct},
    {.id = "connect-group",
     .title = "Each Connect cluster has a group of its own",
     .kinds = connect,
     .explanation = "Workers of one group id on one Kafka are one cluster, whatever resource they come from.",
     .source = "Kafka Connect: group.id; Strimzi: configuring Kafka Connect",
     .check = connect_shares_group},
    {.id = "connector-cluster",
     .title = "The Connect cluster is there",
     .type = Type::warning,
     .kinds = connector,
     .explanation = "A connector is run by a KafkaConnect of the same namespace.",
     .source = "Strimzi: KafkaConnector, NoSuchResourceException",
     .check = connect_missing},
    {.id = "connector-workers",
     .title = "The Connect cluster has workers",
     .type = Type::warning,
     .kinds = connector,
     .explanation = "With 0 replicas the connector is NotReady.",
     .source = "Strimzi: KafkaConnector",
     .check = connect_without_workers},
    {.id = "connector-pause",
     .title = "The older way to pause",
     .type = Type::warning,
     .kinds = connector,
     .explanation = "spec.state (running, paused, stopped) took the place of spec.pause.",
     .source = "Strimzi: CRD of KafkaConnector, conversion to v1",
     .check = connector_state_said_twice},
    {.id = "connect-rolls",
     .title = "Workers restart, one at a time",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = connect,
     .explanation = "What workers are started with is part of their pods.",
     .source = "Strimzi: configuring Kafka Connect",
     .check = connect_rolls},
    {.id = "connect-builds",
     .title = "A new image is built",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = connect,
     .explanation = "Strimzi builds an image with the plugins, within the cluster, before it rolls the workers.",
     .source = "Strimzi: Kafka Connect build",
     .check = connect_builds},
    {.id = "connect-scales",
     .title = "Tasks are spread anew",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = connect,
     .explanation = "Workers that come or go make the group rebalance its connectors and tasks.",
     .source = "Kafka Connect: rebalancing",
     .check = connect_scales},
    {.id = "connector-restart",
     .title = "The connector starts anew",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = connector,
     .explanation = "Connect applies a new configuration by restarting the connector and its tasks.",
     .source = "Kafka Connect: connector configuration",
     .check = connector_changes},
    {.id = "connector-state",
     .title = "The connector changes its state",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = connector,
     .explanation = "Paused connectors keep their tasks, stopped ones give them up.",
     .source = "Strimzi: KafkaConnector, spec.state",
     .check = connector_state_changes},
    {.id = "connect-delete",
     .title = "All connectors stand still",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = connect,
     .explanation = "Connectors are NotReady without their Connect cluster; their resources and offsets stay.",
     .source = "Strimzi: KafkaConnect; recorded with Strimzi 1.2.0",
     .on_removal = true,
     .check = connect_deleted},
    {.id = "connector-delete",
     .title = "The connector stops",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = connector,
     .explanation = "Offsets belong to a connector's name.",
     .source = "Strimzi: KafkaConnector; Kafka Connect: offsets",
     .on_removal = true,
     .check = connector_deleted},
};

}  // namespace

std::span<const Rule> connect_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
