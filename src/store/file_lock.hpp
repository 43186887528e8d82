#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"

namespace nexa::store {

/// Keeps other processes away from a database file, by a lock on a file beside it that goes with the process, however it ends.
class FileLock {
public:
    /// Errors: unavailable (another process has it: its id is in the message; the file can't be made).
    static Result<std::unique_ptr<FileLock>> take(const std::string& database_path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    explicit FileLock(int file) : file_(file) {}
    const int file_;
};

}  // namespace nexa::store
