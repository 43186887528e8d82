#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/database.hpp"

namespace nexa::store {

class Connection;

/// One numbered step of the schema. A landed migration is never edited: its checksum is in every database that ran it.
struct Migration {
    int number = 0;
    std::string_view name;
    std::span<const std::string_view> statements;  ///< Run one by one; the same text on both databases.
};

/// All of them, in order.
std::span<const Migration> migrations() noexcept;

/// Brings the database up to date. Each statement is recorded when it is done, so that an interrupted migration goes on where it stopped
/// (MySQL has no transactional DDL). Errors: invalid (the database is newer than this program, or ran another text of a migration).
Result<> migrate(Connection& connection, std::span<const Migration> all);

}  // namespace nexa::store
