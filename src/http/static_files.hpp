#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace nexa::http {

/// One file to serve. Its path is relative and uses '/': "index.html", "assets/app-4f2a91.js".
struct StaticFile {
    std::string path;
    std::string content;
};

struct StaticLimits {
    std::size_t files = 4096;
    std::size_t bytes = 64 * 1024 * 1024;  ///< Of all files together.
};

/// Serves files from memory: the page and its assets. Nothing but what was loaded can be reached, so that a path can't escape.
/// "x.br" and "x.gz" are the compressed variants of "x" and are chosen by Accept-Encoding. Everything has a strong ETag.
/// Files under assets/ have a hash in their name and are cached for ever; others are revalidated. A path without a dot in its last
/// segment, and any path that a browser navigates to (Accept: text/html), that names no file gets index.html (the page routes by itself).
/// Immutable and thread-safe.
class StaticFiles {
public:
    /// Reads a directory and its sub-directories; blocks. Symbolic links are not followed.
    /// Errors: not_found (no such directory, no index.html in it), too_large (over a limit), unavailable (can't be read).
    static Result<StaticFiles> load(const std::filesystem::path& directory, StaticLimits limits = {});
    /// From a table, as when the files are part of the program.
    static StaticFiles from(std::vector<StaticFile> files);

    StaticFiles(StaticFiles&&) noexcept;
    StaticFiles& operator=(StaticFiles&&) noexcept;
    ~StaticFiles();

    /// Answers GET and HEAD: 200, 304, 404; 405 to other methods. Bodies are shared, not copied.
    Response respond(const Request& request) const;
    std::size_t size() const;  ///< Files, without counting compressed variants.

private:
    struct Table;
    explicit StaticFiles(std::unique_ptr<Table> table);
    std::unique_ptr<Table> table_;
};

}  // namespace nexa::http
