#include <array>

#include "store/migrations/tables.hpp"

namespace nexa::store {
namespace {

// The id last: lists are ordered by it. MySQL has it in every index anyway, SQLite has not.
constexpr std::array<std::string_view, 3> statements{{
    "CREATE INDEX resource_runs_by_name ON resource_runs (name, id)",
    "CREATE INDEX resource_runs_by_author ON resource_runs (author, id)",
    "CREATE INDEX resource_runs_by_kind ON resource_runs (kind, id)",
}};

}  // namespace

std::span<const std::string_view> indexes_of_runs() noexcept {
    return statements;
}

}  // namespace nexa::store
