#include <fmt/format.h>

#include <algorithm>

#include "data/contracts/nodes.hpp"
#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/kinds.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view pause_annotation = "strimzi.io/pause-reconciliation";

bool is_paused(const json::object& object) {
    return annotation_of(object, pause_annotation) == "true";
}

Hits cluster_label_given(const Input& input) {
    // A template is what automatic rebalances are made from, by its name: it belongs to no cluster (operators.md, section A.4).
    const bool is_template = input.kind() == "KafkaRebalance" && annotation_of(input.desired, "strimzi.io/rebalance-template") == "true";
    if (is_template || !cluster_label(input.desired).empty()) return {};
    return {{.pointer = "/metadata/labels",
             .message = fmt::format("label strimzi.io/cluster is missing: Strimzi would not look at {} {}", input.kind(), input.name()),
             .fix = "Add the label strimzi.io/cluster with the name of the Kafka resource that it belongs to.",
             .remedy = label_of_the_only(input, "Kafka")}};
}

Hits cluster_exists(const Input& input) {
    const auto cluster = cluster_label(input.desired);
    if (cluster.empty() || !input.knows("Kafka") || kafka_of(input)) return {};
    return {{.pointer = pointer_of("/metadata/labels", "strimzi.io/cluster"),
             .message = fmt::format("there is no Kafka {} in namespace {}: {} {} waits, without an error, until there is one", cluster,
                                    input.name_space(), input.kind(), input.name()),
             .fix = fmt::format("Make Kafka {}, or name another cluster in the label strimzi.io/cluster.", cluster)}};
}

Hits reserved_labels(const Input& input) {
    Hits hits;
    const auto* labels = object_at(input.desired, {"metadata", "labels"});
    if (labels == nullptr) return hits;
    for (const auto& label : *labels) {
        const std::string_view name(label.key());
        if (!name.starts_with("strimzi.io/") || name.starts_with("strimzi.io/cluster")) continue;
        const auto pointer = pointer_of("/metadata/labels", name);
        hits.push_back(
            {.pointer = pointer,
             .message = fmt::format("label {} is reserved: Strimzi refuses the resource (\"Labels starting with strimzi.io/ are not "
                                    "allowed\")",
                                    name),
             .fix = "Remove the label, or use a name of your own.",
             .remedy = remedies::remove(pointer)});
    }
    return hits;
}

/// A change to a resource that stays paused: what it would do comes later.
Hits change_while_paused(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !is_paused(*before) || !is_paused(input.desired)) return {};
    auto entries = changes(input);
    std::erase_if(entries, [](const DiffEntry& each) { return !is_below(each.pointer, "/spec"); });
    if (entries.empty()) return {};
    return {{.pointer = pointer_of("/metadata/annotations", pause_annotation),
             .message = fmt::format("reconciliation of {} is paused: the change is stored, and nothing of it happens before it is resumed",
                                    input.name())}};
}

Hits pausing(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || is_paused(*before) || !is_paused(input.desired)) return {};
    return {{.pointer = pointer_of("/metadata/annotations", pause_annotation),
             .message = fmt::format("Strimzi stops looking after {} {}: it goes on as it is, but is not repaired, not changed, and its "
                                    "certificates are not renewed. Its status loses all but the pause",
                                    input.kind(), input.name())}};
}

Hits resuming(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !is_paused(*before) || is_paused(input.desired)) return {};
    std::string waiting;
    if (input.observed != nullptr) {
        // A paused resource keeps the generation that was last carried out.
        const auto stored = generation(*input.observed) - observed_generation(*input.observed);
        if (observed_generation(*input.observed) > 0 && stored > 0)
            waiting = fmt::format(" {} change{} stored during the pause {} carried out.", stored, stored == 1 ? "" : "s",
                                  stored == 1 ? "is" : "are");
    }
    return {{.pointer = "/metadata/annotations",
             .message =
                 fmt::format("Strimzi takes up {} {} again and brings all that belongs to it back to what its manifest says: whatever was "
                             "changed by hand meanwhile is reverted.{}",
                             input.kind(), input.name(), waiting)}};
}

Hits certificates_change(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    Hits hits;
    for (const std::string_view field : {"clusterCa", "clientsCa"}) {
        const auto* old_authority = object_at(*before, {"spec", field});
        const auto* authority = object_at(input.desired, {"spec", field});
        const auto names = changed_members(old_authority, authority);
        if (names.empty()) continue;
        const bool is_own = authority != nullptr && find(*authority, {"generateCertificateAuthority"}) != nullptr &&
                            !true_at(*authority, {"generateCertificateAuthority"});
        const bool new_key = authority != nullptr && text_at(*authority, {"certificateExpirationPolicy"}) == "replace-key";
        std::string what = "the certificate authority is renewed when it is due by the new rule, within the maintenance windows";
        if (is_own) what = "Strimzi makes and renews no certificates of it any more: its Secrets are yours to fill and to renew";
        hits.push_back({.pointer = fmt::format("/spec/{}", field),
                        .message = fmt::format("{} ({}): {}. A renewal {}{}", field, list_of(names), what,
                                               roll_words(input.name(), nodes_of_cluster(input, input.name())),
                                               new_key ? ", twice, as the key is replaced, and clients need the new certificate" : "")});
    }
    return hits;
}

Hits kafka_deleted(const Input& input) {
    const auto pools = pools_of(input, input.name());
    std::vector<std::string> left;
    for (const auto& pool : pools) left.emplace_back(text_at(pool, {"metadata", "name"}));
    const auto pods = left.empty() ? std::string("its pods go with it")
                                   : fmt::format("its pods go on without an operator until the pools ({}) are deleted too", list_of(left));
    return {{.pointer = "",
             .message =
                 fmt::format("the services, listeners, certificates and certificate authorities of {} are deleted: clients can't connect "
                             "any more, and {}. Volumes stay unless deleteClaim is set",
                             input.name(), pods)}};
}

Hits topics_left_behind(const Input& input) {
    Hits hits;
    for (const std::string_view kind : {"KafkaTopic", "KafkaUser", "KafkaRebalance"}) {
        const auto found = input.query({.kind = kind, .label = "strimzi.io/cluster", .value = input.name(), .name = {}, .alias = {}});
        if (found.empty()) continue;
        std::vector<std::string> names;
        for (const auto& each : found) names.emplace_back(text_at(each, {"metadata", "name"}));
        const bool hang = kind == "KafkaTopic";
        hits.push_back({.pointer = "",
                        .message = fmt::format("{} {}{} of {} stay behind ({}){}", names.size(), kind, names.size() == 1 ? "" : "s",
                                               input.name(), list_of(names),
                                               hang ? ": with the topic operator gone, their finalizer keeps them from being deleted" : ""),
                        .fix = hang ? "Delete the topics first." : "Delete them first, or let them wait for a cluster of the same name."});
    }
    return hits;
}

constexpr std::string_view kafka[] = {"Kafka"};
constexpr std::string_view of_a_cluster[] = {"KafkaNodePool", "KafkaTopic", "KafkaUser", "KafkaRebalance"};
constexpr std::string_view waits_for_cluster[] = {"KafkaTopic", "KafkaUser", "KafkaRebalance"};
// Recorded: a KafkaTopic with such a label is Ready, Kafka and KafkaUser are refused.
constexpr std::string_view with_children[] = {"Kafka", "KafkaUser", "KafkaConnect", "KafkaMirrorMaker2", "KafkaBridge"};
constexpr std::string_view can_pause[] = {"Kafka",          "KafkaTopic",        "KafkaUser",   "KafkaConnect",
                                          "KafkaConnector", "KafkaMirrorMaker2", "KafkaBridge", "KafkaRebalance"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "kafka-cluster-label",
     .title = "What belongs to a Kafka cluster names it",
     .kinds = of_a_cluster,
     .explanation = "Strimzi finds the Kafka resource by the label strimzi.io/cluster. Without it nothing is reconciled.",
     .source = "Strimzi: configuring node pools, topics, users",
     .check = cluster_label_given},
    {.id = "kafka-reserved-labels",
     .title = "Labels of strimzi.io/ are Strimzi's own",
     .kinds = with_children,
     .explanation =
         "Strimzi copies the labels of a resource to everything it makes and refuses its own prefix, but for strimzi.io/cluster.",
     .source = "Strimzi: labels of custom resources",
     .check = reserved_labels},
    {.id = "kafka-cluster-missing",
     .title = "The named Kafka cluster is there",
     .type = Type::warning,
     .kinds = waits_for_cluster,
     .explanation = "A topic, user or rebalance is carried out by the operators of its Kafka cluster, in the same namespace.",
     .source = "Strimzi: topic operator, user operator",
     .check = cluster_exists},
    {.id = "kafka-paused-change",
     .title = "Nothing happens while it is paused",
     .type = Type::effect,
     .gravity = Gravity::ignored,
     .kinds = can_pause,
     .explanation = "A paused resource is not looked at; its changes are carried out all at once when it is resumed.",
     .source = "Strimzi: pausing reconciliation",
     .check = change_while_paused},
    {.id = "kafka-pause",
     .title = "The operator lets go of it",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = can_pause,
     .explanation = "The annotation strimzi.io/pause-reconciliation stops the operator for this resource and leaves what runs alone.",
     .source = "Strimzi: pausing reconciliation",
     .check = pausing},
    {.id = "kafka-resume",
     .title = "The operator takes it up again",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = can_pause,
     .explanation = "On resuming, the operator reconciles the whole resource, which may restart its pods.",
     .source = "Strimzi: pausing reconciliation",
     .check = resuming},
    {.id = "kafka-certificates",
     .title = "Certificates are renewed by other rules",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = kafka,
     .explanation = "A new certificate authority is trusted by all nodes before it is used: they restart, and clients must trust it too.",
     .source = "Strimzi: certificate authorities, renewal and validity",
     .check = certificates_change},
    {.id = "kafka-topics-left-behind",
     .title = "Topics and users go before their cluster",
     .type = Type::warning,
     .kinds = kafka,
     .explanation = "KafkaTopics and KafkaUsers have no owner: deleting the Kafka resource leaves them.",
     .source = "Strimzi: deleting Kafka; topic operator, finalizers",
     .on_removal = true,
     .check = topics_left_behind},
    {.id = "kafka-delete",
     .title = "The cluster is taken apart",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = kafka,
     .explanation =
         "Kubernetes deletes what the Kafka resource owns. Pods belong to the pools, volumes to nobody unless deleteClaim is set; a new "
         "cluster of the name has other certificate authorities.",
     .source = "Strimzi: owner references, deleting Kafka",
     .on_removal = true,
     .check = kafka_deleted},
};

}  // namespace

std::span<const Rule> kafka_life_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
