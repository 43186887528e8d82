#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/go_words.hpp"
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
    auto body = read_body(call, call.type->kind);
    if (!body) return error_reply(body.error());
    const auto expected = call.group_version();
    const auto version = text(*body, "apiVersion"), kind = text(*body, "kind");
    if (version != expected || kind != call.type->kind) {
        const auto group_version = version.find('/') == std::string::npos ? "/" + version : version;
        return error_reply(status::bad_request(fmt::format("invalid object type: {}, Kind={}", group_version, kind)));
    }
    const auto* metadata = body->if_contains("metadata");
    const auto name = metadata && metadata->is_object() ? text(metadata->get_object(), "name") : std::string();
    if (name.empty()) {
        return error_reply(status::bad_request(
            fmt::format("the name of the object ({} based on URL) was undeterminable: name must be provided", call.info.name)));
    }
    if (name != call.info.name) {
        return error_reply(
            status::bad_request(fmt::format("the name of the object ({}) does not match the name on the URL ({})", name, call.info.name)));
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
        // The router of the built-in types refuses before anybody who knows the forms is asked.
        if (!call.type->custom) {
            return error_reply(
                {.code = 415, .reason = "UnsupportedMediaType", .message = "415: Unsupported Media Type", .has_details = true});
        }
        return error_reply(
            status::unsupported_media_type("application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"));
    }
    auto options = read_write_options(call, "PatchOptions");
    if (!options) return error_reply(options.error());
    options->from_patch = true;
    boost::system::error_code error;
    const auto patch = json::parse(call.request.body, error);
    if (error) {
        const auto words = call.cluster.types().release().hides_broken_patches
                               ? std::string("invalid JSON patch")
                               : fmt::format("error decoding patch: {}", go_json_error(call.request.body));
        return error_reply(status::bad_request(words));
    }
    if (!is_json && !patch.is_object()) {
        return error_reply(status::bad_request(fmt::format(
            "error decoding patch: json: cannot unmarshal {} into Go value of type map[string]interface {{}}", go_type(patch))));
    }

    const auto transform = [&](const StoredObject* current) -> Outcome<json::object> {
        json::value value = current->value();
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
