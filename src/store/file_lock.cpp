#include "store/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/log.hpp"

namespace nexa::store {
namespace {

/// " (process 4711)", as the holder wrote it; nothing when it did not.
std::string holder_of(int file) {
    char text[32] = {};
    const auto size = ::pread(file, text, sizeof text - 1, 0);
    return size > 0 ? fmt::format(" (process {})", std::string_view(text, static_cast<std::size_t>(size))) : "";
}

}  // namespace

Result<std::unique_ptr<FileLock>> FileLock::take(const std::string& database_path) {
    const std::string path = database_path + ".lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{} can't be made: {}; check that the folder exists and may be written", path, std::strerror(errno)));
    }
    auto lock = std::unique_ptr<FileLock>(new FileLock(file));
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorCode::unavailable,
                    fmt::format("another Nexa{} uses {}; stop it first, or choose another data folder", holder_of(file), database_path));
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) < 0) {
        log::warning("store", "the process id can't be written into {}: {}", path, std::strerror(errno));
    }
    return lock;
}

FileLock::~FileLock() {
    ::close(file_);
}

}  // namespace nexa::store
