#include "store/errors.hpp"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fmt/format.h>

namespace nexa::store {
namespace {

DatabaseFailure unavailable(std::string message) {
    return {{ErrorCode::unavailable, std::move(message), {}}};
}
DatabaseFailure retried(std::string message) {
    return {{ErrorCode::unavailable, std::move(message), {}}, true, false};
}
DatabaseFailure gone(std::string message) {
    return {{ErrorCode::unavailable, std::move(message), {}}, false, true};
}

// `what()` of the library's exceptions quotes the statement with its values, sealed keys and hashes among them: only the short message is
// used.

DatabaseFailure of_sqlite(const soci::sqlite3_soci_error& error) {
    const std::string message = error.get_error_message();
    switch (error.result() & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return unavailable("the database is locked by another program; close it and try again");
        case SQLITE_FULL:
            return unavailable("the disk is full: the change was not accepted; make room and try again");
        case SQLITE_IOERR:
            return unavailable(fmt::format("the database file can't be read or written ({}); check the disk", message));
        case SQLITE_READONLY:
            return unavailable("the database file is read-only; check its permissions and its folder's");
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return unavailable("the database file can't be opened; check that its folder exists and may be written");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return unavailable(fmt::format("the database file is damaged ({}); restore it from a backup", message));
        case SQLITE_TOOBIG:
            return {{ErrorCode::too_large, "a value is too large for the database", {}}};
        case SQLITE_CONSTRAINT:
            if (message.find("FOREIGN KEY") != std::string::npos) {
                return {{ErrorCode::conflict, "something still refers to it, or what it refers to is gone", {}}};
            }
            return {{ErrorCode::conflict, "it exists already", {}}};
        default:
            return {{ErrorCode::internal, fmt::format("database: {}", message), {}}};
    }
}

DatabaseFailure of_mysql(const soci::mysql_soci_error& error) {
    switch (error.err_num_) {
        case 1213:  // deadlock, or a certification failure of Galera or Group Replication
        case 1205:  // lock wait time-out
        case 1020:  // the record has changed since it was read (MariaDB, snapshot isolation)
        case 3101:  // rolled back by Group Replication
            return retried("the database was busy with a conflicting change; try again");
        case 1062:
            return {{ErrorCode::conflict, "it exists already", {}}};
        case 1451:
        case 1452:
            return {{ErrorCode::conflict, "something still refers to it, or what it refers to is gone", {}}};
        case 1406:
            return {{ErrorCode::invalid, fmt::format("a value is too long ({})", error.get_error_message()), {}}};
        case 1153:
            return {{ErrorCode::too_large, "a value is too large for the database; raise its max_allowed_packet", {}}};
        case 1040:
        case 1203:
            return unavailable("the database takes no more connections; raise max_connections or lower Nexa's pool");
        case 1044:
        case 1045:
        case 1698:
            return unavailable("the database refuses Nexa's user or password");
        case 1142:
        case 1143:
        case 1227:
            return unavailable(fmt::format("the database's user lacks a right ({})", error.get_error_message()));
        case 1049:
            return unavailable("the database server has no database of that name; create it first");
        case 1290:
        case 1836:
            return unavailable("the database server is read-only; the change was not accepted");
        case 1047:
            return unavailable("this database node is not part of its cluster right now (WSREP)");
        case 1021:
        case 1114:
            return unavailable("the database's disk is full: the change was not accepted");
        case 1053:  // shutting down
        case 1152:
        case 1158:
        case 1159:
        case 1160:
        case 1161:
        case 1927:  // connection killed
        case 2002:
        case 2003:
        case 2005:
        case 2006:
        case 2013:
        case 2055:
        case 4031:  // idle for too long
            return gone("the database can't be reached; check that it runs and that its address is right");
        default:
            return {{ErrorCode::internal, fmt::format("database: {} ({})", error.get_error_message(), error.err_num_), {}}};
    }
}

}  // namespace

DatabaseFailure translate(const std::exception& exception) {
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&exception)) return of_sqlite(*sqlite);
    if (const auto* mysql = dynamic_cast<const soci::mysql_soci_error*>(&exception)) return of_mysql(*mysql);
    if (const auto* soci = dynamic_cast<const soci::soci_error*>(&exception)) {
        return {{ErrorCode::internal, fmt::format("database: {}", soci->get_error_message()), {}}};
    }
    return {{ErrorCode::internal, fmt::format("database: {}", exception.what()), {}}};
}

}  // namespace nexa::store
