#pragma once

#include "store/database.hpp"

namespace nexa::store {

/// The two implementations behind `open_database`.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const DatabaseOptions& options);
Result<std::unique_ptr<Database>> open_mysql(const std::string& url, const DatabaseOptions& options);

}  // namespace nexa::store
