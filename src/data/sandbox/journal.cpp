#include "data/sandbox/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>

namespace nexa::sandbox {

namespace {

std::unexpected<Error> failed(std::string_view what, const std::string& path) {
    return fail(ErrorCode::unavailable, fmt::format("the sandbox journal {} can't be {}: {}", path, what, std::strerror(errno)));
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0) {
            if (errno == EINTR) continue;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

Result<std::string> read_all(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        if (errno == ENOENT) return std::string();
        return failed("opened", path);
    }
    std::string out;
    char block[65536];
    for (;;) {
        const auto count = ::read(file, block, sizeof block);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const auto error = failed("read", path);
            ::close(file);
            return error;
        }
        if (count == 0) break;
        out.append(block, static_cast<std::size_t>(count));
    }
    ::close(file);
    return out;
}

/// Cuts the next word off.
std::string_view word(std::string_view& line) {
    const auto end = std::min(line.find(' '), line.size());
    const auto out = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return out;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

void put_record(std::string& out, std::string_view storage, std::string_view key, std::uint64_t version, std::string_view json) {
    fmt::format_to(std::back_inserter(out), "P {} {} {} {}\n", storage, key, version, json.size());
    out += json;
    out += '\n';
}

struct Contents {
    std::map<std::pair<std::string, std::string>, Journal::Record> live;
    std::uint64_t last = 0;
};

/// Everything up to the first record that is not whole.
Contents parse(std::string_view bytes) {
    Contents out;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        if (end == std::string_view::npos) break;
        auto line = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        const auto type = word(line);
        if (type == "R") {
            const auto version = number(line);
            if (!version) break;
            out.last = std::max(out.last, *version);
            continue;
        }
        Journal::Record record{.storage = std::string(word(line)), .key = std::string(word(line)), .json = {}};
        const auto version = number(word(line));
        if (!version) break;
        record.resource_version = *version;
        if (type == "D") {
            out.live.erase({record.storage, record.key});
        } else if (type == "P") {
            const auto length = number(line);
            if (!length || bytes.size() < *length + 1 || bytes[*length] != '\n') break;
            record.json = bytes.substr(0, *length);
            bytes.remove_prefix(*length + 1);
            auto& slot = out.live[{record.storage, record.key}];
            slot = std::move(record);
        } else {
            break;
        }
        out.last = std::max(out.last, *version);
    }
    return out;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(std::string path, const std::function<void(Record)>& loaded, std::uint64_t& last) {
    auto bytes = read_all(path);
    if (!bytes) return fail(std::move(bytes.error()));
    auto contents = parse(*bytes);
    last = contents.last;

    // The compacted copy replaces the journal in one step: a kill leaves either the one or the other.
    const auto fresh = path + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return failed("written", fresh);
    std::string out = fmt::format("R {}\n", contents.last);
    for (auto& [key, record] : contents.live) {
        put_record(out, record.storage, record.key, record.resource_version, record.json);
        loaded(std::move(record));
    }
    if (!write_all(file, out) || ::rename(fresh.c_str(), path.c_str()) != 0) {
        const auto error = failed("written", path);
        ::close(file);
        return error;
    }
    return std::unique_ptr<Journal>(new Journal(std::move(path), file));
}

Journal::Journal(std::string path, int file) : path_(std::move(path)), file_(file) {}
Journal::~Journal() {
    ::close(file_);
}

bool Journal::append(std::string_view record) {
    return write_all(file_, record);
}

bool Journal::put(std::string_view storage, std::string_view key, std::uint64_t resource_version, std::string_view json) {
    buffer_.clear();
    put_record(buffer_, storage, key, resource_version, json);
    return append(buffer_);
}

bool Journal::erase(std::string_view storage, std::string_view key, std::uint64_t resource_version) {
    return append(fmt::format("D {} {} {}\n", storage, key, resource_version));
}

}  // namespace nexa::sandbox
