#pragma once

#include <string>
#include <string_view>

#include "data/sandbox/status_error.hpp"
#include "http/message.hpp"

namespace nexa::sandbox::rest {

/// The form a client wants, from its Accept header.
struct Form {
    enum class As { object, table, partial_metadata };
    As as = As::object;
    bool yaml = false;
    bool aggregated_discovery = false;  ///< g=apidiscovery.k8s.io;v=v2
};
/// Errors: NotAcceptable. An empty header takes JSON.
Outcome<Form> negotiate(std::string_view accept);

http::Response json_reply(int status, std::string text);
http::Response object_reply(int status, const json::object& object, bool yaml = false);
http::Response error_reply(const StatusError& error);
/// What unknown paths get: the words of Go's http.NotFound.
http::Response page_not_found();

}  // namespace nexa::sandbox::rest
