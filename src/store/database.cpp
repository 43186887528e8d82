#include "store/database.hpp"

#include <fmt/format.h>

#include "store/backends.hpp"
#include "store/tx.hpp"

namespace nexa::store {

Task<Result<>> Database::ping() {
    auto ask = [](Tx& tx) -> Result<> {
        std::int64_t one = 0;
        Sql sql(tx, "SELECT 1");
        sql.out(one);
        if (!sql.next() || one != 1) return fail(ErrorCode::unavailable, "the database gave no answer");
        return {};
    };
    co_return co_await read(std::move(ask));
}

Result<std::unique_ptr<Database>> open_database(const DatabaseOptions& options) {
    static constexpr std::string_view sqlite = "sqlite:";
    static constexpr std::string_view mysql = "mysql://";
    const std::string_view url = options.url;
    if (url.starts_with(sqlite)) return open_sqlite(std::string(url.substr(sqlite.size())), options);
    if (url.starts_with(mysql)) return open_mysql(options.url, options);
    return fail(
        ErrorCode::invalid,
        "the database must be given as sqlite:PATH or mysql://user:password@host:port/name (MySQL 8.0.11 or later, MariaDB 10.6 or later)");
}

}  // namespace nexa::store
