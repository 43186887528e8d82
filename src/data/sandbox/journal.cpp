#include "data/sandbox/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <utility>

#include "base/log.hpp"

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

/// A compacted copy that takes the journal's place in one step: a kill leaves either the one or the other.
class Fresh {
public:
    static Result<Fresh> begin(const std::string& path, std::uint64_t last) {
        const auto name = path + ".new";
        const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
        if (file < 0) return failed("written", name);
        Fresh fresh(file);
        fresh.buffer_ = fmt::format("R {}\n", last);
        return fresh;
    }
    Fresh(Fresh&& other) noexcept
        : file_(std::exchange(other.file_, -1)),
          buffer_(std::move(other.buffer_)),
          size_(other.size_),
          whole_(other.whole_) {}
    Fresh& operator=(Fresh&&) = delete;
    ~Fresh() {
        if (file_ >= 0) ::close(file_);
    }

    void put(std::string_view storage, std::string_view key, std::uint64_t version, std::string_view json) {
        put_record(buffer_, storage, key, version, json);
        if (buffer_.size() > block) flush();
    }
    std::size_t size() const { return size_ + buffer_.size(); }
    /// The file to append to from now on.
    Result<int> replace(const std::string& path) {
        flush();
        if (!whole_ || ::rename((path + ".new").c_str(), path.c_str()) != 0) return failed("written", path);
        return std::exchange(file_, -1);
    }

private:
    static constexpr std::size_t block = std::size_t{1} << 18U;

    explicit Fresh(int file) : file_(file) {}
    void flush() {
        whole_ = whole_ && write_all(file_, buffer_);
        size_ += buffer_.size();
        buffer_.clear();
    }

    int file_;
    std::string buffer_;
    std::size_t size_ = 0;
    bool whole_ = true;
};

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(std::string path, const std::function<void(Record)>& loaded, std::uint64_t& last) {
    auto bytes = read_all(path);
    if (!bytes) return fail(std::move(bytes.error()));
    auto contents = parse(*bytes);
    last = contents.last;

    auto fresh = Fresh::begin(path, contents.last);
    if (!fresh) return fail(std::move(fresh.error()));
    for (auto& [key, record] : contents.live) {
        fresh->put(record.storage, record.key, record.resource_version, record.json);
        loaded(std::move(record));
    }
    const auto kept = fresh->size();
    const auto file = fresh->replace(path);
    if (!file) return fail(file.error());
    return std::unique_ptr<Journal>(new Journal(std::move(path), *file, kept));
}

Journal::Journal(std::string path, int file, std::size_t kept) : path_(std::move(path)), file_(file), kept_(kept) {}
Journal::~Journal() {
    ::close(file_);
}

void Journal::rewrite(std::uint64_t last, const std::function<void(const Put&)>& live) {
    const auto replaced = [&]() -> Result<int> {
        auto fresh = Fresh::begin(path_, last);
        if (!fresh) return fail(std::move(fresh.error()));
        live([&](std::string_view storage, std::string_view key, std::uint64_t version, std::string_view json) {
            fresh->put(storage, key, version, json);
        });
        kept_ = fresh->size();
        return fresh->replace(path_);
    }();
    appended_ = 0;
    if (!replaced) {
        log::warning("sandbox", "{}", replaced.error().message);
        return;
    }
    ::close(file_);
    file_ = *replaced;
}

bool Journal::append(std::string_view record) {
    appended_ += record.size();
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
