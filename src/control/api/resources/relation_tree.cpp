#include "control/api/resources/relation_tree.hpp"

#include "data/kinds.hpp"
#include "data/object.hpp"
#include "data/reasons.hpp"
#include "data/relations.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {
namespace {

/// `of`: whose operator speaks of the pods and tasks among them.
std::vector<RelationItem> to_items(const Kind& of, std::vector<Relation>&& relations) {
    std::vector<RelationItem> items;
    items.reserve(relations.size());
    for (auto& each : relations) {
        RelationItem item{std::move(each.role), std::move(each.kind),          {}, std::move(each.name),
                          each.health.health,   std::move(each.health.reason), {}, to_items(of, std::move(each.children))};
        const Kind* kind = each.operated ? find_kind(item.kind) : nullptr;
        if (kind) item.plural = std::string(kind->ref.plural);
        item.words = in_words(kind ? *kind : of, item.reason);
        items.push_back(std::move(item));
    }
    return items;
}

}  // namespace

std::optional<RelationTree> relation_tree(store::Tx& tx, const ResourceKey& key) {
    const Kind* kind = find_kind(key.kind);
    const auto snapshot = store::snapshots::find(tx, key);
    if (!kind || !snapshot || snapshot->deleted) return std::nullopt;
    const auto object = parse_object(snapshot->object);
    if (!object) return std::nullopt;
    const auto objects = [&](std::string_view of) {
        std::vector<json::object> found;
        for (const auto& each : store::snapshots::of_kind(tx, key.cluster, key.name_space, std::string(of))) {
            if (auto parsed = parse_object(each.object)) found.push_back(std::move(*parsed));
        }
        return found;
    };
    auto relations = relations_of(*kind, *object, objects);
    return RelationTree{to_items(*kind, std::move(relations.owners)), to_items(*kind, std::move(relations.children)),
                        static_cast<std::int64_t>(relations.left_out)};
}

}  // namespace nexa::control
