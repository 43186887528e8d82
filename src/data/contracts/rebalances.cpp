#include <fmt/format.h>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view approves_itself = "strimzi.io/rebalance-auto-approval";
constexpr std::string_view is_template = "strimzi.io/rebalance-template";

std::string_view mode_of(const json::object& rebalance) {
    const auto mode = text_at(rebalance, {"spec", "mode"});
    return mode.empty() ? "full" : mode;
}

Hits needs_cruise_control(const Input& input) {
    const auto kafka = kafka_of(input);
    if (!kafka || object_at(*kafka, {"spec", "cruiseControl"}) != nullptr) return {};
    return {{.pointer = pointer_of("/metadata/labels", "strimzi.io/cluster"),
             .message = fmt::format("Kafka {} has no Cruise Control: Strimzi answers \"Kafka resource lacks 'cruiseControl' declaration\"",
                                    cluster_label(input.desired)),
             .fix = fmt::format("Add spec.cruiseControl: {{}} to Kafka {} first; its brokers restart once for the metrics reporter.",
                                cluster_label(input.desired))}};
}

Hits mode_fits(const Input& input) {
    const auto mode = mode_of(input.desired);
    const auto* brokers = list_at(input.desired, {"spec", "brokers"});
    const auto* volumes = list_at(input.desired, {"spec", "moveReplicasOffVolumes"});
    const bool has_brokers = brokers != nullptr && !brokers->empty();
    const bool has_volumes = volumes != nullptr && !volumes->empty();
    if ((mode == "add-brokers" || mode == "remove-brokers") && !has_brokers) {
        return {{.pointer = "/spec/brokers",
                 .message = fmt::format("mode {} needs to be told which brokers", mode),
                 .fix = "Set spec.brokers to their node ids: [3, 4]."}};
    }
    if (mode == "remove-disks" && !has_volumes) {
        return {{.pointer = "/spec/moveReplicasOffVolumes",
                 .message = "mode remove-disks needs to be told which volumes of which brokers",
                 .fix = "Set spec.moveReplicasOffVolumes to a list of {brokerId, volumeIds}."}};
    }
    if (mode == "full" && has_brokers) {
        return {{.pointer = "/spec/brokers",
                 .message = "mode full moves over all brokers and takes no list of them",
                 .fix = "Remove spec.brokers, or set mode to add-brokers or remove-brokers."}};
    }
    return {};
}

Hits approved_unseen(const Input& input) {
    if (annotation_of(input.desired, approves_itself) != "true" || annotation_of(input.desired, is_template) == "true") return {};
    const auto pointer = pointer_of("/metadata/annotations", approves_itself);
    return {{.pointer = pointer,
             .message = "the proposal is carried out as soon as it is there, without anybody having seen it",
             .fix = fmt::format("Remove the annotation {} and approve by hand.", approves_itself),
             .remedy = remedies::remove(pointer)}};
}

Hits proposal_asked(const Input& input) {
    if (annotation_of(input.desired, is_template) == "true") return {};
    const auto* before = input.before();
    if (before != nullptr && !is_changed(changes(input), "/spec")) return {};
    const bool moving = input.observed != nullptr && [&] {
        const auto* conditions = list_at(*input.observed, {"status", "conditions"});
        if (conditions == nullptr) return false;
        for (const auto& each : *conditions) {
            if (each.is_object() && text_at(each.get_object(), {"type"}) == "Rebalancing") return true;
        }
        return false;
    }();
    return {{.pointer = "/spec",
             .message = moving ? "stops the rebalance that is under way, and asks Cruise Control for a new proposal"
                               : "asks Cruise Control for a proposal; no data moves before it is approved"}};
}

Hits rebalance_deleted(const Input& input) {
    return {{.pointer = "",
             .message = fmt::format("the proposal of {} is forgotten; a rebalance that is under way is not undone", input.name())}};
}

constexpr std::string_view rebalance[] = {"KafkaRebalance"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "rebalance-cruise-control",
     .title = "The Kafka cluster has Cruise Control",
     .kinds = rebalance,
     .explanation = "Cruise Control makes the proposals and moves the data; without it: InvalidResourceException.",
     .source = "Strimzi: KafkaRebalance; recorded with Strimzi 1.2.0",
     .check = needs_cruise_control},
    {.id = "rebalance-mode",
     .title = "The mode is told what it works on",
     .kinds = rebalance,
     .explanation = "Each mode has its own list; a missing one is refused only after the resource is there.",
     .source = "Strimzi: KafkaRebalance, modes",
     .check = mode_fits},
    {.id = "rebalance-auto-approval",
     .title = "Somebody looks at the proposal",
     .type = Type::warning,
     .kinds = rebalance,
     .explanation = "Auto approval skips the look at what moves where.",
     .source = "Strimzi: annotation strimzi.io/rebalance-auto-approval",
     .check = approved_unseen},
    {.id = "rebalance-proposal",
     .title = "A new proposal is made",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = rebalance,
     .explanation = "A change of spec makes the operator refresh the proposal.",
     .source = "Strimzi: KafkaRebalance, states",
     .check = proposal_asked},
    {.id = "rebalance-delete",
     .title = "The proposal is forgotten",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = rebalance,
     .explanation = "The resource is a request; what it has moved stays moved.",
     .source = "Strimzi: KafkaRebalance",
     .on_removal = true,
     .check = rebalance_deleted},
};

}  // namespace

std::span<const Rule> rebalance_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
