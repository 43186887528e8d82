#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace nexa::http {

/// What one line of the access log says.
struct AccessRecord {
    std::string_view method;
    std::string_view route{};  ///< The path's template; empty: none was found.
    std::string_view path;     ///< Without the query, whose values may be private.
    int status = 0;
    std::size_t bytes = 0;  ///< Of the body.
    bool streamed = false;
    Duration took{};
    std::string_view caller;  ///< Empty: not known.
    std::string_view remote_address;
    std::string_view request_id;
};

/// "GET /api/v1/me 200 312 B 1.25 ms admin 127.0.0.1 0199...". Control characters and spaces in the path are escaped. Pure.
std::string access_line(const AccessRecord& record);

using AccessSink = std::function<void(const AccessRecord&)>;

/// Reports every request once: when its response is made, or, when it streams, when the stream has ended.
/// The sink must be thread-safe and quick; without one the line goes to the log at level info. Put it after `request_id`.
Middleware access_log(AccessSink sink = {}, const Clock& clock = system_clock());

}  // namespace nexa::http
