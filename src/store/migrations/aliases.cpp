#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {

namespace {

// What was written before gets its other name from the text, which is JSON without spaces: of topics alone, and in the words that both
// databases have.
constexpr std::array<std::string_view, 6> statements{{
    "ALTER TABLE observed_snapshots ADD COLUMN alias VARCHAR(255) NOT NULL DEFAULT ''",
    "ALTER TABLE resource_intents ADD COLUMN alias VARCHAR(255) NOT NULL DEFAULT ''",
    R"(UPDATE observed_snapshots SET alias = SUBSTR(SUBSTR(SUBSTR(object, INSTR(object, '"topicName":"') + 13), 1,
    INSTR(SUBSTR(object, INSTR(object, '"topicName":"') + 13), '"') - 1), 1, 249)
    WHERE kind = 'KafkaTopic' AND INSTR(object, '"topicName":"') > 0)",
    R"(UPDATE resource_intents SET alias = SUBSTR(SUBSTR(SUBSTR(manifest, INSTR(manifest, '"topicName":"') + 13), 1,
    INSTR(SUBSTR(manifest, INSTR(manifest, '"topicName":"') + 13), '"') - 1), 1, 249)
    WHERE kind = 'KafkaTopic' AND INSTR(manifest, '"topicName":"') > 0)",
    "CREATE INDEX observed_snapshots_by_alias ON observed_snapshots (cluster, name_space, kind, alias)",
    "CREATE INDEX resource_intents_by_alias ON resource_intents (cluster, name_space, kind, alias)",
}};

}  // namespace

std::span<const std::string_view> columns_of_aliases() noexcept {
    return statements;
}

}  // namespace nexa::store
