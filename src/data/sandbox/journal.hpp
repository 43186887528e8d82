#pragma once

#include <algorithm>
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

    /// True once most of the file tells what was overwritten since.
    bool wants_rewrite() const { return appended_ > std::max(least_rewrite, 2 * kept_); }
    using Put = std::function<void(std::string_view storage, std::string_view key, std::uint64_t resource_version, std::string_view json)>;
    /// Replaces the file in one step by what `live` puts, every live object. When that can't be written, the file stays as it is and
    /// is tried again after as much has been appended once more.
    void rewrite(std::uint64_t last, const std::function<void(const Put&)>& live);

private:
    static constexpr std::size_t least_rewrite = std::size_t{4} << 20U;

    Journal(std::string path, int file, std::size_t kept);
    bool append(std::string_view record);

    std::string path_;
    int file_;
    std::size_t kept_;          // bytes of live objects after the last rewrite
    std::size_t appended_ = 0;  // bytes since then
    std::string buffer_;
};

}  // namespace nexa::sandbox
