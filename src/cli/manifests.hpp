#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace nexa::cli {

/// One file to send: its text as it is, comments and all.
struct ManifestFile {
    std::string name;  ///< The path, or "standard input".
    std::string text;
    std::string content_type;
    struct Document {
        int line = 1;
        json::value value;
    };
    std::vector<Document> documents;  ///< As they were read here: for messages, and to name what is deleted.
};

/// Reads files, folders (*.yaml, *.yml, *.json; with `recursive` below them too, in the order of their names) and "-".
/// Errors: usage, with file, line and column.
Outcome<std::vector<ManifestFile>> read_manifests(const Context& context, const std::vector<std::string>& paths, bool recursive);

}  // namespace nexa::cli
