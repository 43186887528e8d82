#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace nexa::http {

/// The one place where an error becomes an HTTP status. `invalid` is 422 when it names issues (well-formed, but wrong) and 400 when not.
int status_of(const Error& error) noexcept;

/// The standard phrase of a status ("Not Found"), or "Unknown".
std::string_view reason_phrase(int status) noexcept;

/// An RFC 9457 document: type, title, status, detail, request_id, errors[] {pointer, message, rule?}.
/// An `internal` error's message goes to the log under the request's id; the caller reads a general sentence. 401 carries WWW-Authenticate.
Response problem(const Error& error, const Request& request);

/// The same form for what has a status but no Error: unknown paths, methods, and the server's own findings (`ServerOptions::problem`).
Response problem(int status, std::string_view detail, std::string_view request_id = {});

}  // namespace nexa::http
