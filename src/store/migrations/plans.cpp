#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {
namespace {

constexpr std::array<std::string_view, 5> statements{{
    R"(CREATE TABLE IF NOT EXISTS plans (
    id VARCHAR(36) NOT NULL PRIMARY KEY, type VARCHAR(64) NOT NULL, title VARCHAR(500) NOT NULL, state VARCHAR(20) NOT NULL,
    author VARCHAR(128) NOT NULL, reason LONGTEXT NOT NULL, message LONGTEXT NOT NULL, request LONGTEXT NOT NULL,
    created_at BIGINT NOT NULL, finished_at BIGINT, sequence BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS plan_steps (
    plan_id VARCHAR(36) NOT NULL, position BIGINT NOT NULL, wave BIGINT NOT NULL, type VARCHAR(20) NOT NULL, title VARCHAR(500) NOT NULL,
    explanation LONGTEXT NOT NULL, cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, kind VARCHAR(63) NOT NULL,
    name VARCHAR(253) NOT NULL, body LONGTEXT NOT NULL, state VARCHAR(20) NOT NULL, message LONGTEXT NOT NULL, run_id VARCHAR(36),
    started_at BIGINT, finished_at BIGINT, PRIMARY KEY (plan_id, position)))",
    "CREATE INDEX plans_by_state ON plans (state, id)",
    "CREATE INDEX plans_by_sequence ON plans (sequence)",
    "CREATE INDEX plan_steps_by_cluster ON plan_steps (cluster, plan_id)",
}};

}  // namespace

std::span<const std::string_view> tables_of_plans() noexcept {
    return statements;
}

}  // namespace nexa::store
