#include "cli/session.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "wire/decode.hpp"
#include "wire/encode.hpp"

template <>
inline constexpr auto nexa::wire::record<nexa::cli::Session> = nexa::wire::describe(
    "Session", nexa::wire::field("server", &nexa::cli::Session::server, "", nexa::wire::Text{.min = 1}),
    nexa::wire::defaulted("access_token", &nexa::cli::Session::access_token, ""),
    nexa::wire::defaulted("refresh_token", &nexa::cli::Session::refresh_token, ""),
    nexa::wire::defaulted("ca_pem", &nexa::cli::Session::ca_pem, ""), nexa::wire::defaulted("insecure", &nexa::cli::Session::insecure, ""));

namespace nexa::cli {
namespace {

std::string reason() {
    return std::generic_category().message(errno);
}

/// Writes all, to the disk.
bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

SessionFile::Lock::~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<> SessionFile::make_folder() const {
    std::error_code error;
    std::filesystem::create_directories(folder_.parent_path(), error);
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(ErrorCode::unavailable, fmt::format("can't make {}: {}", folder_.string(), reason()));
    }
    return {};
}

Result<std::optional<Session>> SessionFile::load() const {
    struct stat info{};
    if (::stat(path().c_str(), &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::optional<Session>();
        return fail(ErrorCode::unavailable, fmt::format("can't read {}: {}", path().string(), reason()));
    }
    if ((info.st_mode & 077) != 0) {
        return fail(ErrorCode::invalid,
                    fmt::format("{0} may be read by others; run `chmod 600 {0}`, and `nexa login` again if they are not to be trusted",
                                path().string()));
    }
    const std::ifstream file(path());
    std::stringstream content;
    content << file.rdbuf();
    auto session = wire::decode_text<Session>(content.str());
    if (!session) return fail(ErrorCode::invalid, fmt::format("{} is damaged; run `nexa login`", path().string()));
    return std::optional(std::move(*session));
}

Result<> SessionFile::save(const Session& session) const {
    if (auto made = make_folder(); !made) return made;
    std::string temporary = (folder_ / ".session.XXXXXX").string();
    const int descriptor = ::mkstemp(temporary.data());  // mode 0600
    if (descriptor < 0) return fail(ErrorCode::unavailable, fmt::format("can't write into {}: {}", folder_.string(), reason()));
    const bool written = write_all(descriptor, wire::encode(session) + "\n");
    ::close(descriptor);
    if (!written || ::rename(temporary.c_str(), path().c_str()) != 0) {
        auto failure = fail(ErrorCode::unavailable, fmt::format("can't write {}: {}", path().string(), reason()));
        ::unlink(temporary.c_str());
        return failure;
    }
    return {};
}

Result<> SessionFile::remove() const {
    if (::unlink(path().c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return {};
    return fail(ErrorCode::unavailable, fmt::format("can't remove {}: {}", path().string(), reason()));
}

Result<SessionFile::Lock> SessionFile::lock() const {
    if (auto made = make_folder(); !made) return fail(made.error());
    const std::string file = (folder_ / "session.lock").string();
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return fail(ErrorCode::unavailable, fmt::format("can't open {}: {}", file, reason()));
    Lock held(descriptor);
    while (::flock(descriptor, LOCK_EX) != 0) {
        if (errno != EINTR) return fail(ErrorCode::unavailable, fmt::format("can't lock {}: {}", file, reason()));
    }
    return held;
}

}  // namespace nexa::cli
