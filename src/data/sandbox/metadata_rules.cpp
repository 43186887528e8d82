#include "data/sandbox/metadata_rules.hpp"

namespace nexa::sandbox {

namespace {

constexpr std::string_view subdomain_rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
    "alphanumeric character "
    "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view label_rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric "
    "character "
    "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view dns1035_rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
    "alphanumeric character "
    "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view label_value_rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character "
    "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr std::string_view key_rule =
    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an "
    "optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
constexpr std::string_view qualified_rule =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

bool lower_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool alnum(char c) {
    return lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

bool is_label(std::string_view text) {
    return !text.empty() && lower_alnum(text.front()) && lower_alnum(text.back()) &&
           std::ranges::all_of(text, [](char c) { return lower_alnum(c) || c == '-'; });
}

bool is_subdomain(std::string_view text) {
    for (;;) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_name_part(std::string_view text) {
    return !text.empty() && text.size() <= 63 && alnum(text.front()) && alnum(text.back()) &&
           std::ranges::all_of(text, [](char c) { return alnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::string qualified_objection(std::string_view key) {
    if (std::ranges::count(key, '/') > 1) return std::string(key_rule);
    const auto slash = key.find('/');
    auto part = key;
    if (slash != std::string_view::npos) {
        const auto prefix = key.substr(0, slash);
        if (prefix.empty()) return "prefix part must be non-empty";
        if (!is_subdomain(prefix)) return "prefix part " + std::string(subdomain_rule);
        part = key.substr(slash + 1);
    }
    if (part.empty()) return "name part must be non-empty";
    if (part.size() > 63) return "name part must be no more than 63 bytes";
    return is_name_part(part) ? std::string() : std::string(qualified_rule);
}

const json::object* map_at(const json::object& metadata, std::string_view key) {
    const auto* value = metadata.if_contains(key);
    return value && value->is_object() ? &value->get_object() : nullptr;
}

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// What is wrong with a field of an owner reference that is empty.
StatusCause owner_lacks(std::string_view field, std::size_t index, const Release& release) {
    if (release.names_owners_by_index && field != "apiVersion")
        return status::required(fmt::format("metadata.ownerReferences[{}].{}", index, field), "must not be empty");
    return status::invalid_value(fmt::format("metadata.ownerReferences.{}", field), json::value(""),
                                 field == "apiVersion" ? "version must not be empty" : "must not be empty");
}

void owners(const json::object& metadata, const Release& release, std::vector<StatusCause>& out) {
    const auto* list = metadata.if_contains("ownerReferences");
    if (!list || !list->is_array()) return;
    int controllers = 0;
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
        const auto& entry = list->get_array()[i];
        if (!entry.is_object()) continue;
        const auto& owner = entry.get_object();
        for (const auto field : {"apiVersion", "kind", "name", "uid"}) {
            if (text(owner, field).empty()) out.push_back(owner_lacks(field, i, release));
        }
        const auto* controller = owner.if_contains("controller");
        if (controller && controller->is_bool() && controller->get_bool()) ++controllers;
    }
    if (controllers > 1) {
        out.push_back(status::invalid_value("metadata.ownerReferences", *list,
                                            "Only one reference can have Controller set to true. Found \"true\" in references"));
    }
}

/// Finalizers that an object which is being deleted gets, as Go prints a list of texts.
std::string new_finalizers(const json::object& metadata, const json::object& before) {
    const auto* now = metadata.if_contains("finalizers");
    const auto* then = before.if_contains("finalizers");
    std::string out;
    if (!now || !now->is_array()) return out;
    for (const auto& finalizer : now->get_array()) {
        const bool old = then && then->is_array() && std::ranges::find(then->get_array(), finalizer) != then->get_array().end();
        if (!old) out += (out.empty() ? "" : ", ") + json::serialize(finalizer);
    }
    return out;
}

}  // namespace

std::string label_key_objection(std::string_view key) {
    return qualified_objection(key);
}

std::string label_value_objection(std::string_view value) {
    if (value.size() > 63) return "must be no more than 63 bytes";
    return value.empty() || is_name_part(value) ? std::string() : std::string(label_value_rule);
}

std::string name_objection(std::string_view name, const ResourceType& type) {
    if (type.custom || type.group == "apps" || type.plural == "customresourcedefinitions") {
        if (name.size() > 253) return "must be no more than 253 characters";
        return is_subdomain(name) ? std::string() : std::string(subdomain_rule);
    }
    if (type.group == "rbac.authorization.k8s.io") {
        return name == "." || name == ".." || name.find('/') != std::string_view::npos || name.find('%') != std::string_view::npos
                   ? "may not contain '/'"
                   : std::string();
    }
    if (type.plural == "namespaces") {
        if (name.contains('.')) return "must not contain dots";
        if (name.size() > 63) return "must be no more than 63 bytes";
        return is_label(name) ? std::string() : std::string(label_rule);
    }
    if (type.plural == "services") {
        if (name.size() > 63) return "must be no more than 63 bytes";
        const bool fine = is_label(name) && std::isalpha(static_cast<unsigned char>(name.front()));
        return fine ? std::string() : std::string(dns1035_rule);
    }
    if (name.size() > 253) return "must be no more than 253 characters";
    return is_subdomain(name) ? std::string() : std::string(subdomain_rule);
}

std::vector<StatusCause> metadata_causes(const json::object& metadata, const ResourceType& type, const Release& release) {
    std::vector<StatusCause> out;
    const auto name = text(metadata, "name");
    if (name.empty()) {
        out.push_back(status::required("metadata.name", "name or generateName is required"));
    } else if (auto objection = name_objection(name, type); !objection.empty()) {
        out.push_back(status::invalid_value("metadata.name", json::value(name), objection));
    }
    if (const auto* labels = map_at(metadata, "labels")) {
        for (const auto& [key, value] : *labels) {
            if (auto objection = label_key_objection(key); !objection.empty())
                out.push_back(status::invalid_value("metadata.labels", json::value(key), objection));
            if (!value.is_string()) continue;
            if (auto objection = label_value_objection(value.get_string()); !objection.empty())
                out.push_back(status::invalid_value("metadata.labels", value, objection));
        }
    }
    if (const auto* annotations = map_at(metadata, "annotations")) {
        std::size_t size = 0;
        for (const auto& [key, value] : *annotations) {
            std::string lower(key);
            std::ranges::transform(lower, lower.begin(),
                                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
            if (auto objection = qualified_objection(lower); !objection.empty())
                out.push_back(status::invalid_value("metadata.annotations", json::value(key), objection));
            size += key.size() + (value.is_string() ? value.get_string().size() : 0);
        }
        if (size > 256 * 1024) out.push_back(status::too_long("metadata.annotations", 256 * 1024));
    }
    if (const auto* finalizers = metadata.if_contains("finalizers"); finalizers && finalizers->is_array()) {
        for (const auto& finalizer : finalizers->get_array()) {
            if (!finalizer.is_string()) continue;
            const std::string_view content = finalizer.get_string();
            if (auto objection = qualified_objection(content); !objection.empty()) {
                out.push_back(status::invalid_value("metadata.finalizers", finalizer, objection));
            }
        }
    }
    owners(metadata, release, out);
    return out;
}

std::vector<StatusCause> immutable_field_causes(const json::object& object, const json::object& before, const ResourceType& type) {
    struct Rule {
        std::string_view plural;
        std::string_view parent;  ///< Empty: at the top.
        std::string_view field;
    };
    static constexpr Rule rules[] = {{"deployments", "spec", "selector"},
                                     {"replicasets", "spec", "selector"},
                                     {"secrets", "", "type"},
                                     {"services", "spec", "clusterIP"},
                                     {"persistentvolumeclaims", "spec", "storageClassName"},
                                     {"customresourcedefinitions", "spec", "scope"},
                                     {"rolebindings", "", "roleRef"}};
    std::vector<StatusCause> out;
    for (const auto& rule : rules) {
        if (rule.plural != type.plural) continue;
        const auto* now = rule.parent.empty() ? &object : map_at(object, rule.parent);
        const auto* then = rule.parent.empty() ? &before : map_at(before, rule.parent);
        if (!now || !then) continue;
        const auto* value = now->if_contains(rule.field);
        const auto* old = then->if_contains(rule.field);
        if (old && value && *value != *old) {
            out.push_back(
                status::invalid_value(rule.parent.empty() ? std::string(rule.field) : fmt::format("{}.{}", rule.parent, rule.field), *value,
                                      "field is immutable"));
        }
    }
    return out;
}

std::vector<StatusCause> said_twice(StatusCause cause, const ResourceType& type) {
    std::vector<StatusCause> out(type.custom ? 2 : 1, cause);
    return out;
}

std::vector<StatusCause> finalizer_causes(const json::object& metadata, const json::object& before, const ResourceType& type) {
    const auto added = new_finalizers(metadata, before);
    if (!before.contains("deletionTimestamp") || added.empty()) return {};
    const auto why =
        fmt::format("no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}", added);
    return said_twice(status::forbidden_field("metadata.finalizers", why), type);
}

std::string metadata_mismatch(const json::object& object) {
    const auto* metadata = object.if_contains("metadata");
    if (!metadata || !metadata->is_object()) return {};
    for (const auto field : {"labels", "annotations"}) {
        const auto* entries = metadata->get_object().if_contains(field);
        if (!entries || !entries->is_object()) continue;
        for (const auto& [name, value] : entries->get_object()) {
            if (value.is_string() || value.is_null()) continue;
            const auto got = value.is_object() ? "object" : value.is_array() ? "array" : value.is_bool() ? "bool" : "number";
            return fmt::format("cannot unmarshal {} into Go struct field ObjectMeta.{} of type string", got, field);
        }
    }
    return {};
}

}  // namespace nexa::sandbox
