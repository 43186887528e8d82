#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {
namespace {

constexpr std::array<std::string_view, 1> statements{{
    R"(CREATE TABLE IF NOT EXISTS submissions (
    run_id VARCHAR(36) NOT NULL PRIMARY KEY, priority BIGINT NOT NULL, place BIGINT NOT NULL, millicores BIGINT NOT NULL,
    queued_at BIGINT NOT NULL, released_at BIGINT))",
}};

}  // namespace

std::span<const std::string_view> tables_of_submissions() noexcept {
    return statements;
}

}  // namespace nexa::store
