#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "http/message.hpp"

namespace nexa::control {

/// A manifest as it came in.
struct Document {
    json::value value;
    std::string text;          ///< As sent, comments and all.
    std::string content_type;  ///< "application/yaml" or "application/json"
};

/// Reads the body as one document. Errors: unsupported (the content type), invalid (with line and column; none, or several), too_large.
Result<Document> parse_single_document(const http::Request& request);
/// Reads the body as at least one and at most 200 documents. A JSON array, and a List, are several.
Result<std::vector<Document>> parse_documents(const http::Request& request);

}  // namespace nexa::control
