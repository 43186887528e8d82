#include "data/sandbox/rest/reply.hpp"

#include "data/sandbox/sorted_json.hpp"
#include "wire/yaml.hpp"

namespace nexa::sandbox::rest {

namespace {

constexpr std::string_view accepted_forms = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

template <class Visit>
void each_part(std::string_view text, char separator, Visit visit) {
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        visit(trim(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// One entry of Accept; nothing when it can't be served.
std::optional<Form> read_form(std::string_view entry) {
    std::string_view type, as, group, version;
    bool first = true;
    each_part(entry, ';', [&](std::string_view part) {
        if (std::exchange(first, false)) type = part;
        if (part.starts_with("as=")) as = part.substr(3);
        if (part.starts_with("g=")) group = part.substr(2);
        if (part.starts_with("v=")) version = part.substr(2);
    });
    Form form;
    if (type == "application/yaml")
        form.yaml = true;
    else if (type != "application/json" && type != "*/*" && type != "application/*")
        return std::nullopt;
    if (as == "Table")
        form.as = Form::As::table;
    else if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList")
        form.as = Form::As::partial_metadata;
    else if (as == "APIGroupDiscoveryList") {
        if (group != "apidiscovery.k8s.io" || version != "v2") return std::nullopt;
        form.aggregated_discovery = true;
    } else if (!as.empty())
        return std::nullopt;
    return form;
}

}  // namespace

Outcome<Form> negotiate(std::string_view accept) {
    if (trim(accept).empty()) return Form{};
    std::optional<Form> chosen;
    each_part(accept, ',', [&](std::string_view entry) {
        if (!chosen) chosen = read_form(entry);
    });
    if (!chosen) return refuse(status::not_acceptable(accepted_forms));
    return *chosen;
}

http::Response json_reply(int status, std::string text) {
    auto response = http::Response::json(status, std::move(text));
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Cache-Control", "no-cache, private");
    return response;
}

http::Response object_reply(int status, const json::object& object, bool yaml) {
    if (!yaml) return json_reply(status, json::serialize(object));
    auto response = json_reply(status, wire::to_yaml(sorted(object)));
    response.headers.set("Content-Type", "application/yaml");
    return response;
}

http::Response error_reply(const StatusError& error) {
    auto response = json_reply(error.code, json::serialize(error.to_json()));
    if (error.retry_after_seconds) response.headers.set("Retry-After", std::to_string(*error.retry_after_seconds));
    return response;
}

http::Response page_not_found() {
    auto response = http::Response::text(404, "404 page not found\n");
    response.headers.set("Cache-Control", "no-cache, private");
    return response;
}

}  // namespace nexa::sandbox::rest
