#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "data/contracts/nodes.hpp"
#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"
#include "data/sandbox/operators/kafka_model.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view next_ids = "strimzi.io/next-node-ids";
constexpr std::string_view remove_ids = "strimzi.io/remove-node-ids";
constexpr std::string_view skip_check = "strimzi.io/skip-broker-scaledown-check";

std::int64_t replicas_of(const json::object& pool) {
    return integer_at(pool, {"spec", "replicas"}).value_or(0);
}

std::vector<std::int64_t> ids_of(const json::object& pool) {
    std::vector<std::int64_t> ids;
    if (const auto* list = list_at(pool, {"status", "nodeIds"})) {
        for (const auto& each : *list) {
            if (each.is_int64()) ids.push_back(each.get_int64());
        }
    }
    return ids;
}

std::vector<std::int64_t> live_ids(const Input& input) {
    return input.observed == nullptr ? std::vector<std::int64_t>() : ids_of(*input.observed);
}

/// The cluster has a quorum by now: a controller more or less would change it.
bool is_running(const json::object& kafka) {
    return !text_at(kafka, {"status", "clusterId"}).empty();
}

Hits controllers_static(const Input& input) {
    const auto* before = input.before();
    const bool is = has_role(input.desired, "controller");
    if (before == nullptr) {
        const auto kafka = kafka_of(input);
        if (!is || replicas_of(input.desired) == 0 || !kafka || !is_running(*kafka)) return {};
        return {
            {.pointer = "/spec/roles",
             .message =
                 fmt::format("pool {} would add controllers to {}, which runs already: the quorum of KRaft controllers is fixed when the "
                             "cluster is made, and Strimzi does not stop a change that breaks it",
                             input.name(), cluster_label(input.desired)),
             .fix = "Give the pool the role broker only; make a new cluster for another layout of controllers.",
             .remedy = has_role(input.desired, "broker") ? std::optional(remedies::set(input.desired, "/spec/roles", json::array{"broker"}))
                                                         : std::nullopt}};
    }
    const bool was = has_role(*before, "controller");
    if (was != is) {
        const auto* roles = nexa::find(*before, {"spec", "roles"});
        return {{.pointer = "/spec/roles",
                 .message = fmt::format("pool {} would {} the controller role: the quorum of KRaft controllers is fixed when the cluster "
                                        "is made, and Strimzi does not stop a change that breaks it",
                                        input.name(), was ? "lose" : "take on"),
                 .fix = "Keep the role; make a new cluster for another layout of controllers.",
                 .remedy = roles == nullptr ? std::nullopt : std::optional(remedies::set(input.desired, "/spec/roles", *roles))}};
    }
    const auto replicas = integer_at(input.desired, {"spec", "replicas"});
    const auto old_replicas = integer_at(*before, {"spec", "replicas"});
    if (!is || !replicas || !old_replicas || *replicas == *old_replicas) return {};
    return {{.pointer = "/spec/replicas",
             .message = fmt::format("pool {} has controllers: their number can't go from {} to {}, as the quorum is fixed when the cluster "
                                    "is made, and Strimzi does not stop a change that breaks it",
                                    input.name(), *old_replicas, *replicas),
             .fix = fmt::format("Keep spec.replicas at {}; to add brokers, make a pool with the role broker only.", *old_replicas),
             .remedy = remedies::set(input.desired, "/spec/replicas", *old_replicas)}};
}

Hits controllers_even(const Input& input) {
    const auto cluster = cluster_label(input.desired);
    if (!has_role(input.desired, "controller") || cluster.empty()) return {};
    std::int64_t count = input.related ? 0 : replicas_of(input.desired);
    for (const auto& pool : input.related ? pools_of(input, cluster) : Objects()) {
        if (has_role(pool, "controller")) count += replicas_of(pool);
    }
    if (count == 0 || count % 2 == 1) return {};
    return {
        {.pointer = "/spec/replicas",
         .message = fmt::format("{} would have {} controllers: an even number bears no more failures than {}, and more of them can fail",
                                cluster, count, count - 1),
         .fix = "Make a cluster with 3 or 5 controllers."}};
}

/// How many brokers a change takes away from the pool, by number or by role.
std::int64_t brokers_taken(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !has_role(*before, "broker")) return 0;
    const auto live = static_cast<std::int64_t>(live_ids(input).size());
    const auto old_replicas = std::max(live, replicas_of(*before));
    return has_role(input.desired, "broker") ? old_replicas - replicas_of(input.desired) : old_replicas;
}

bool moves_by_itself(const json::object& kafka, std::string_view mode) {
    const auto* modes = list_at(kafka, {"spec", "cruiseControl", "autoRebalance"});
    return modes != nullptr && std::ranges::any_of(*modes, [&](const json::value& each) {
               return each.is_object() && text_at(each.get_object(), {"mode"}) == mode;
           });
}

std::string taken_words(const Input& input) {
    return has_role(input.desired, "broker") ? fmt::format("{} broker(s) fewer in pool {}", brokers_taken(input), input.name())
                                             : fmt::format("pool {} without the broker role", input.name());
}
std::string_view taken_pointer(const Input& input) {
    return has_role(input.desired, "broker") ? "/spec/replicas" : "/spec/roles";
}

Hits brokers_taken_unchecked(const Input& input) {
    if (brokers_taken(input) <= 0) return {};
    const auto kafka = kafka_of(input);
    if (!kafka || annotation_of(*kafka, skip_check) != "true") return {};
    return {
        {.pointer = std::string(taken_pointer(input)),
         .message = fmt::format("{}, while Kafka {} has the annotation {}: true: Strimzi would not look whether partitions live there, and "
                                "what has no replica elsewhere is lost",
                                taken_words(input), cluster_label(input.desired), skip_check),
         .fix = fmt::format("Remove the annotation {} from Kafka {} first.", skip_check, cluster_label(input.desired))}};
}

Hits brokers_taken_with_partitions(const Input& input) {
    if (brokers_taken(input) <= 0) return {};
    const auto kafka = kafka_of(input);
    if (kafka && (moves_by_itself(*kafka, "remove-brokers") || annotation_of(*kafka, skip_check) == "true")) return {};
    return {{.pointer = std::string(taken_pointer(input)),
             .message =
                 fmt::format("{}: while partitions live there Strimzi does not carry it out, keeps the brokers and stays Ready, with the "
                             "warning ScaleDownPreventionCheck",
                             taken_words(input)),
             .fix =
                 "Move the partitions away first (a KafkaRebalance with mode remove-brokers), or set spec.cruiseControl.autoRebalance for "
                 "remove-brokers in the Kafka resource."}};
}

Hits node_ids_readable(const Input& input) {
    Hits hits;
    for (const auto name : {next_ids, remove_ids}) {
        const auto text = annotation_of(input.desired, name);
        if (text.empty() || sandbox::parse_node_ids(text)) continue;
        hits.push_back(
            {.pointer = pointer_of("/metadata/annotations", name),
             .message = fmt::format("annotation {}: {} is no list of node ids: Strimzi only says so in its log and chooses ids by itself",
                                    name, text),
             .fix = "Write ids and ranges in brackets: [3,4,10-12]."});
    }
    return hits;
}

Hits node_ids_high(const Input& input) {
    const auto ids = sandbox::parse_node_ids(annotation_of(input.desired, next_ids));
    if (!ids || std::ranges::none_of(*ids, [](int each) { return each > 999; })) return {};
    const auto kafka = kafka_of(input);
    if (kafka && option_of(*kafka, {"spec", "kafka", "config"}, "reserved.broker.max.id")) return {};
    return {{.pointer = pointer_of("/metadata/annotations", next_ids),
             .message = "node ids above 999 need the option reserved.broker.max.id in the Kafka resource",
             .fix = "Set reserved.broker.max.id in spec.kafka.config to the highest id, or use lower ids."}};
}

/// The ids that new nodes get: those asked for, then the lowest that are free in the whole cluster.
std::vector<std::int64_t> ids_to_add(const Input& input, std::int64_t count) {
    std::set<std::int64_t> taken;
    for (const auto& pool : pools_of(input, cluster_label(input.desired))) {
        for (const auto id : ids_of(pool)) taken.insert(id);
    }
    std::vector<std::int64_t> ids;
    const auto take = [&](std::int64_t id) {
        if (static_cast<std::int64_t>(ids.size()) < count && taken.insert(id).second) ids.push_back(id);
    };
    for (const int id : sandbox::parse_node_ids(annotation_of(input.desired, next_ids)).value_or(std::vector<int>())) take(id);
    for (std::int64_t id = 0; static_cast<std::int64_t>(ids.size()) < count; ++id) take(id);
    return ids;
}

/// The ids that leave: those asked for, then the highest.
std::vector<std::int64_t> ids_to_remove(const Input& input, std::int64_t count) {
    auto left = live_ids(input);
    std::vector<std::int64_t> ids;
    const auto take = [&](std::int64_t id) {
        if (static_cast<std::int64_t>(ids.size()) < count && std::erase(left, id) > 0) ids.push_back(id);
    };
    for (const int id : sandbox::parse_node_ids(annotation_of(input.desired, remove_ids)).value_or(std::vector<int>())) take(id);
    while (static_cast<std::int64_t>(ids.size()) < count && !left.empty()) take(std::ranges::max(left));
    return ids;
}

std::vector<std::string> pod_names(const Input& input, const std::vector<std::int64_t>& ids) {
    std::vector<std::string> names;
    for (const auto id : ids) names.push_back(fmt::format("{}-{}-{}", cluster_label(input.desired), input.name(), id));
    return names;
}

std::int64_t growth(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return 0;
    const auto live = static_cast<std::int64_t>(live_ids(input).size());
    return replicas_of(input.desired) - (live > 0 ? live : replicas_of(*before));
}

Hits pool_grows(const Input& input) {
    const auto more = growth(input);
    if (more <= 0 || more > 1000) return {};
    const auto kafka = kafka_of(input);
    const bool fills = kafka && moves_by_itself(*kafka, "add-brokers");
    return {
        {.pointer = "/spec/replicas",
         .message = fmt::format("adds {}; {}", list_of(pod_names(input, ids_to_add(input, more))),
                                fills ? "Cruise Control moves partitions to the new brokers by itself"
                                      : "new brokers stay empty until a KafkaRebalance with mode add-brokers moves partitions to them")}};
}

Hits pool_shrinks(const Input& input) {
    const auto fewer = -growth(input);
    if (fewer <= 0) return {};
    const auto ids = ids_to_remove(input, fewer);
    const auto kafka = kafka_of(input);
    const bool empties = kafka && moves_by_itself(*kafka, "remove-brokers");
    return {{.pointer = "/spec/replicas",
             .message =
                 fmt::format("{}removes {}. Their volumes stay unless deleteClaim is set",
                             empties ? "moves the partitions away by Cruise Control, then " : "",
                             ids.empty() ? fmt::format("{} node(s), those with the highest ids", fewer) : list_of(pod_names(input, ids)))}};
}

Hits pods_change(const Input& input) {
    const auto entries = changes(input);
    std::vector<std::string> parts;
    for (const std::string_view part : {"resources", "jvmOptions", "template", "roles"}) {
        if (is_changed(entries, fmt::format("/spec/{}", part))) parts.push_back(fmt::format("spec.{}", part));
    }
    const auto* before = input.before();
    if (parts.empty() || before == nullptr) return {};
    auto pool = *before;
    if (input.observed != nullptr && input.observed->contains("status")) pool["status"] = input.observed->at("status");
    return {{.pointer = "/spec",
             .message = fmt::format("{} {} part of the pods: {}", list_of(parts), parts.size() == 1 ? "is" : "are",
                                    roll_words(fmt::format("pool {}", input.name()), nodes_of_pool(cluster_label(input.desired), pool)))}};
}

Hits pool_with_nodes_deleted(const Input& input) {
    const auto kafka = kafka_of(input);
    if (!kafka || !text_at(*kafka, {"metadata", "deletionTimestamp"}).empty()) return {};
    const auto nodes =
        input.observed == nullptr ? replicas_of(input.desired) : std::max(replicas_of(input.desired), std::int64_t(live_ids(input).size()));
    const bool controls = has_role(input.desired, "controller");
    if (nodes == 0 && !controls) return {};
    return {{.pointer = "",
             .message = fmt::format("pool {} has {} node{} of Kafka {}: Strimzi does not look whether {} when a whole pool is deleted",
                                    input.name(), nodes, nodes == 1 ? "" : "s", cluster_label(input.desired),
                                    controls ? "the quorum of controllers survives it" : "partitions live there"),
             .fix = controls ? fmt::format("Keep the pool as long as Kafka {} is there.", cluster_label(input.desired))
                             : "Scale it to 0 first: that is carried out only when no partitions live there any more."}};
}

Hits pool_deleted(const Input& input) {
    const auto nodes = nodes_of_pool(cluster_label(input.desired), input.observed == nullptr ? input.desired : *input.observed);
    auto names = nodes.controllers;
    names.insert(names.end(), nodes.brokers.begin(), nodes.brokers.end());
    if (names.empty()) return {};
    return {{.pointer = "",
             .message = fmt::format("deletes {} node{} at once: {}", names.size(), names.size() == 1 ? "" : "s", list_of(names))}};
}

constexpr std::string_view node_pool[] = {"KafkaNodePool"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "kafka-controllers-static",
     .title = "The controllers of a cluster stay as they are",
     .kinds = node_pool,
     .explanation = "Strimzi runs KRaft with a static quorum. Adding, removing, scaling or re-roling controllers is not supported, is not "
                    "rejected by Strimzi, and ends in a cluster whose controllers can't agree.",
     .source = "Strimzi: KRaft limitations",
     .check = controllers_static},
    {.id = "kafka-pool-unchecked-scale-down",
     .title = "Brokers with partitions are not taken away unchecked",
     .kinds = node_pool,
     .explanation = "The annotation switches off the only guard between a scale-down and lost partitions.",
     .source = "Strimzi: annotation strimzi.io/skip-broker-scaledown-check",
     .check = brokers_taken_unchecked},
    {.id = "kafka-node-ids",
     .title = "Node ids are written so that Strimzi can read them",
     .kinds = node_pool,
     .explanation = "A list that Strimzi can't read is passed over with a line in its log, and other nodes than meant come or go.",
     .source = "Strimzi: node ids, annotations next-node-ids and remove-node-ids",
     .check = node_ids_readable},
    {.id = "kafka-pool-delete",
     .title = "A pool is empty before it is deleted",
     .kinds = node_pool,
     .explanation =
         "Strimzi compares the ids of the pools that there are; a pool that is gone is in no comparison, so its nodes go unguarded.",
     .source = "Strimzi: scale-down check",
     .on_removal = true,
     .check = pool_with_nodes_deleted},
    {.id = "kafka-controllers-even",
     .title = "The number of controllers is odd",
     .type = Type::warning,
     .kinds = node_pool,
     .explanation = "A quorum is more than half: 4 controllers bear one failure, as 3 do.",
     .source = "Strimzi: warning KafkaKRaftControllerNodeCount",
     .check = controllers_even},
    {.id = "kafka-pool-scale-down",
     .title = "Brokers are empty before they go",
     .type = Type::warning,
     .kinds = node_pool,
     .explanation =
         "Strimzi reverts a scale-down inside, without changing the resource: the number in the manifest and the nodes that run differ.",
     .source = "Strimzi: scaling down, ScaleDownPreventionCheck",
     .check = brokers_taken_with_partitions},
    {.id = "kafka-node-ids-high",
     .title = "High node ids are reserved",
     .type = Type::warning,
     .kinds = node_pool,
     .explanation = "Brokers refuse ids above reserved.broker.max.id, which is 1000 by default.",
     .source = "Strimzi: node ids; Apache Kafka: reserved.broker.max.id",
     .check = node_ids_high},
    {.id = "kafka-pool-grows",
     .title = "Nodes are added",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = node_pool,
     .explanation = "New nodes get the ids asked for, else the lowest free ones of the whole cluster, and volumes of their own.",
     .source = "Strimzi: scaling up node pools, node ids",
     .check = pool_grows},
    {.id = "kafka-pool-shrinks",
     .title = "Nodes are removed",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = node_pool,
     .explanation = "The nodes asked for, else those with the highest ids, leave the cluster for good.",
     .source = "Strimzi: scaling down node pools, node ids",
     .check = pool_shrinks},
    {.id = "kafka-pool-pods-change",
     .title = "The nodes of the pool restart, one at a time",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = node_pool,
     .explanation = "What changes the pods themselves gives them another revision (PodHasOldRevision), and Strimzi rolls them.",
     .source = "Strimzi: rolling updates of pods",
     .check = pods_change},
    {.id = "kafka-pool-deleted",
     .title = "All nodes of the pool go at once",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = node_pool,
     .explanation =
         "The pool owns its pods; Kubernetes deletes them together, not one after another. Volumes stay unless deleteClaim is set.",
     .source = "Strimzi: owner references, node pools",
     .on_removal = true,
     .check = pool_deleted},
};

}  // namespace

std::span<const Rule> pool_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
