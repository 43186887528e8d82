#include "data/sandbox/rest/request_info.hpp"

namespace nexa::sandbox::rest {

bool truthy(std::optional<std::string_view> value) {
    return value && (*value == "1" || *value == "t" || *value == "T" || *value == "true" || *value == "TRUE" || *value == "True");
}

RequestInfo read_request_info(const http::Request& request) {
    RequestInfo info;
    info.verb = http::to_string(request.method);
    std::ranges::transform(info.verb, info.verb.begin(),
                           [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    std::vector<std::string> parts;
    for (std::string_view rest = request.path; !rest.empty();) {
        const auto slash = std::min(rest.find('/'), rest.size());
        if (slash > 0) parts.emplace_back(rest.substr(0, slash));
        rest.remove_prefix(std::min(slash + 1, rest.size()));
    }
    std::size_t at = 0;
    if (parts.size() >= 3 && parts[0] == "api") {
        info.version = parts[1];
        at = 2;
    } else if (parts.size() >= 4 && parts[0] == "apis") {
        info.group = parts[1];
        info.version = parts[2];
        at = 3;
    } else {
        return info;
    }
    info.resource = true;
    // /namespaces/x alone, and its status and finalize, are about the namespace itself.
    const auto left = parts.size() - at;
    const bool in_namespace = parts[at] == "namespaces" && left >= 3 &&
                              !(info.group.empty() && left == 3 && (parts[at + 2] == "status" || parts[at + 2] == "finalize"));
    if (in_namespace) {
        info.name_space = parts[at + 1];
        at += 2;
    }
    info.plural = parts[at++];
    if (at < parts.size()) info.name = parts[at++];
    for (; at < parts.size(); ++at) info.subresource += (info.subresource.empty() ? "" : "/") + parts[at];
    if (info.plural == "namespaces" && info.group.empty()) info.name_space = info.name;

    switch (request.method) {
        case http::Method::get:
        case http::Method::head:
            info.verb = !info.name.empty() ? "get" : truthy(request.query_value("watch")) ? "watch" : "list";
            break;
        case http::Method::post:
            info.verb = "create";
            break;
        case http::Method::put:
            info.verb = "update";
            break;
        case http::Method::patch:
            info.verb = "patch";
            break;
        case http::Method::del:
            info.verb = info.name.empty() ? "deletecollection" : "delete";
            break;
        case http::Method::options:
            break;
    }
    return info;
}

}  // namespace nexa::sandbox::rest
