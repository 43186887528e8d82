#include "store/errors.hpp"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include <fmt/format.h>

#include <soci/sqlite3/soci-sqlite3.h>

namespace nexa::store {
namespace {

DatabaseFailure unavailable(std::string message, bool retry = false, bool lost = false) {
    return {{ErrorCode::unavailable, std::move(message), {}}, retry, lost};
}

DatabaseFailure of_sqlite(const soci::sqlite3_soci_error& error) {
    switch (error.result() & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return unavailable("the database is locked by another program; close it and try again");
        case SQLITE_FULL: return unavailable("the disk is full: the change was not accepted; make room and try again");
        case SQLITE_IOERR: return unavailable(fmt::format("the database file can't be read or written: {}", error.what()));
        case SQLITE_READONLY: return unavailable("the database file is read-only; check its permissions and its folder's");
        case SQLITE_CANTOPEN: return unavailable("the database file can't be opened; check that its folder exists and may be written");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return unavailable(fmt::format("the database file is damaged ({}); restore it from a backup", error.what()));
        case SQLITE_CONSTRAINT: return {{ErrorCode::conflict, fmt::format("it exists already, or something still refers to it ({})", error.what()), {}}};
        default: return {{ErrorCode::internal, fmt::format("database: {}", error.what()), {}}};
    }
}

DatabaseFailure of_mysql(const soci::mysql_soci_error& error) {
    switch (error.err_num_) {
        case 1213:  // deadlock, or a certification failure of Galera
        case 1205:  // lock wait time-out
            return unavailable("the database was busy with a conflicting change; try again", true);
        case 1062: return {{ErrorCode::conflict, "it exists already", {}}};
        case 1451:
        case 1452: return {{ErrorCode::conflict, "something still refers to it, or what it refers to is gone", {}}};
        case 1040: return unavailable("the database takes no more connections; raise max_connections or lower Nexa's pool");
        case 1044:
        case 1045: return unavailable("the database refuses Nexa's user or password");
        case 2002:
        case 2003:
        case 2006:
        case 2013:
        case 2055: return unavailable("the database can't be reached; the request was not carried out unless it shows up", false, true);
        case 1114:
        case 1021: return unavailable("the database's disk is full: the change was not accepted");
        default: return {{ErrorCode::internal, fmt::format("database: {} ({})", error.what(), error.err_num_), {}}};
    }
}

}  // namespace

DatabaseFailure translate(const std::exception& exception) {
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&exception)) return of_sqlite(*sqlite);
    if (const auto* mysql = dynamic_cast<const soci::mysql_soci_error*>(&exception)) return of_mysql(*mysql);
    return {{ErrorCode::internal, fmt::format("database: {}", exception.what()), {}}};
}

}  // namespace nexa::store
