#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace nexa::sandbox {

/// One mutating request and what came of it.
struct RequestRecord {
    std::uint64_t number = 0;  ///< 1, 2, ... since the first file began.
    std::string at;            ///< RFC 3339, the machine's time.
    std::string user;
    std::string verb;  ///< "create", "update", "patch", "apply", "delete", "deletecollection"
    std::string path;
    std::string field_manager;
    bool dry_run = false;
    int status = 0;        ///< HTTP status as decided, also when the answer was then dropped by a fault.
    std::string reason;    ///< Of a failure: "Conflict"
    bool changed = false;  ///< A new resourceVersion was made.
    std::string resource_version;
    std::string uid;
    std::string intent;    ///< Annotation nexa.dev/intent of the result
    std::string revision;  ///< Annotation nexa.dev/revision

    json::object to_json() const;
};

/// Evidence of what a cluster was asked to do: every mutating request, in a file of JSON lines (appended before the answer is sent, so a
/// killed server has not forgotten what it answered) and, the newest ones, in memory. A file that has grown large is put aside as PATH.1,
/// and the one before that is gone. Thread-safe.
class RequestLog {
public:
    struct Limits {
        std::size_t in_memory = 5'000;
        std::uint64_t file_bytes = 64 * 1024 * 1024;
    };
    /// An empty path: in memory only. Errors of the file are reported by `open`; later ones are logged and lose the line.
    static Result<std::unique_ptr<RequestLog>> open(std::string path, Limits limits);
    static Result<std::unique_ptr<RequestLog>> open(std::string path) { return open(std::move(path), Limits{}); }
    ~RequestLog();
    RequestLog(const RequestLog&) = delete;
    RequestLog& operator=(const RequestLog&) = delete;

    void add(RequestRecord record);
    /// Records after that number, oldest first.
    std::vector<RequestRecord> after(std::uint64_t number) const;

private:
    RequestLog(std::string path, Limits limits) : path_(std::move(path)), limits_(limits) {}
    Result<> open_file();
    void write(const std::string& line);

    mutable std::mutex mutex_;
    const std::string path_;
    const Limits limits_;
    int file_ = -1;
    std::uint64_t bytes_ = 0;  ///< In the file.
    std::uint64_t last_ = 0;
    std::deque<RequestRecord> records_;
};

}  // namespace nexa::sandbox
