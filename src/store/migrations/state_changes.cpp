#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {
namespace {

constexpr std::array<std::string_view, 3> statements{{
    R"(CREATE TABLE IF NOT EXISTS state_changes (
    id VARCHAR(36) NOT NULL PRIMARY KEY, cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, kind VARCHAR(63) NOT NULL,
    name VARCHAR(253) NOT NULL, uid VARCHAR(64) NOT NULL, state VARCHAR(32) NOT NULL, message LONGTEXT NOT NULL, attempt BIGINT NOT NULL,
    running BIGINT NOT NULL, failed BIGINT NOT NULL, at BIGINT NOT NULL))",
    "CREATE INDEX state_changes_by_key ON state_changes (cluster, name_space, kind, name, id)",
    "CREATE INDEX state_changes_by_time ON state_changes (at)",
}};

constexpr std::array<std::string_view, 1> of_ends{{
    "CREATE INDEX state_changes_by_state ON state_changes (state, id)",
}};

}  // namespace

std::span<const std::string_view> indexes_of_past_applications() noexcept {
    return of_ends;
}

std::span<const std::string_view> tables_of_state_changes() noexcept {
    return statements;
}

}  // namespace nexa::store
