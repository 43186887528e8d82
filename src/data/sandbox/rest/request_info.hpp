#pragma once

#include <string>

#include "http/message.hpp"

namespace nexa::sandbox::rest {

/// What a request is about, read from its path as the API server's RequestInfo resolver does. Pure.
struct RequestInfo {
    bool resource = false;  ///< False: discovery, health and other URLs.
    std::string
        verb;  ///< "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"; for URLs the lower-case method.
    std::string group;
    std::string version;
    std::string name_space;
    std::string plural;
    std::string name;
    std::string subresource;  ///< May hold more than one segment.

    std::string full_resource() const { return subresource.empty() ? plural : plural + "/" + subresource; }
};
RequestInfo read_request_info(const http::Request& request);

/// "1", "true", ... as Go's strconv.ParseBool takes them.
bool truthy(std::optional<std::string_view> value);

}  // namespace nexa::sandbox::rest
