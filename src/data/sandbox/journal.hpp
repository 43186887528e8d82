#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nexa::sandbox {

/// The durable form of one cluster: a file to which every commit is appended with one write(2), so that a killed process loses nothing
/// it has answered for (a power cut may: it is a sandbox, there is no fsync). A record cut short by the kill is ignored.
///
/// Records, one after the other: `P <storage> <key> <resourceVersion> <length>\n<JSON>\n`, `D <storage> <key> <resourceVersion>\n` and
/// `R <resourceVersion>\n`. Not thread-safe: its owner, the store, holds its lock.
class Journal {
public:
    struct Record {
        std::string storage;
        std::string key;
        std::uint64_t resource_version = 0;
        std::string json;
    };

    /// Reads what is there, the newest record of each live object, and rewrites the file to just that.
    /// `last` receives the highest resourceVersion ever committed. Errors: unavailable (with the path and the system's reason).
    static Result<std::unique_ptr<Journal>> open(std::string path, const std::function<void(Record)>& loaded, std::uint64_t& last);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// False when the write failed (disk full): the commit must not be acknowledged.
    bool put(std::string_view storage, std::string_view key, std::uint64_t resource_version, std::string_view json);
    bool erase(std::string_view storage, std::string_view key, std::uint64_t resource_version);

private:
    Journal(std::string path, int file);
    bool append(std::string_view record);

    std::string path_;
    int file_;
    std::string buffer_;
};

}  // namespace nexa::sandbox
