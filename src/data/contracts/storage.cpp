#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "data/contracts/nodes.hpp"
#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

const json::value* storage_of(const json::object& object) {
    return text_at(object, {"kind"}) == "KafkaNodePool" || object_at(object, {"spec", "kafka"}) == nullptr
               ? find(object, {"spec", "storage"})
               : find(object, {"spec", "kafka", "storage"});
}
std::string_view pointer_of_storage(const Input& input) {
    return input.kind() == "KafkaNodePool" ? "/spec/storage" : "/spec/kafka/storage";
}

/// A volume of the storage: those of a JBOD, or the storage itself.
struct Volume {
    std::int64_t id = -1;  ///< -1: the storage itself.
    const json::object* whole = nullptr;
    std::string pointer;
};
std::vector<Volume> volumes_of(const json::object& object, std::string_view pointer) {
    std::vector<Volume> volumes;
    const auto* storage = storage_of(object);
    const auto* whole = storage == nullptr ? nullptr : storage->if_object();
    if (whole == nullptr) return volumes;
    const auto* list = list_at(*whole, {"volumes"});
    if (text_at(*whole, {"type"}) != "jbod" || list == nullptr) {
        volumes.push_back({-1, whole, std::string(pointer)});
        return volumes;
    }
    for (std::size_t at = 0; at < list->size(); ++at) {
        const auto* each = (*list)[at].if_object();
        if (each != nullptr) volumes.push_back({integer_at(*each, {"id"}).value_or(-1), each, fmt::format("{}/volumes/{}", pointer, at)});
    }
    return volumes;
}
const Volume* volume_named(const std::vector<Volume>& volumes, std::int64_t id) {
    const auto found = std::ranges::find(volumes, id, &Volume::id);
    return found == volumes.end() ? nullptr : &*found;
}

std::string volume_words(const Volume& volume) {
    return volume.id < 0 ? std::string("the volume") : fmt::format("volume {}", volume.id);
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

std::vector<DiffEntry> ignored_changes(const Input& input) {
    const auto* before = input.before();
    const auto* old_storage = before == nullptr ? nullptr : storage_of(*before);
    const auto* new_storage = storage_of(input.desired);
    if (old_storage == nullptr || new_storage == nullptr) return {};
    auto entries = diff(*old_storage, *new_storage);
    std::erase_if(entries, is_carried_out);
    return entries;
}

Hits storage_ignored(const Input& input) {
    const auto pointer = std::string(pointer_of_storage(input));
    const auto above = dotted(pointer);
    Hits hits;
    for (const auto& entry : ignored_changes(input)) {
        hits.push_back({
            .pointer = pointer + (entry.type == DiffEntry::Type::removed ? std::string() : entry.pointer),
            .message =
                fmt::format("{} is ignored, and with it every other storage change of {}: Strimzi stays Ready and warns with KafkaStorage",
                            change_words(entry, above), input.name()),
        });
    }
    return hits;
}

Hits controller_storage_type(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !has_role(input.desired, "controller")) return {};
    const auto from = text_at(*before, {"spec", "storage", "type"});
    const auto to = text_at(input.desired, {"spec", "storage", "type"});
    if (from.empty() || to.empty() || from == to) return {};
    return {
        {.pointer = "/spec/storage/type",
         .message = fmt::format("pool {} has controllers: their storage can't go from {} to {}, as that takes new nodes, and the number of "
                                "controllers is fixed",
                                input.name(), from, to),
         .fix = fmt::format("Keep type {}; make a new cluster for another storage of controllers.", from),
         .remedy = remedies::set(input.desired, "/spec/storage/type", from)}};
}

Hits volumes_distinct(const Input& input) {
    const auto* storage = storage_of(input.desired);
    if (storage == nullptr || !storage->is_object() || text_at(storage->get_object(), {"type"}) != "jbod") return {};
    Hits hits;
    const auto pointer = pointer_of_storage(input);
    const auto volumes = volumes_of(input.desired, pointer);
    if (volumes.empty()) {
        hits.push_back({.pointer = std::string(pointer),
                        .message = "storage of type jbod has no volumes",
                        .fix = "Add at least one volume with an id."});
    }
    std::set<std::int64_t> ids;
    std::vector<std::string> for_metadata;
    for (const auto& each : volumes) {
        if (each.id < 0) {
            hits.push_back({.pointer = each.pointer,
                            .message = "a volume of a jbod has no id: its claims are named after it",
                            .fix = "Give it an id, 0 or higher, and never change it."});
        } else if (!ids.insert(each.id).second) {
            hits.push_back({.pointer = each.pointer + "/id",
                            .message = fmt::format("two volumes have the id {}", each.id),
                            .fix = "Give each volume an id of its own."});
        }
        if (text_at(*each.whole, {"kraftMetadata"}) == "shared") for_metadata.push_back(volume_words(each));
    }
    if (for_metadata.size() > 1) {
        hits.push_back(
            {.pointer = std::string(pointer),
             .message = fmt::format("KRaft metadata can be on one volume only, but {} say kraftMetadata: shared", list_of(for_metadata)),
             .fix = "Leave kraftMetadata on one of them."});
    }
    return hits;
}

Hits storage_ephemeral(const Input& input) {
    const auto* storage = storage_of(input.desired);
    if (storage == nullptr || !storage->is_object()) return {};
    const auto pointer = pointer_of_storage(input);
    const auto is_ephemeral = [](const Volume& each) { return text_at(*each.whole, {"type"}) == "ephemeral"; };
    const auto volumes = volumes_of(input.desired, pointer);
    const auto first = std::ranges::find_if(volumes, is_ephemeral);
    if (first == volumes.end()) return {};
    const auto replicas = input.kind() == "KafkaNodePool" ? integer_at(input.desired, {"spec", "replicas"})
                                                          : integer_at(input.desired, {"spec", "kafka", "replicas"});
    const bool alone = replicas == 1;
    return {{.pointer = first->pointer + "/type",
             .message =
                 alone ? std::string("ephemeral storage of a single node: every restart, also an upgrade of Strimzi, loses all data")
                       : std::string("ephemeral storage: a node that restarts comes back empty and copies its data anew from the others"),
             .fix = "Use type persistent-claim for everything but trials."}};
}

/// The nodes that use the storage.
Nodes nodes_of(const Input& input) {
    if (input.kind() != "KafkaNodePool") return nodes_of_cluster(input, input.name());
    auto pool = input.before() == nullptr ? input.desired : *input.before();
    if (input.observed != nullptr && input.observed->contains("status")) pool["status"] = input.observed->at("status");
    return nodes_of_pool(cluster_label(input.desired), pool);
}

Hits volumes_change(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !ignored_changes(input).empty()) return {};
    const auto pointer = pointer_of_storage(input);
    const auto old_volumes = volumes_of(*before, pointer);
    const auto new_volumes = volumes_of(input.desired, pointer);
    std::vector<std::string> words;
    for (const auto& each : new_volumes) {
        if (volume_named(old_volumes, each.id) == nullptr)
            words.push_back(fmt::format("{} added, empty until partitions are moved to it", volume_words(each)));
    }
    for (const auto& each : old_volumes) {
        if (volume_named(new_volumes, each.id) == nullptr) words.push_back(fmt::format("{} removed", volume_words(each)));
    }
    if (words.empty()) return {};
    return {{.pointer = std::string(pointer), .message = fmt::format("{}: {}", list_of(words), roll_words(input.name(), nodes_of(input)))}};
}

Hits volumes_lost(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !ignored_changes(input).empty()) return {};
    const auto pointer = pointer_of_storage(input);
    const auto new_volumes = volumes_of(input.desired, pointer);
    Hits hits;
    for (const auto& each : volumes_of(*before, pointer)) {
        if (volume_named(new_volumes, each.id) != nullptr) continue;
        const bool deleted = true_at(*each.whole, {"deleteClaim"});
        hits.push_back(
            {.pointer = std::string(pointer),
             .message = fmt::format("what is on {} of each node of {} is not read any more: partitions there are copied anew from other "
                                    "brokers, or lost where there is no other replica. Its claims {}",
                                    volume_words(each), input.name(), deleted ? "are deleted (deleteClaim)" : "stay")});
    }
    return hits;
}

Hits volumes_grow(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || !ignored_changes(input).empty()) return {};
    const auto pointer = pointer_of_storage(input);
    const auto old_volumes = volumes_of(*before, pointer);
    std::vector<std::string> words;
    for (const auto& each : volumes_of(input.desired, pointer)) {
        const auto* old = volume_named(old_volumes, each.id);
        if (old == nullptr) continue;
        const auto from = text_at(*old->whole, {"size"});
        const auto to = text_at(*each.whole, {"size"});
        if (parse_quantity(from).value_or(0) < parse_quantity(to).value_or(0) && !from.empty())
            words.push_back(fmt::format("{} from {} to {}", volume_words(each), from, to));
    }
    if (words.empty()) return {};
    return {{.pointer = std::string(pointer),
             .message = fmt::format("grows {} on every node of {}, one after another; it can't be undone. The storage class must allow it "
                                    "(allowVolumeExpansion), else nothing grows and Strimzi warns with PvcResizingWarning",
                                    list_of(words), input.name())}};
}

Hits claims_follow(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const auto pointer = pointer_of_storage(input);
    const auto old_volumes = volumes_of(*before, pointer);
    Hits hits;
    for (const auto& each : volumes_of(input.desired, pointer)) {
        const auto* old = volume_named(old_volumes, each.id);
        if (old == nullptr || true_at(*old->whole, {"deleteClaim"}) == true_at(*each.whole, {"deleteClaim"})) continue;
        hits.push_back(
            {.pointer = each.pointer + "/deleteClaim",
             .message = true_at(*each.whole, {"deleteClaim"})
                            ? fmt::format("from now on the data of {} is deleted with its node, pool or cluster", volume_words(each))
                            : fmt::format("from now on the data of {} stays when its node, pool or cluster goes", volume_words(each))});
    }
    return hits;
}

constexpr std::string_view with_storage[] = {"Kafka", "KafkaNodePool"};
constexpr std::string_view node_pool[] = {"KafkaNodePool"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "kafka-controller-storage",
     .title = "The storage of controllers keeps its type",
     .kinds = node_pool,
     .explanation = "Another type of storage takes new nodes and the removal of the old ones, which a static quorum does not allow.",
     .source = "Strimzi: KRaft limitations; storage",
     .check = controller_storage_type},
    {.id = "kafka-volumes",
     .title = "Volumes can be told apart",
     .kinds = with_storage,
     .explanation = "Claims and mount points are named after a volume's id, and one volume holds the KRaft metadata.",
     .source = "Strimzi: JBOD storage",
     .check = volumes_distinct},
    {.id = "kafka-storage-ephemeral",
     .title = "Data survives a restart",
     .type = Type::warning,
     .kinds = with_storage,
     .explanation = "Ephemeral storage lives as long as its pod.",
     .source = "Strimzi: ephemeral storage, warning KafkaStorage",
     .check = storage_ephemeral},
    {.id = "kafka-storage-ignored",
     .title = "The storage change is ignored",
     .type = Type::effect,
     .gravity = Gravity::ignored,
     .kinds = with_storage,
     .explanation = "Strimzi can grow volumes, add and remove volumes of a JBOD, and change deleteClaim and kraftMetadata. With any other "
                    "storage change it keeps the storage as it was.",
     .source = "Strimzi: storage, warning KafkaStorage",
     .check = storage_ignored},
    {.id = "kafka-volume-lost",
     .title = "A volume is taken away",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = with_storage,
     .explanation = "Strimzi does not look whether partitions live on a volume that is removed.",
     .source = "Strimzi: removing volumes from JBOD storage",
     .check = volumes_lost},
    {.id = "kafka-volumes-change",
     .title = "Nodes restart for other volumes",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = with_storage,
     .explanation = "Volumes are part of the pods, so they are rolled.",
     .source = "Strimzi: adding and removing volumes of JBOD storage",
     .check = volumes_change},
    {.id = "kafka-volumes-grow",
     .title = "Volumes grow",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = with_storage,
     .explanation = "Where the file system can't grow while mounted, the node restarts for it (FileSystemResizeNeeded).",
     .source = "Strimzi: resizing persistent volumes",
     .check = volumes_grow},
    {.id = "kafka-claims-follow",
     .title = "What becomes of the data later",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = with_storage,
     .explanation = "deleteClaim decides whether claims are deleted with what used them.",
     .source = "Strimzi: persistent storage, deleteClaim",
     .check = claims_follow},
};

}  // namespace

std::span<const Rule> storage_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
