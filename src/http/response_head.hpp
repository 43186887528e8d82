#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http/message.hpp"

namespace nexa::http {

/// How a response goes out on its connection.
struct Framing {
    std::optional<std::size_t> content_length;  ///< Of the body; empty: chunked, or to the end of the connection.
    bool chunked = false;
    bool keep_alive = true;
    bool http_1_0 = false;  ///< What the peer speaks.
};

/// Appends the status line, the headers and the empty line. The framing headers (Content-Length, Transfer-Encoding, Connection) and Date
/// are the server's own; a field with a control character in it is left out and logged, so that no value can start a new header.
void append_head(std::string& out, const Response& response, const Framing& framing);

}  // namespace nexa::http
