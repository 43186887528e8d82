#include "control/intents/change_wire.hpp"

#include "data/kinds.hpp"

namespace nexa::control {

IntentItem to_item(const Intent& intent) {
    const Kind* kind = find_kind(intent.key.kind);
    IntentItem item;
    item.id = intent.id;
    item.cluster = intent.key.cluster;
    item.name_space = intent.key.name_space;
    item.kind = intent.key.kind;
    item.plural = kind ? std::string(kind->ref.plural) : std::string();
    item.name = intent.key.name;
    item.revision = intent.revision;
    item.author = intent.author;
    item.reason = intent.reason;
    item.created_at = intent.created_at;
    item.origin = intent.origin;
    item.deleted = !intent.manifest && !is_detachment(intent);
    if (intent.manifest) item.manifest = wire::RawObject{*intent.manifest};
    item.source_text = intent.source_text;
    item.source_type = intent.source_type;
    return item;
}

}  // namespace nexa::control
