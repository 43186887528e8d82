#include "data/sandbox/request_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "data/object.hpp"

namespace nexa::sandbox {
namespace {

std::string aside(const std::string& path) {
    return path + ".1";
}

/// Of the last record of a file; nothing when there is none.
std::optional<std::uint64_t> last_number(const std::string& path) {
    constexpr std::streamoff tail = 64 * 1024;  // many records
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    file.seekg(std::max<std::streamoff>(0, file.tellg() - tail));
    std::optional<std::uint64_t> last;
    for (std::string line; std::getline(file, line);) {
        const auto record = parse_object(line);  // the first line may begin in the middle, the last end there
        const auto* number = record ? record->if_contains("number") : nullptr;
        if (number != nullptr && number->is_number()) last = number->to_number<std::uint64_t>();
    }
    return last;
}

/// As a kill in the middle of a write leaves it.
bool ends_within_a_line(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file || file.tellg() <= 0) return false;
    file.seekg(-1, std::ios::end);
    return file.get() != '\n';
}

}  // namespace

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

Result<std::unique_ptr<RequestLog>> RequestLog::open(std::string path, Limits limits) {
    auto log = std::unique_ptr<RequestLog>(new RequestLog(std::move(path), limits));
    if (log->path_.empty()) return log;
    log->last_ = last_number(log->path_).or_else([&] { return last_number(aside(log->path_)); }).value_or(0);
    const bool cut_off = ends_within_a_line(log->path_);
    if (auto opened = log->open_file(); !opened) return fail(opened.error());
    if (cut_off) log->write("\n");
    return log;
}

Result<> RequestLog::open_file() {
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0)
        return fail(ErrorCode::unavailable, fmt::format("the sandbox request log {} can't be opened: {}", path_, std::strerror(errno)));
    std::error_code failure;
    const auto size = std::filesystem::file_size(path_, failure);
    bytes_ = failure ? 0 : size;
    return {};
}

RequestLog::~RequestLog() {
    if (file_ >= 0) ::close(file_);
}

void RequestLog::write(const std::string& line) {
    if (file_ < 0) return;
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        log::error("sandbox", "a line of the request log was lost: {}", std::strerror(errno));
        return;
    }
    bytes_ += line.size();
    if (bytes_ < limits_.file_bytes) return;
    ::close(std::exchange(file_, -1));
    std::error_code failure;
    std::filesystem::rename(path_, aside(path_), failure);
    if (failure) log::warning("sandbox", "the request log {} can't be put aside: {}", path_, failure.message());
    if (const auto opened = open_file(); !opened) log::error("sandbox", "{}", opened.error().message);
}

void RequestLog::add(RequestRecord record) {
    const std::lock_guard lock(mutex_);
    record.number = ++last_;
    if (file_ >= 0) write(json::serialize(record.to_json()) + "\n");
    records_.push_back(std::move(record));
    if (records_.size() > limits_.in_memory) records_.pop_front();
}

std::vector<RequestRecord> RequestLog::after(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    const auto from = std::ranges::upper_bound(records_, number, {}, &RequestRecord::number);
    return {from, records_.end()};
}

}  // namespace nexa::sandbox
