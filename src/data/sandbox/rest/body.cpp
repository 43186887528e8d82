#include "base/encoding.hpp"
#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/duplicate_fields.hpp"
#include "data/sandbox/rest/event_view.hpp"
#include "data/sandbox/rest/go_words.hpp"
#include "data/sandbox/rest/protobuf.hpp"
#include "data/sandbox/schema/validate.hpp"
#include "wire/yaml.hpp"

/// Reads what a request sends, and refuses it in the words of apimachinery's serializers.
namespace nexa::sandbox::rest {

namespace {

constexpr std::string_view apply_media = "application/apply-patch+yaml";

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string media_type(const http::Request& request) {
    std::string type(request.headers.get("Content-Type"));
    if (const auto end = type.find(';'); end != std::string::npos) type.resize(end);
    while (type.ends_with(' ')) type.pop_back();
    return type;
}

bool looks_like_json(std::string_view body) {
    const auto first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && body[first] == '{';
}

/// Whether the body is read as JSON; clients send JSON as YAML too.
bool is_json(const http::Request& request) {
    const auto type = media_type(request);
    return type.empty() || type == "application/json" || (looks_like_json(request.body) && type.ends_with("yaml")) ||
           type.ends_with("+json");
}

/// The start of a body, as the server quotes one that it can't read.
std::string summary(std::string_view body) {
    constexpr std::size_t most = 30;
    if (body.empty()) return "<empty>";
    const auto start = body.substr(0, most);
    std::string out = body.front() == '{' ? std::string(start) : to_hex(start);
    if (body.size() > most) out += " ...";
    return out;
}

/// A body that does not even tell its version and kind.
StatusError unrecognized(const Call& call, std::string_view kind, std::string_view why) {
    if (kind.empty()) return status::bad_request(std::string(why));
    return status::bad_request(
        fmt::format("the object provided is unrecognized (must be of type {}): {} ({})", kind, why, summary(call.request.body)));
}

StatusError unreadable_yaml(const Call& call, std::string_view kind, std::string_view why) {
    auto words = go_yaml_error(call.request.body);
    if (words.empty()) words = fmt::format("yaml: {}", why);
    if (media_type(call.request) == apply_media) {
        const std::string_view lead = call.cluster.types().release().words_of_patch_yaml
                                          ? "error encoding patch"
                                          : "error decoding YAML: error converting YAML to JSON";
        return status::bad_request(fmt::format("{}: {}", lead, words));
    }
    return unrecognized(call, kind, words);
}

StatusError of_another_kind(const Call& call, std::string_view kind, const json::object& body) {
    auto other = *call.type;
    other.kind = kind;
    const auto* metadata = body.if_contains("metadata");
    const auto cause = status::invalid_value("kind", json::value(kind), fmt::format("must be {}", call.type->kind));
    return status::invalid(other, metadata && metadata->is_object() ? text(metadata->get_object(), "name") : std::string(), {cause});
}

/// A built-in's body is decoded as what it says it is before anybody asks whether it fits the path.
StatusError of_another_built_in(const Call& call, const std::string& kind, const json::object& body) {
    const auto cannot = [&](const std::string& why) {
        return status::bad_request(
            fmt::format("{} in version \"{}\" cannot be handled as a {}: {}", kind, call.version->name, call.type->kind, why));
    };
    const auto other = call.cluster.types().by_kind(call.type->group, kind);
    if (!other)
        return cannot(fmt::format("no kind \"{}\" is registered for version \"{}\" in scheme \"pkg/runtime/scheme.go:111\"", kind,
                                  call.group_version()));
    if (const auto wrong = byte_objection(json::value(body), *other->stored_version().schema); !wrong.empty()) return cannot(wrong);
    return cannot(fmt::format("converting ({}.{}) to ({}.{}): unknown conversion", call.version->name, kind, "core", call.type->kind));
}

/// apiVersion and kind of a body against what the path says; built-ins may leave them out.
Outcome<> check_kind(const Call& call, json::object& body) {
    const auto expected = call.group_version();
    const auto kind = text(body, "kind"), version = text(body, "apiVersion");
    if (call.type->custom && kind.empty())
        return refuse(unrecognized(call, call.type->kind, fmt::format("Object 'Kind' is missing in '{}'", call.request.body)));
    if ((call.type->custom || !version.empty()) && version != expected) {
        return refuse(status::bad_request(
            fmt::format("the API version in the data ({}) does not match the expected API version ({})", version, expected)));
    }
    if (!kind.empty() && kind != call.type->kind)
        return refuse(call.type->custom ? of_another_kind(call, kind, body) : of_another_built_in(call, kind, body));
    body["apiVersion"] = expected;
    body["kind"] = call.type->kind;
    if (call.type->group == "events.k8s.io") body = as_core_event(body);
    return {};
}

}  // namespace

Outcome<json::object> read_body(const Call& call, std::string_view kind) {
    const auto& body = call.request.body;
    const auto type = media_type(call.request);
    json::value value;
    if (is_json(call.request)) {
        boost::system::error_code error;
        json::parse_options options;
        options.max_depth = deepest_json;
        value = json::parse(body, error, {}, options);
        if (error && type.ends_with("yaml")) return refuse(unreadable_yaml(call, kind, error.message()));
        if (error)
            return refuse(unrecognized(call, kind, fmt::format("couldn't get version/kind; json parse error: {}", go_json_error(body))));
    } else if (type == "application/yaml" || type == apply_media) {
        auto documents = wire::parse_yaml(body);
        if (!documents) return refuse(unreadable_yaml(call, kind, documents.error().message));
        if (documents->size() != 1) return refuse(status::bad_request("error decoding YAML: expected one document"));
        value = std::move(documents->front().value);
    } else if (auto object = type == "application/vnd.kubernetes.protobuf" ? read_protobuf(body) : std::nullopt) {
        return std::move(*object);
    } else {
        return refuse(status::unsupported_media_type("application/json, application/yaml, application/vnd.kubernetes.protobuf"));
    }
    if (!value.is_object()) {
        return refuse(unrecognized(
            call, kind,
            fmt::format("couldn't get version/kind; json parse error: json: cannot unmarshal {} into Go value of type struct {{ APIVersion "
                        "string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}",
                        go_type(value))));
    }
    return std::move(value.get_object());
}

Outcome<json::object> read_object(const Call& call, WriteOptions& options) {
    auto body = read_body(call, call.type->kind);
    if (!body) return body;
    if (auto fine = check_kind(call, *body); !fine) return refuse(std::move(fine.error()));
    if (options.validation != FieldValidation::ignore && is_json(call.request)) options.duplicates = duplicate_fields(call.request.body);
    return body;
}

}  // namespace nexa::sandbox::rest
