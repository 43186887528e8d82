#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {
namespace {

constexpr std::array<std::string_view, 2> statements{{
    R"(CREATE TABLE IF NOT EXISTS leases (
    name VARCHAR(128) NOT NULL PRIMARY KEY, owner VARCHAR(64) NOT NULL, fencing BIGINT NOT NULL, held_until BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS run_changes (
    sequence BIGINT NOT NULL PRIMARY KEY, run_id VARCHAR(36) NOT NULL))",
}};

}  // namespace

std::span<const std::string_view> tables_of_replicas() noexcept {
    return statements;
}

}  // namespace nexa::store
