#include "store/database.hpp"

#include <fmt/format.h>

#include "store/backends.hpp"

namespace nexa::store {

Result<std::unique_ptr<Database>> open_database(const DatabaseOptions& options) {
    static constexpr std::string_view sqlite = "sqlite:";
    static constexpr std::string_view mysql = "mysql://";
    const std::string_view url = options.url;
    if (url.starts_with(sqlite)) return open_sqlite(std::string(url.substr(sqlite.size())), options);
    if (url.starts_with(mysql)) return open_mysql(options.url, options);
    return fail(ErrorCode::invalid,
                "the database must be given as sqlite:PATH or mysql://user:password@host:port/name (MySQL 8.0.11 or later, MariaDB 10.6 or later)");
}

}  // namespace nexa::store
