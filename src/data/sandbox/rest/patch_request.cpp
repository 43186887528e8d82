#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/patches.hpp"

namespace nexa::sandbox::rest {

namespace {

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

http::Response apply(Call& call) {
    call.record.verb = "apply";
    auto options = read_write_options(call, "PatchOptions", true);
    if (!options) return error_reply(options.error());
    auto body = read_body(call);
    if (!body) return error_reply(body.error());
    const auto expected = call.group_version();
    if (const auto version = text(*body, "apiVersion"); version != expected) {
        if (version.empty())
            return error_reply(status::bad_request(fmt::format("Object 'apiVersion' is missing in '{}'", json::serialize(*body))));
        return error_reply(status::bad_request(
            fmt::format("Incorrect version specified in apply patch. Specified patch version: {}, expected: {}", version, expected)));
    }
    if (const auto kind = text(*body, "kind"); kind != call.type->kind) {
        return error_reply(status::bad_request(
            kind.empty() ? fmt::format("Object 'Kind' is missing in '{}'", json::serialize(*body))
                         : fmt::format("the kind in the data ({}) does not match the expected kind ({})", kind, call.type->kind)));
    }
    if (const auto* metadata = body->if_contains("metadata"); metadata && metadata->is_object()) {
        const auto name = text(metadata->get_object(), "name");
        if (!name.empty() && name != call.info.name) {
            return error_reply(status::bad_request(
                fmt::format("the name of the object ({}) does not match the name on the URL ({})", name, call.info.name)));
        }
    }
    auto written = call.cluster.store().apply(call.type, call.info.plural == "namespaces" ? "" : call.info.name_space, call.info.name,
                                              *body, *options);
    if (!written) return error_reply(written.error());
    note_result(call, *written->object, written->changed);
    return present(call, written->created ? 201 : 200, *written->object);
}

}  // namespace

http::Response patch_object(Call& call) {
    std::string type(call.request.headers.get("Content-Type"));
    if (const auto end = type.find(';'); end != std::string::npos) type.resize(end);
    if (type == "application/apply-patch+yaml") return apply(call);
    const bool is_json = type == "application/json-patch+json", is_merge = type == "application/merge-patch+json";
    const bool is_strategic = type == "application/strategic-merge-patch+json" && !call.type->custom;
    if (!is_json && !is_merge && !is_strategic) {
        return error_reply(status::unsupported_media_type(
            call.type->custom ? "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
                              : "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
                                "application/apply-patch+yaml"));
    }
    auto options = read_write_options(call, "PatchOptions");
    if (!options) return error_reply(options.error());
    options->from_patch = true;
    boost::system::error_code error;
    const auto patch = json::parse(call.request.body, error);
    if (error) return error_reply(status::bad_request(fmt::format("error decoding patch: {}", error.message())));
    if (!is_json && !patch.is_object())
        return error_reply(
            status::bad_request("error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}"));

    const auto transform = [&](const StoredObject* current) -> Outcome<json::object> {
        json::value value = current->value;
        value.get_object()["apiVersion"] = call.group_version();
        Outcome<> done;
        if (is_json)
            done = json_patch(value, patch);
        else if (is_merge)
            merge_patch(value, patch);
        else
            done = strategic_patch(value, patch, *call.version->schema);
        if (!done) return refuse(std::move(done.error()));
        if (!value.is_object()) return refuse(status::bad_request("the patched object is no object"));
        return std::move(value.get_object());
    };
    auto written = call.cluster.store().update(call.type, call.info.name_space, call.info.name, transform, *options);
    if (!written) return error_reply(written.error());
    note_result(call, *written->object, written->changed);
    return present(call, 200, *written->object);
}

}  // namespace nexa::sandbox::rest
