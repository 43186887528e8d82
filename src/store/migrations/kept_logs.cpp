#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {
namespace {

constexpr std::array<std::string_view, 3> statements{{
    R"(CREATE TABLE IF NOT EXISTS kept_logs (
    id VARCHAR(36) NOT NULL PRIMARY KEY, cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, kind VARCHAR(63) NOT NULL,
    name VARCHAR(253) NOT NULL, uid VARCHAR(64) NOT NULL, pod VARCHAR(253) NOT NULL, attempt VARCHAR(64) NOT NULL, state VARCHAR(32) NOT NULL,
    cause LONGTEXT NOT NULL, bytes BIGINT NOT NULL, cut BIGINT NOT NULL, kept_at BIGINT NOT NULL, text LONGTEXT NOT NULL))",
    "CREATE INDEX kept_logs_by_key ON kept_logs (cluster, name_space, kind, name, id)",
    "CREATE INDEX kept_logs_by_time ON kept_logs (kept_at)",
}};

constexpr std::array<std::string_view, 1> of_executors{{
    "ALTER TABLE kept_logs ADD COLUMN role VARCHAR(16) NOT NULL DEFAULT 'driver'",
}};

}  // namespace

std::span<const std::string_view> columns_for_executor_logs() noexcept {
    return of_executors;
}

std::span<const std::string_view> tables_of_kept_logs() noexcept {
    return statements;
}

}  // namespace nexa::store
