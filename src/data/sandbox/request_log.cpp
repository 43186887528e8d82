#include "data/sandbox/request_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/log.hpp"

namespace nexa::sandbox {

json::object RequestRecord::to_json() const {
    json::object out{{"number", number}, {"at", at},         {"user", user},      {"verb", verb},
                     {"path", path},     {"status", status}, {"changed", changed}};
    const auto put = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    put("field_manager", field_manager);
    if (dry_run) out["dry_run"] = true;
    put("reason", reason);
    put("resource_version", resource_version);
    put("uid", uid);
    put("intent", intent);
    put("revision", revision);
    return out;
}

Result<std::unique_ptr<RequestLog>> RequestLog::open(std::string path, std::size_t in_memory) {
    if (path.empty()) return std::unique_ptr<RequestLog>(new RequestLog(-1, in_memory));
    std::uint64_t lines = 0;
    {
        std::ifstream before(path);
        for (std::string line; std::getline(before, line);) ++lines;
    }
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::unavailable, fmt::format("the sandbox request log {} can't be opened: {}", path, std::strerror(errno)));
    auto log = std::unique_ptr<RequestLog>(new RequestLog(file, in_memory));
    log->last_ = lines;
    return log;
}

RequestLog::~RequestLog() {
    if (file_ >= 0) ::close(file_);
}

void RequestLog::add(RequestRecord record) {
    const std::lock_guard lock(mutex_);
    record.number = ++last_;
    if (file_ >= 0) {
        const auto line = json::serialize(record.to_json()) + "\n";
        if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            log::error("sandbox", "a line of the request log was lost: {}", std::strerror(errno));
    }
    records_.push_back(std::move(record));
    if (records_.size() > in_memory_) records_.pop_front();
}

std::vector<RequestRecord> RequestLog::after(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    const auto from = std::ranges::upper_bound(records_, number, {}, &RequestRecord::number);
    return {from, records_.end()};
}

}  // namespace nexa::sandbox
