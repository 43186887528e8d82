#include "cli/manifests.hpp"

#include <fmt/format.h>

#include "wire/yaml.hpp"

namespace nexa::cli {
namespace {

constexpr wire::ParseLimits file_limits{.bytes = 64 * 1024 * 1024, .depth = 64, .nodes = 10'000'000, .documents = 100'000};

bool is_manifest(const std::filesystem::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

template <class Iterator>
std::vector<std::string> manifests_under(const std::string& folder) {
    std::vector<std::string> paths;
    for (const auto& entry : Iterator(folder)) {
        if (entry.is_regular_file() && is_manifest(entry.path())) paths.push_back(entry.path().string());
    }
    std::ranges::sort(paths);
    return paths;
}

Outcome<ManifestFile> read_one(const Context& context, const std::string& path) {
    auto content = read_file(context, path);
    if (!content) return usage(content.error().message);
    ManifestFile file{
        .name = path == "-" ? "standard input" : path, .text = std::move(*content), .content_type = "application/yaml", .documents = {}};
    if (path.ends_with(".json")) {
        file.content_type = "application/json";
        auto value = wire::parse_json(file.text, file_limits);
        if (!value) return usage(fmt::format("{}: {}", file.name, value.error().message));
        file.documents.push_back({1, std::move(*value)});
        return file;
    }
    auto documents = wire::parse_yaml(file.text, file_limits);
    if (!documents) return usage(fmt::format("{}: {}", file.name, documents.error().message));
    for (auto& document : *documents) file.documents.push_back({document.line, std::move(document.value)});
    return file;
}

}  // namespace

Outcome<std::vector<ManifestFile>> read_manifests(const Context& context, const std::vector<std::string>& paths, bool recursive) {
    std::vector<ManifestFile> files;
    for (const std::string& path : paths) {
        std::vector<std::string> each{path};
        std::error_code error;
        if (path != "-" && std::filesystem::is_directory(path, error)) {
            each = recursive ? manifests_under<std::filesystem::recursive_directory_iterator>(path)
                             : manifests_under<std::filesystem::directory_iterator>(path);
            if (each.empty())
                return usage(
                    fmt::format("{}: no *.yaml, *.yml or *.json in this folder{}", path, recursive ? "" : "; -R looks below it too"));
        }
        for (const std::string& one : each) {
            auto file = read_one(context, one);
            if (!file) return give_up(file.error());
            if (!file->documents.empty()) files.push_back(std::move(*file));
        }
    }
    if (files.empty()) return usage("there is nothing in what was given: no document that is more than comments");
    return files;
}

}  // namespace nexa::cli
