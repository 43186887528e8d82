#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "data/contracts/rules.hpp"
#include "data/object.hpp"
#include "model/diff.hpp"

namespace nexa::contracts {
namespace {

bool is_controller(const json::object& pool) {
    const auto* roles = list_at(pool, {"spec", "roles"});
    return roles != nullptr &&
           std::ranges::any_of(*roles, [](const json::value& each) { return each.is_string() && each.get_string() == "controller"; });
}

std::string_view last_token(std::string_view pointer) {
    return pointer.substr(pointer.rfind('/') + 1);
}

/// Strimzi carries out: deleteClaim, kraftMetadata, volumeAttributesClass, whole volumes of a JBOD added or removed, and growth.
bool is_carried_out(const DiffEntry& entry) {
    constexpr std::array<std::string_view, 3> free_fields{"deleteClaim", "kraftMetadata", "volumeAttributesClass"};
    const auto name = last_token(entry.pointer);
    if (std::ranges::find(free_fields, name) != free_fields.end()) return true;
    constexpr std::string_view volume = "/volumes/";
    const bool whole_volume = entry.pointer.starts_with(volume) && entry.pointer.find('/', volume.size()) == std::string::npos;
    if (whole_volume) return entry.type != DiffEntry::Type::changed;
    if (name != "size" || !entry.before.is_string() || !entry.after.is_string()) return false;
    const auto before = parse_quantity(view(entry.before.get_string()));
    const auto after = parse_quantity(view(entry.after.get_string()));
    return before && after && *after >= *before;
}

/// What another resource of the cluster has said of a field: of the manifest before and of the live object, the larger.
std::optional<std::int64_t> largest_before(const Input& input, Path path) {
    std::optional<std::int64_t> largest;
    for (const auto* object : {input.current, input.observed}) {
        if (object == nullptr) continue;
        if (const auto value = integer_at(*object, path)) largest = std::max(largest.value_or(*value), *value);
    }
    return largest;
}

std::string_view topic_name(const json::object& topic) {
    const auto given = text_at(topic, {"spec", "topicName"});
    return given.empty() ? text_at(topic, {"metadata", "name"}) : given;
}

std::string change_words(const DiffEntry& entry, std::string_view above) {
    std::string path(above);
    for (const char each : entry.pointer) path += each == '/' ? '.' : each;
    switch (entry.type) {
        case DiffEntry::Type::added:
            return fmt::format("adding {} {}", path, plain_text(entry.after));
        case DiffEntry::Type::removed:
            return fmt::format("removing {} {}", path, plain_text(entry.before));
        case DiffEntry::Type::changed:
            break;
    }
    return fmt::format("changing {} from {} to {}", path, plain_text(entry.before), plain_text(entry.after));
}

}  // namespace

Hits kafka_cluster_label(const Input& input) {
    if (!label_of(input.desired, "strimzi.io/cluster").empty()) return {};
    return {{.pointer = "/metadata/labels",
             .message = fmt::format("label strimzi.io/cluster is missing: Strimzi would not look at {} {}", input.kind(), input.name()),
             .fix = "Add the label strimzi.io/cluster with the name of the Kafka resource that it belongs to."}};
}

Hits kafka_reserved_labels(const Input& input) {
    Hits hits;
    const auto* labels = object_at(input.desired, {"metadata", "labels"});
    if (labels == nullptr) return hits;
    for (const auto& label : *labels) {
        const std::string_view name(label.key());
        if (!name.starts_with("strimzi.io/") || name.starts_with("strimzi.io/cluster")) continue;
        std::string token(name);
        token.replace(token.find('/'), 1, "~1");
        hits.push_back(
            {.pointer = "/metadata/labels/" + token,
             .message = fmt::format(
                 "label {} is reserved: Strimzi refuses the resource (\"Labels starting with strimzi.io/ are not allowed\")", name),
             .fix = "Remove the label, or use a name of your own."});
    }
    return hits;
}

Hits kafka_controllers_static(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const bool was = is_controller(*before);
    const bool is = is_controller(input.desired);
    if (was != is) {
        return {{.pointer = "/spec/roles",
                 .message = fmt::format("pool {} would {} the controller role: the quorum of KRaft controllers is fixed when the cluster "
                                        "is made, and Strimzi does not stop a change that breaks it",
                                        input.name(), was ? "lose" : "take on"),
                 .fix = "Keep the role; make a new cluster for another layout of controllers."}};
    }
    const auto replicas = integer_at(input.desired, {"spec", "replicas"});
    const auto old_replicas = integer_at(*before, {"spec", "replicas"});
    if (!is || !replicas || !old_replicas || *replicas == *old_replicas) return {};
    return {{.pointer = "/spec/replicas",
             .message = fmt::format("pool {} has controllers: their number can't go from {} to {}, as the quorum is fixed when the cluster "
                                    "is made, and Strimzi does not stop a change that breaks it",
                                    input.name(), *old_replicas, *replicas),
             .fix = fmt::format("Keep spec.replicas at {}; to add brokers, make a pool with the role broker only.", *old_replicas)}};
}

Hits kafka_storage_ignored(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const bool is_pool = input.kind() == "KafkaNodePool";
    const Path of_pool{"spec", "storage"};
    const Path of_kafka{"spec", "kafka", "storage"};
    const auto* old_storage = find(*before, is_pool ? of_pool : of_kafka);
    const auto* new_storage = find(input.desired, is_pool ? of_pool : of_kafka);
    if (old_storage == nullptr || new_storage == nullptr) return {};
    const std::string_view above = is_pool ? "spec.storage" : "spec.kafka.storage";
    const std::string pointer = is_pool ? "/spec/storage" : "/spec/kafka/storage";
    Hits hits;
    for (const auto& entry : diff(*old_storage, *new_storage)) {
        if (is_carried_out(entry)) continue;
        hits.push_back({
            .pointer = pointer + (entry.type == DiffEntry::Type::removed ? std::string() : entry.pointer),
            .message =
                fmt::format("{} is ignored, and with it every other storage change of {}: Strimzi stays Ready and warns with KafkaStorage",
                            change_words(entry, above), input.name()),
        });
    }
    return hits;
}

Hits topic_partitions_shrink(const Input& input) {
    const auto wanted = integer_at(input.desired, {"spec", "partitions"});
    const auto before = largest_before(input, {"spec", "partitions"});
    if (!wanted || !before || *wanted >= *before) return {};
    return {{.pointer = "/spec/partitions",
             .message = fmt::format("topic {} has {} partitions and can't shrink to {}: Kafka only adds partitions",
                                    topic_name(input.desired), *before, *wanted),
             .fix = fmt::format("Keep spec.partitions at {} or more, or make a new topic and move the data.", *before)}};
}

Hits topic_rename(const Input& input) {
    if (input.observed == nullptr) return {};
    const auto made = text_at(*input.observed, {"status", "topicName"});
    const auto wanted = topic_name(input.desired);
    if (made.empty() || made == wanted) return {};
    return {{.pointer = "/spec/topicName",
             .message = fmt::format("the topic is {} in Kafka and can't be renamed to {}", made, wanted),
             .fix = fmt::format("Keep the name {}, or make a new KafkaTopic for {}.", made, wanted)}};
}

}  // namespace nexa::contracts
