#pragma once

#include <string>

#include "base/result.hpp"

namespace nexa::store {

/// Where a MySQL or MariaDB server is, and as whom to enter.
struct MysqlAddress {
    std::string user, password, host, name, socket;
    int port = 3306;

    /// "mysql://user:password@host:port/name[?unix_socket=PATH]", %-escapes allowed. Errors: invalid.
    static Result<MysqlAddress> parse(const std::string& url);
    /// For SOCI. Holds the password: not to be logged.
    std::string connect_text() const;
};

}  // namespace nexa::store
