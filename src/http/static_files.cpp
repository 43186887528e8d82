#include "http/static_files.hpp"

#include <fstream>
#include <iterator>

#include "http/accept_encoding.hpp"
#include "http/etag.hpp"
#include "http/problem.hpp"

namespace nexa::http {
namespace {

constexpr std::string_view index_page = "index.html";

struct Variant {
    std::shared_ptr<const std::string> content;  // null: there is no such variant
    std::string etag;                            // its own: a strong validator belongs to the bytes sent
};

struct Entry {
    Variant plain;
    Variant brotli;
    Variant gzip;
    std::string_view content_type;
    bool immutable = false;
};

std::string_view content_type_of(std::string_view path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 18> types{{
        {"html", "text/html; charset=utf-8"},
        {"js", "text/javascript; charset=utf-8"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},
        {"json", "application/json"},
        {"map", "application/json"},
        {"webmanifest", "application/manifest+json"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"jpg", "image/jpeg"},
        {"jpeg", "image/jpeg"},
        {"webp", "image/webp"},
        {"ico", "image/x-icon"},
        {"woff", "font/woff"},
        {"woff2", "font/woff2"},
        {"wasm", "application/wasm"},
        {"txt", "text/plain; charset=utf-8"},
        {"md", "text/markdown; charset=utf-8"},
    }};
    const auto dot = path.rfind('.');
    const std::string_view extension = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    const auto* const found = std::ranges::find(types, extension, [](const auto& type) { return type.first; });
    return found == types.end() ? "application/octet-stream" : found->second;
}

Variant variant_of(std::string content) {
    auto etag = etag_of(content);
    return {.content = std::make_shared<const std::string>(std::move(content)), .etag = std::move(etag)};
}

Result<std::string> read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) return fail(ErrorCode::unavailable, fmt::format("the file {} can't be read", path.string()));
    return content;
}

}  // namespace

struct StaticFiles::Table {
    std::map<std::string, Entry, std::less<>> entries;

    /// The file of that path, or the page when the path is one of the page's own, or null. A browser that navigates (`for_reading`) gets
    /// the page also where a name in the path has a dot, as names of topics do.
    const Entry* find(std::string_view path, bool for_reading) const {
        path.remove_prefix(path.starts_with('/') ? 1 : 0);
        const auto exact = entries.find(path.empty() ? index_page : path);
        if (exact != entries.end()) return &exact->second;
        const auto slash = path.rfind('/');
        const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
        if ((last.find('.') != std::string_view::npos && !for_reading) || path.starts_with("assets/")) return nullptr;
        const auto page = entries.find(index_page);
        return page == entries.end() ? nullptr : &page->second;
    }
};

StaticFiles::StaticFiles(std::unique_ptr<Table> table) : table_(std::move(table)) {}
StaticFiles::StaticFiles(StaticFiles&&) noexcept = default;
StaticFiles& StaticFiles::operator=(StaticFiles&&) noexcept = default;
StaticFiles::~StaticFiles() = default;

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& directory, StaticLimits limits) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::is_directory(directory, error)) {
        return fail(ErrorCode::not_found, fmt::format("there is no directory {} to serve the page from", directory.string()));
    }
    std::vector<StaticFile> files;
    std::size_t bytes = 0;
    bool has_page = false;
    fs::recursive_directory_iterator walk(directory, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
        const fs::directory_entry& found = *walk;
        if (found.path().filename().string().starts_with('.')) {
            walk.disable_recursion_pending();
            continue;
        }
        if (found.is_symlink(error) || !found.is_regular_file(error)) continue;
        bytes += found.file_size(error);
        if (error) break;
        if (files.size() == limits.files || bytes > limits.bytes) {
            return fail(ErrorCode::too_large, fmt::format("the directory {} has more than {} files or {} bytes: is it the page's?",
                                                          directory.string(), limits.files, limits.bytes));
        }
        auto content = read(found.path());
        if (!content) return fail(std::move(content.error()));
        std::string path = found.path().lexically_relative(directory).generic_string();
        has_page = has_page || path == index_page;
        files.push_back({.path = std::move(path), .content = std::move(*content)});
    }
    if (error) return fail(ErrorCode::unavailable, fmt::format("the directory {} can't be read: {}", directory.string(), error.message()));
    if (!has_page) return fail(ErrorCode::not_found, fmt::format("there is no {} in {}", index_page, directory.string()));
    return from(std::move(files));
}

StaticFiles StaticFiles::from(std::vector<StaticFile> files) {
    auto table = std::make_unique<Table>();
    // A compressed variant sorts after its original, which must be known by then.
    std::ranges::sort(files, {}, &StaticFile::path);
    for (StaticFile& file : files) {
        const std::string_view path = file.path;
        const bool brotli = path.ends_with(".br");
        const auto original = brotli || path.ends_with(".gz") ? table->entries.find(path.substr(0, path.size() - 3)) : table->entries.end();
        Variant variant = variant_of(std::move(file.content));
        if (original != table->entries.end()) {
            (brotli ? original->second.brotli : original->second.gzip) = std::move(variant);
            continue;
        }
        Entry entry{.plain = std::move(variant),
                    .brotli = {},
                    .gzip = {},
                    .content_type = content_type_of(path),
                    .immutable = path.starts_with("assets/")};
        table->entries.emplace(file.path, std::move(entry));
    }
    return StaticFiles(std::move(table));
}

Response StaticFiles::respond(const Request& request) const {
    if (request.method != Method::get && request.method != Method::head) {
        Response refused = problem(405, "Only GET and HEAD are for files.", request.request_id);
        refused.headers.set("Allow", "GET, HEAD");
        return refused;
    }
    const Entry* const entry = table_->find(request.path, request.headers.get("Accept").find("text/html") != std::string_view::npos);
    if (entry == nullptr) return problem(404, "There is no such file.", request.request_id);

    const Offer offer{.brotli = entry->brotli.content != nullptr, .gzip = entry->gzip.content != nullptr};
    const Encoding encoding = choose_encoding(request.headers.get("Accept-Encoding"), offer);
    const Variant& variant = encoding == Encoding::brotli ? entry->brotli : encoding == Encoding::gzip ? entry->gzip : entry->plain;

    Response response;
    response.headers.add("ETag", variant.etag);
    response.headers.add("Cache-Control", entry->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (offer.brotli || offer.gzip) response.headers.add("Vary", "Accept-Encoding");
    if (is_known(request.headers.get("If-None-Match"), variant.etag)) {
        response.status = 304;
        return response;
    }
    response.headers.add("Content-Type", std::string(entry->content_type));
    if (encoding != Encoding::identity) response.headers.add("Content-Encoding", encoding == Encoding::brotli ? "br" : "gzip");
    response.body = variant.content;
    return response;
}

std::size_t StaticFiles::size() const {
    return table_->entries.size();
}

}  // namespace nexa::http
