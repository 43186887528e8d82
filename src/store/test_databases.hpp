#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "store/database.hpp"

namespace nexa::store {

/// A folder that goes with the test.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// An empty database with its tables.
struct TestDatabase {
    TemporaryFolder folder;
    std::string url;
    std::unique_ptr<Database> database;
};

/// SQLite in a temporary folder, or a new schema in a MariaDB that the test program starts for itself, on a socket in a temporary folder.
/// Errors: unavailable with the reason to skip (no mariadbd on this machine).
Result<TestDatabase> fresh_database(Dialect dialect);

}  // namespace nexa::store
