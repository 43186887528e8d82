#include "store/migrations/tables.hpp"

#include <array>

namespace nexa::store {
namespace {

constexpr std::array<std::string_view, 42> statements{{
    R"(CREATE TABLE IF NOT EXISTS users (
    id VARCHAR(36) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL UNIQUE, display_name VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL, disabled BIGINT NOT NULL, created_at BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS roles (
    name VARCHAR(128) NOT NULL PRIMARY KEY, description VARCHAR(1000) NOT NULL, built_in BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS role_permissions (
    role VARCHAR(128) NOT NULL, permission VARCHAR(64) NOT NULL, PRIMARY KEY (role, permission)))",
    R"(CREATE TABLE IF NOT EXISTS bindings (
    id VARCHAR(36) NOT NULL PRIMARY KEY, user_id VARCHAR(36) NOT NULL, role VARCHAR(128) NOT NULL, scope LONGTEXT NOT NULL,
    created_at BIGINT NOT NULL))",
    "CREATE INDEX bindings_by_user ON bindings (user_id)",
    "CREATE INDEX bindings_by_role ON bindings (role)",
    R"(CREATE TABLE IF NOT EXISTS sessions (
    id VARCHAR(36) NOT NULL PRIMARY KEY, user_id VARCHAR(36) NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
    revoked BIGINT NOT NULL, user_agent VARCHAR(255) NOT NULL, remote_address VARCHAR(64) NOT NULL))",
    "CREATE INDEX sessions_by_user ON sessions (user_id)",
    "CREATE INDEX sessions_by_expiry ON sessions (expires_at)",
    R"(CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash VARCHAR(64) NOT NULL PRIMARY KEY, session_id VARCHAR(36) NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
    used_at BIGINT))",
    "CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id)",
    R"(CREATE TABLE IF NOT EXISTS signing_keys (
    kid VARCHAR(64) NOT NULL PRIMARY KEY, sealed_key LONGTEXT NOT NULL, created_at BIGINT NOT NULL, retired_at BIGINT))",
    R"(CREATE TABLE IF NOT EXISTS clusters (
    id VARCHAR(36) NOT NULL PRIMARY KEY, name VARCHAR(63) NOT NULL UNIQUE, labels LONGTEXT NOT NULL, colour VARCHAR(20) NOT NULL,
    server VARCHAR(1000) NOT NULL, context VARCHAR(255) NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS cluster_credentials (
    cluster_id VARCHAR(36) NOT NULL PRIMARY KEY, sealed_kubeconfig LONGTEXT NOT NULL, updated_at BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS cluster_facts (
    cluster VARCHAR(63) NOT NULL PRIMARY KEY, facts LONGTEXT NOT NULL, seen_at BIGINT NOT NULL))",
    R"(CREATE TABLE IF NOT EXISTS namespace_policies (
    id VARCHAR(36) NOT NULL PRIMARY KEY, cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, policy LONGTEXT NOT NULL,
    version BIGINT NOT NULL, created_at BIGINT NOT NULL))",
    "CREATE UNIQUE INDEX namespace_policies_by_place ON namespace_policies (cluster, name_space)",
    R"(CREATE TABLE IF NOT EXISTS resource_intents (
    id VARCHAR(36) NOT NULL PRIMARY KEY, cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, kind VARCHAR(63) NOT NULL,
    name VARCHAR(253) NOT NULL, revision BIGINT NOT NULL, manifest LONGTEXT, source_text LONGTEXT NOT NULL, source_type VARCHAR(64) NOT NULL,
    author VARCHAR(128) NOT NULL, reason LONGTEXT NOT NULL, base_revision BIGINT NOT NULL, origin VARCHAR(32) NOT NULL,
    take_over BIGINT NOT NULL, created_at BIGINT NOT NULL))",
    "CREATE UNIQUE INDEX resource_intents_by_key ON resource_intents (cluster, name_space, kind, name, revision)",
    "CREATE INDEX resource_intents_by_time ON resource_intents (created_at)",
    R"(CREATE TABLE IF NOT EXISTS resource_runs (
    id VARCHAR(36) NOT NULL PRIMARY KEY, intent_id VARCHAR(36), revision BIGINT NOT NULL, action VARCHAR(64) NOT NULL,
    cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, kind VARCHAR(63) NOT NULL, name VARCHAR(253) NOT NULL,
    state VARCHAR(20) NOT NULL, author VARCHAR(128) NOT NULL, message LONGTEXT NOT NULL, attempt BIGINT NOT NULL,
    created_at BIGINT NOT NULL, due_at BIGINT NOT NULL, started_at BIGINT, finished_at BIGINT, deadline BIGINT,
    applied_generation BIGINT, applied_uid VARCHAR(64), applied_at BIGINT, starts_anew BIGINT NOT NULL,
    lease_owner VARCHAR(64) NOT NULL, fencing BIGINT NOT NULL, lease_until BIGINT))",
    "CREATE INDEX resource_runs_by_state ON resource_runs (state, cluster, due_at, id)",
    "CREATE INDEX resource_runs_by_key ON resource_runs (cluster, name_space, kind, name, id)",
    "CREATE INDEX resource_runs_by_revision ON resource_runs (cluster, name_space, kind, name, revision)",
    R"(CREATE TABLE IF NOT EXISTS run_attempts (
    run_id VARCHAR(36) NOT NULL, attempt BIGINT NOT NULL, worker VARCHAR(64) NOT NULL, fencing BIGINT NOT NULL, started_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, fencing)))",
    R"(CREATE TABLE IF NOT EXISTS run_steps (
    run_id VARCHAR(36) NOT NULL, sequence BIGINT NOT NULL, attempt BIGINT NOT NULL, name VARCHAR(64) NOT NULL, outcome VARCHAR(16) NOT NULL,
    message LONGTEXT NOT NULL, detail LONGTEXT NOT NULL, happened_at BIGINT NOT NULL, PRIMARY KEY (run_id, sequence)))",
    R"(CREATE TABLE IF NOT EXISTS observed_snapshots (
    cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL, kind VARCHAR(63) NOT NULL, name VARCHAR(253) NOT NULL,
    uid VARCHAR(64) NOT NULL, resource_version VARCHAR(64) NOT NULL, generation BIGINT NOT NULL, observed_generation BIGINT NOT NULL,
    object LONGTEXT NOT NULL, health VARCHAR(16) NOT NULL, reason LONGTEXT NOT NULL, summary LONGTEXT NOT NULL, seen_at BIGINT NOT NULL,
    deleted BIGINT NOT NULL, sequence BIGINT NOT NULL, PRIMARY KEY (cluster, name_space, kind, name)))",
    "CREATE INDEX observed_snapshots_by_sequence ON observed_snapshots (sequence)",
    R"(CREATE TABLE IF NOT EXISTS audit_log (
    sequence BIGINT NOT NULL PRIMARY KEY, id VARCHAR(36) NOT NULL, happened_at BIGINT NOT NULL, who VARCHAR(128) NOT NULL,
    what VARCHAR(64) NOT NULL, outcome VARCHAR(16) NOT NULL, cluster VARCHAR(63) NOT NULL, name_space VARCHAR(63) NOT NULL,
    kind VARCHAR(63) NOT NULL, name VARCHAR(253) NOT NULL, remote_address VARCHAR(64) NOT NULL, request_id VARCHAR(64) NOT NULL,
    message LONGTEXT NOT NULL, detail LONGTEXT NOT NULL, previous_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL))",
    "CREATE INDEX audit_log_by_time ON audit_log (happened_at)",
    "CREATE INDEX audit_log_by_who ON audit_log (who, sequence)",
    "CREATE INDEX audit_log_by_place ON audit_log (cluster, name_space, sequence)",
    R"(CREATE TABLE IF NOT EXISTS audit_heads (
    id BIGINT NOT NULL PRIMARY KEY, sequence BIGINT NOT NULL, hash VARCHAR(64) NOT NULL))",
    "INSERT INTO audit_heads (id, sequence, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')",
    R"(CREATE TABLE IF NOT EXISTS idempotency_keys (
    user_id VARCHAR(36) NOT NULL, idempotency_key VARCHAR(128) NOT NULL, request_hash VARCHAR(64) NOT NULL, status BIGINT NOT NULL,
    response LONGTEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (user_id, idempotency_key)))",
    "CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at)",
    R"(CREATE TABLE IF NOT EXISTS counters (name VARCHAR(64) NOT NULL PRIMARY KEY, value BIGINT NOT NULL))",
    "INSERT INTO counters (name, value) VALUES ('snapshots', 0)",
    "INSERT INTO counters (name, value) VALUES ('rights', 0)",
    "INSERT INTO counters (name, value) VALUES ('clusters', 0)",
    "INSERT INTO counters (name, value) VALUES ('runs', 0)",
    "INSERT INTO counters (name, value) VALUES ('claims', 0)",
}};

}  // namespace

std::span<const std::string_view> tables_of_the_spine() noexcept {
    return statements;
}

}  // namespace nexa::store
