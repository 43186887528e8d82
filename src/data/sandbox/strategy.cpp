#include "data/sandbox/strategy.hpp"

#include <fmt/ranges.h>

#include "base/encoding.hpp"
#include "base/id.hpp"
#include "data/sandbox/continue_token.hpp"
#include "data/sandbox/metadata_rules.hpp"
#include "data/sandbox/schema/validate.hpp"
#include "data/sandbox/schema_rules.hpp"
#include "data/sandbox/sorted_json.hpp"
#include "data/sandbox/type_registry.hpp"

namespace nexa::sandbox::strategy {

namespace {

json::object& meta_of(json::object& object) {
    auto& metadata = object["metadata"];
    if (!metadata.is_object()) metadata = json::object();
    return metadata.get_object();
}

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

json::object& inner(json::object& from, std::string_view key) {
    auto& value = from[key];
    if (!value.is_object()) value = json::object();
    return value.get_object();
}

std::string random_suffix() {
    static constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
    std::string out;
    for (const char byte : random_bytes(5)) out += letters[static_cast<unsigned char>(byte) % letters.size()];
    return out;
}

/// A cluster IP that follows from the uid: stable over restarts without an allocator.
std::string cluster_ip(std::string_view uid) {
    const auto digest = sha256(uid);
    return fmt::format("10.{}.{}.{}", 96 + (static_cast<unsigned char>(digest[0]) & 0x0F), static_cast<unsigned char>(digest[1]),
                       1 + (static_cast<unsigned char>(digest[2]) % 254));
}

/// Images without a tag, or with `latest`, are always pulled.
void pull_policies(json::object& object, const ResourceType& type) {
    json::value* spec = object.if_contains("spec");
    if (spec && type.plural != "pods") {
        auto* below = spec->is_object() ? spec->get_object().if_contains("template") : nullptr;
        spec = below && below->is_object() ? below->get_object().if_contains("spec") : nullptr;
    }
    if (!spec || !spec->is_object()) return;
    for (const auto list : {"containers", "initContainers"}) {
        auto* containers = spec->get_object().if_contains(list);
        if (!containers || !containers->is_array()) continue;
        for (auto& item : containers->get_array()) {
            if (!item.is_object() || item.get_object().contains("imagePullPolicy")) continue;
            const auto image = text(item.get_object(), "image");
            const auto last = image.substr(std::min(image.rfind('/') + 1, image.size()));
            const bool latest = !image.empty() && image.find('@') == std::string::npos &&
                                (last.find(':') == std::string::npos || last.ends_with(":latest"));
            if (latest) item.get_object()["imagePullPolicy"] = "Always";
        }
    }
}

void string_data(json::object& object) {
    auto* plain = object.if_contains("stringData");
    if (!plain) return;
    if (plain->is_object()) {
        auto& data = inner(object, "data");
        for (const auto& [key, value] : plain->get_object()) {
            if (value.is_string()) data[key] = to_base64(value.get_string());
        }
    }
    object.erase("stringData");
}

/// The state that the CRD controllers of a real server reach moments after: names accepted, established.
void crd_status(json::object& crd, Time now) {
    // A member that is added moves the others: both are there before either is held.
    inner(crd, "spec");
    auto& status = inner(crd, "status");
    auto& spec = inner(crd, "spec");
    auto& names = inner(spec, "names");
    const auto kind = text(names, "kind");
    if (!names.contains("listKind")) names["listKind"] = kind + "List";
    if (!names.contains("singular")) {
        std::string singular = kind;
        std::ranges::transform(singular, singular.begin(),
                               [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
        names["singular"] = singular;
    }
    if (!spec.contains("conversion")) spec["conversion"] = {{"strategy", "None"}};
    status["acceptedNames"] = names;
    std::vector<std::string> stored;
    if (const auto* list = status.if_contains("storedVersions"); list && list->is_array()) {
        for (const auto& version : list->get_array()) {
            if (version.is_string()) stored.emplace_back(version.get_string());
        }
    }
    if (const auto* versions = spec.if_contains("versions"); versions && versions->is_array()) {
        for (const auto& version : versions->get_array()) {
            const auto* storage = version.is_object() ? version.get_object().if_contains("storage") : nullptr;
            if (!storage || !storage->is_bool() || !storage->get_bool()) continue;
            const auto name = text(version.get_object(), "name");
            if (std::ranges::find(stored, name) == stored.end()) stored.push_back(name);
        }
    }
    status["storedVersions"] = json::array(stored.begin(), stored.end());
    if (!status.contains("conditions")) {
        const auto at = to_rfc3339_seconds(now);
        status["conditions"] = {{{"type", "NamesAccepted"},
                                 {"status", "True"},
                                 {"lastTransitionTime", at},
                                 {"reason", "NoConflicts"},
                                 {"message", "no conflicts found"}},
                                {{"type", "Established"},
                                 {"status", "True"},
                                 {"lastTransitionTime", at},
                                 {"reason", "InitialNamesAccepted"},
                                 {"message", "the initial names have been accepted"}}};
    }
}

/// Defaults of built-in types that a schema can't express.
void linked_defaults(json::object& object, const ResourceType& type) {
    auto& metadata = meta_of(object);
    if (type.plural == "namespaces") {
        inner(metadata, "labels")["kubernetes.io/metadata.name"] = text(metadata, "name");
    } else if (type.plural == "pods") {
        auto& spec = inner(object, "spec");
        if (!spec.contains("enableServiceLinks")) spec["enableServiceLinks"] = true;
    } else if (type.plural == "services") {
        auto& spec = inner(object, "spec");
        if (auto* ports = spec.if_contains("ports"); ports && ports->is_array()) {
            for (auto& port : ports->get_array()) {
                if (port.is_object() && !port.get_object().contains("targetPort") && port.get_object().contains("port"))
                    port.get_object()["targetPort"] = port.at("port");
            }
        }
    } else if (type.plural == "deployments") {
        auto& strategy = inner(inner(object, "spec"), "strategy");
        if (text(strategy, "type") == "RollingUpdate" && !strategy.contains("rollingUpdate"))
            strategy["rollingUpdate"] = {{"maxSurge", "25%"}, {"maxUnavailable", "25%"}};
    }
}

/// What decides whether the generation moves.
json::object counted(const json::object& object, const ResourceType& type, const TypeVersion& version) {
    json::object out;
    if (!type.custom) {
        if (const auto* spec = object.if_contains("spec")) out["spec"] = *spec;
        if (type.plural == "deployments") {
            const auto& metadata = object.at("metadata").get_object();
            if (const auto* annotations = metadata.if_contains("annotations")) out["annotations"] = *annotations;
        }
        return out;
    }
    for (const auto& [name, value] : object) {
        if (name == "metadata" || name == "apiVersion" || name == "kind" || (version.status && name == "status")) continue;
        out.emplace(name, value);
    }
    return out;
}

/// The size of a ConfigMap's content.
std::size_t data_bytes(const json::object& object) {
    std::size_t bytes = 0;
    for (const auto field : {"data", "binaryData"}) {
        const auto* data = object.if_contains(field);
        if (!data || !data->is_object()) continue;
        for (const auto& [name, content] : data->get_object()) bytes += content.is_string() ? content.get_string().size() : 0;
    }
    return bytes;
}

void drop_nulls(json::object& object) {
    for (auto member = object.begin(); member != object.end();)
        member = member->value().is_null() ? object.stable_erase(member) : member + 1;
}

void keep(json::object& to, const json::object& from, std::string_view key) {
    if (const auto* value = from.if_contains(key)) {
        to[key] = *value;
    } else {
        to.erase(key);
    }
}

}  // namespace

Outcome<> decode(json::object& object, const ResourceType& type, const TypeVersion& version, Origin origin, const WriteOptions& options) {
    json::value value(std::move(object));
    // The refusal of a patch quotes the object as it was sent.
    const auto sent = origin != Origin::body && options.validation == FieldValidation::strict ? std::optional(value) : std::nullopt;
    std::vector<std::string> unknown;
    prune(value, *version.schema, unknown);
    if (type.custom) std::ranges::sort(unknown);
    if (!type.custom) {
        if (const auto wrong = first_type_mismatch(value, *version.schema)) {
            const auto wanted = wrong->wanted == "integer"                              ? "int32"
                                : wrong->wanted == "object" || wrong->wanted == "array" ? "v1." + type.kind
                                                                                        : wrong->wanted;
            return refuse(status::bad_request(fmt::format(
                "{} in version \"{}\" cannot be handled as a {}: json: cannot unmarshal {} into Go struct field {}.{} of type {}",
                type.kind, version.name, type.kind,
                wrong->got == "integer"   ? "number"
                : wrong->got == "boolean" ? "bool"
                                          : wrong->got,
                type.kind, wrong->path, wanted)));
        }
    }
    if (const auto wrong = type.custom ? std::string() : byte_objection(value, *version.schema); !wrong.empty()) {
        return refuse(status::bad_request(
            fmt::format("{} in version \"{}\" cannot be handled as a {}: {}", type.kind, version.name, type.kind, wrong)));
    }
    if (const auto wrong = type.custom ? metadata_mismatch(value.get_object()) : std::string(); !wrong.empty()) {
        return refuse(status::bad_request(
            fmt::format("{} in version \"{}\" cannot be handled as a {}: json: {}", type.kind, version.name, type.kind, wrong)));
    }
    std::vector<std::string> objections;
    for (const auto& path : options.duplicates) objections.push_back(fmt::format("duplicate field \"{}\"", path));
    for (const auto& path : unknown) objections.push_back(fmt::format("unknown field \"{}\"", path));
    if (!objections.empty() && options.validation != FieldValidation::ignore) {
        if (options.validation == FieldValidation::warn && options.warnings)
            options.warnings->insert(options.warnings->end(), objections.begin(), objections.end());
        if (options.validation == FieldValidation::strict) {
            const auto list = fmt::format("{}", fmt::join(objections, ", "));
            if (origin == Origin::body) {
                return refuse(status::bad_request(fmt::format("{} in version \"{}\" cannot be handled as a {}: strict decoding error: {}",
                                                              type.kind, version.name, type.kind, list)));
            }
            StatusError error{.code = 422, .reason = "Invalid", .message = {}};
            error.causes.push_back(
                status::invalid_value("patch", json::value(json::serialize(sorted(*sent))), "strict decoding error: " + list));
            error.message = fmt::format(" \"\" is invalid: patch: {}", error.causes.front().message);
            return refuse(std::move(error));
        }
    }
    const bool runs_pods = !type.custom && (type.plural == "pods" || type.group == "apps");
    if (runs_pods) pull_policies(value.get_object(), type);
    apply_defaults(value, *version.schema, type.custom && origin == Origin::applied ? Nulls::keep : Nulls::drop);
    object = std::move(value.get_object());
    if (auto* metadata = object.if_contains("metadata"); metadata && metadata->is_object()) drop_nulls(metadata->get_object());
    if (!type.custom && type.plural == "secrets") string_data(object);
    return {};
}

Outcome<> prepare_create(json::object& object, const ResourceType& type, const TypeVersion& version, std::string_view name_space,
                         Time now) {
    auto& metadata = meta_of(object);
    if (type.namespaced) {
        const auto stated = text(metadata, "namespace");
        if (!stated.empty() && stated != name_space) {
            return refuse(status::bad_request("the namespace of the provided object does not match the namespace sent on the request"));
        }
        metadata["namespace"] = name_space;
    } else {
        metadata.erase("namespace");
    }
    if (text(metadata, "name").empty()) {
        if (const auto prefix = text(metadata, "generateName"); !prefix.empty()) metadata["name"] = prefix.substr(0, 58) + random_suffix();
    }
    metadata["uid"] = Uuid::make().str();
    metadata["creationTimestamp"] = to_rfc3339_seconds(now);
    for (const auto field : {"deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion"}) metadata.erase(field);
    if (type.generation) {
        metadata["generation"] = 1;
    } else {
        metadata.erase("generation");
    }
    if (type.custom) {
        if (version.status) object.erase("status");
    } else {
        linked_defaults(object, type);
    }
    return {};
}

void assign_fields(json::object& object, const ResourceType& type, Time now) {
    if (type.custom) return;
    if (type.plural == "namespaces") {
        inner(object, "spec")["finalizers"] = json::array{"kubernetes"};
        object["status"] = {{"phase", "Active"}};
    } else if (type.plural == "pods") {
        object["status"] = {{"phase", "Pending"}, {"qosClass", "BestEffort"}};
    } else if (type.plural == "persistentvolumeclaims") {
        object["status"] = {{"phase", "Pending"}};
    } else if (type.plural == "services") {
        auto& spec = inner(object, "spec");
        if (text(spec, "type") != "ExternalName") {
            if (!spec.contains("clusterIP")) spec["clusterIP"] = cluster_ip(text(meta_of(object), "uid"));
            if (!spec.contains("clusterIPs")) spec["clusterIPs"] = json::array{spec["clusterIP"]};
            if (!spec.contains("ipFamilies")) spec["ipFamilies"] = json::array{"IPv4"};
        }
        object["status"] = {{"loadBalancer", json::object()}};
    } else if (type.plural == "deployments") {
        object["status"] = json::object();
    } else if (type.plural == "customresourcedefinitions") {
        object.erase("status");
        crd_status(object, now);
    }
}

Outcome<> prepare_update(json::object& object, const StoredObject& current, const ResourceType& type, const TypeVersion& version,
                         const WriteOptions& options) {
    auto& metadata = meta_of(object);
    const auto& before = current.metadata();
    const auto name = current.name();
    if (const auto stated = text(metadata, "name"); stated != name) {
        if (!stated.empty())
            return refuse(
                status::bad_request(fmt::format("the name of the object ({}) does not match the name on the URL ({})", stated, name)));
        metadata["name"] = name;
    }
    if (type.namespaced) {
        const auto stated = text(metadata, "namespace");
        if (!stated.empty() && stated != current.name_space()) {
            return refuse(status::bad_request("the namespace of the provided object does not match the namespace sent on the request"));
        }
        metadata["namespace"] = current.name_space();
    }
    if (const auto uid = text(metadata, "uid"); !uid.empty() && uid != current.uid()) {
        if (options.from_patch)
            return refuse(status::invalid(type, name,
                                          said_twice(status::invalid_value("metadata.uid", json::value(uid), "field is immutable"), type)));
        const auto key = fmt::format("/registry/{}/{}", type.group.empty() ? type.plural : type.group + "/" + type.plural, current.key());
        return refuse(
            status::conflict(type, name,
                             fmt::format("StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: "
                                         "Precondition failed: UID in precondition: {}, UID in object meta: {}",
                                         key, uid, current.uid())));
    }
    const auto version_sent = text(metadata, "resourceVersion");
    if (version_sent.empty() || version_sent == "0") {
        if (!allows_unconditional_update(type)) {
            // The registry names the resource here, not the kind.
            auto named = type;
            named.kind = type.plural;
            return refuse(status::invalid(
                named, name, {{"FieldValueInvalid", "Invalid value: 0: must be specified for an update", "metadata.resourceVersion"}}));
        }
    } else if (!parse_resource_version(version_sent)) {
        return refuse({.code = 500, .message = fmt::format("strconv.ParseUint: parsing \"{}\": invalid syntax", version_sent)});
    } else if (version_sent != std::to_string(current.resource_version())) {
        return refuse(
            status::conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again"));
    }
    for (const auto field : {"uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"})
        keep(metadata, before, field);
    metadata["resourceVersion"] = std::to_string(current.resource_version());

    if (options.subresource == "status") {
        // Only the status counts; everything else stays as it is.
        auto managers = metadata.if_contains("managedFields") ? std::optional<json::value>(metadata["managedFields"]) : std::nullopt;
        json::object merged = current.value();
        keep(merged, object, "status");
        object = std::move(merged);
        auto& kept = meta_of(object);
        if (managers) {
            kept["managedFields"] = std::move(*managers);
        }
        return {};
    }
    // What is added to the object from here on moves its members: `metadata` is asked for anew.
    const bool status_apart = type.custom ? version.status : version.status && type.plural != "customresourcedefinitions";
    if (status_apart) keep(object, current.value(), "status");
    if (!type.custom && type.plural == "namespaces") {
        if (const auto* spec = current.value().if_contains("spec")) object["spec"] = *spec;
        // A default of the type: it comes back whoever takes it off.
        inner(meta_of(object), "labels")["kubernetes.io/metadata.name"] = current.metadata().at("name");
    }
    if (!type.custom && type.plural == "services") {
        auto& spec = inner(object, "spec");
        const auto* old = current.value().if_contains("spec");
        for (const auto field : {"clusterIP", "clusterIPs", "ipFamilies"}) {
            if (!spec.contains(field) && old && old->is_object()) keep(spec, old->get_object(), field);
        }
    }
    if (type.plural == "customresourcedefinitions" && !type.custom) {
        keep(object, current.value(), "status");
        crd_status(object, system_clock().now());
    }
    if (type.generation && counted(object, type, version) != counted(current.value(), type, version)) {
        const auto* generation = before.if_contains("generation");
        meta_of(object)["generation"] = (generation && generation->is_int64() ? generation->get_int64() : 0) + 1;
    }
    return {};
}

Outcome<> validate(const json::object& object, const json::object* before, const ResourceType& type, const TypeVersion& version,
                   const Release& release, std::string_view subresource) {
    const auto& metadata = object.at("metadata").get_object();
    auto causes = metadata_causes(metadata, type, release);
    if (before) {
        for (auto& cause : finalizer_causes(metadata, before->at("metadata").get_object(), type)) causes.push_back(std::move(cause));
    }
    if (type.plural == "configmaps" && !type.custom) {
        constexpr std::size_t most = 1024 * 1024;
        if (data_bytes(object) > most) causes.push_back(status::too_long("[]", most));
    }
    if (before && !type.custom) {
        for (auto& cause : immutable_field_causes(object, *before, type)) causes.push_back(std::move(cause));
    }
    for (auto& cause : schema_causes(object, type, version, release, subresource)) causes.push_back(std::move(cause));
    if (type.plural == "customresourcedefinitions" && !type.custom && causes.empty()) {
        const auto name = text(metadata, "name");
        if (auto read = type_from_crd(object); !read)
            return refuse(std::move(read.error()));
        else if (name != (*read)->storage)
            causes.push_back(status::invalid_value("metadata.name", json::value(name), "must be spec.names.plural+\".\"+spec.group"));
    }
    if (causes.empty()) return {};
    return refuse(status::invalid(type, text(metadata, "name"), std::move(causes)));
}

bool allows_unconditional_update(const ResourceType& type) {
    return !type.custom && type.plural != "customresourcedefinitions" && type.plural != "leases" && type.plural != "poddisruptionbudgets";
}

std::int64_t default_grace_seconds(const StoredObject& object, const ResourceType& type) {
    if (type.custom || type.plural != "pods") return 0;
    const auto* spec = object.value().if_contains("spec");
    if (!spec || !spec->is_object() || text(spec->get_object(), "nodeName").empty()) return 0;
    if (const auto* status = object.value().if_contains("status"); status && status->is_object()) {
        const auto phase = text(status->get_object(), "phase");
        if (phase == "Failed" || phase == "Succeeded") return 0;
    }
    const auto* grace = spec->get_object().if_contains("terminationGracePeriodSeconds");
    return grace && grace->is_int64() ? grace->get_int64() : 30;
}

}  // namespace nexa::sandbox::strategy
