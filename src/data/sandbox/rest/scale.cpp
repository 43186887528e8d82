#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/json_path.hpp"
#include "data/sandbox/rest/patches.hpp"

/// The scale subresource: an autoscaling/v1 Scale as a window on two numbers of the object.
namespace nexa::sandbox::rest {

namespace {

json::object scale_of(const Call& call, const StoredObject& object) {
    const json::value value(object.value());
    const auto& paths = *call.version->scale;
    const auto number = [&](const std::string& path) -> std::int64_t {
        const auto found = find_json_path(value, path);
        return found.empty() || !found.front()->is_number() ? 0 : found.front()->to_number<std::int64_t>();
    };
    json::object metadata;
    for (const auto field : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
        if (const auto* member = object.metadata().if_contains(field)) metadata[field] = *member;
    }
    json::object status{{"replicas", number(paths.status_replicas)}};
    if (!paths.label_selector.empty()) {
        const auto found = find_json_path(value, paths.label_selector);
        if (!found.empty() && found.front()->is_string()) status["selector"] = *found.front();
    }
    if (!call.type->custom) {
        const auto labels = find_json_path(value, ".spec.selector.matchLabels");
        std::string selector;
        if (!labels.empty() && labels.front()->is_object()) {
            for (const auto& [key, label] : labels.front()->get_object())
                selector += fmt::format("{}{}={}", selector.empty() ? "" : ",", std::string_view(key), std::string_view(label.as_string()));
        }
        if (!selector.empty()) status["selector"] = selector;
    }
    json::object spec;
    if (const auto replicas = number(paths.spec_replicas); replicas != 0) spec["replicas"] = replicas;
    return {{"kind", "Scale"},
            {"apiVersion", "autoscaling/v1"},
            {"metadata", std::move(metadata)},
            {"spec", std::move(spec)},
            {"status", std::move(status)}};
}

Outcome<json::object> wanted_scale(const Call& call, const StoredObject& current, const json::value& patch, std::string_view media) {
    json::value scale = scale_of(call, current);
    if (call.info.verb == "update")
        return patch.is_object() ? Outcome<json::object>(patch.get_object()) : refuse(status::bad_request("expected a Scale"));
    Outcome<> done;
    if (media == "application/json-patch+json")
        done = json_patch(scale, patch);
    else
        merge_patch(scale, patch);
    if (!done) return refuse(std::move(done.error()));
    return scale.is_object() ? Outcome<json::object>(scale.get_object()) : refuse(status::bad_request("expected a Scale"));
}

}  // namespace

http::Response scale_object(Call& call) {
    if (!call.version->scale) return page_not_found();
    auto& store = call.cluster.store();
    if (call.info.verb == "get") {
        const auto found = store.get(*call.type, call.info.name_space, call.info.name);
        return found ? object_reply(200, scale_of(call, **found), call.form.yaml) : error_reply(found.error());
    }
    if (call.info.verb != "update" && call.info.verb != "patch") return error_reply(status::method_not_allowed(*call.type, call.info.verb));
    auto options = read_write_options(call, call.info.verb == "patch" ? "PatchOptions" : "UpdateOptions");
    if (!options) return error_reply(options.error());
    boost::system::error_code error;
    const auto body = json::parse(call.request.body, error);
    if (error) return error_reply(status::bad_request(fmt::format("error decoding the body: {}", error.message())));
    const auto media = call.request.headers.get("Content-Type");

    const auto transform = [&](const StoredObject* current) -> Outcome<json::object> {
        auto scale = wanted_scale(call, *current, body, media);
        if (!scale) return refuse(std::move(scale.error()));
        const json::value value(*scale);
        const auto found = find_json_path(value, ".spec.replicas");
        const auto replicas = found.empty() || !found.front()->is_number() ? 0 : found.front()->to_number<std::int64_t>();
        if (replicas < 0) {
            return refuse(status::invalid(*call.type, call.info.name,
                                          {status::invalid_value("spec.replicas", replicas, "must be greater than or equal to 0")}));
        }
        auto object = current->value();
        set_json_path(object, call.version->scale->spec_replicas, replicas);
        const auto version = find_json_path(value, ".metadata.resourceVersion");
        if (!version.empty() && version.front()->is_string()) object["metadata"].as_object()["resourceVersion"] = *version.front();
        return object;
    };
    auto written = store.update(call.type, call.info.name_space, call.info.name, transform, *options);
    if (!written) return error_reply(written.error());
    note_result(call, *written->object, written->changed);
    return object_reply(200, scale_of(call, *written->object), call.form.yaml);
}

}  // namespace nexa::sandbox::rest
