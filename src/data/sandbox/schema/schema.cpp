#include "data/sandbox/schema/schema.hpp"

#include "data/sandbox/schema/notation.hpp"

namespace nexa::sandbox {

namespace {

std::optional<std::int64_t> whole(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    return value->to_number<std::int64_t>();
}

std::optional<double> real(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    return value->to_number<double>();
}

bool flag(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> texts(const json::object& from, std::string_view key) {
    std::vector<std::string> list;
    const auto* value = from.if_contains(key);
    if (!value || !value->is_array()) return list;
    for (const auto& entry : value->get_array()) {
        if (entry.is_string()) list.emplace_back(entry.get_string());
    }
    return list;
}

std::vector<SchemaPtr> schemas(const json::object& from, std::string_view key) {
    std::vector<SchemaPtr> list;
    const auto* value = from.if_contains(key);
    if (!value || !value->is_array()) return list;
    for (const auto& entry : value->get_array()) {
        if (entry.is_object()) list.push_back(Schema::from_openapi(entry.get_object(), false));
    }
    return list;
}

Schema::Type type_named(std::string_view name) {
    if (name == "object") return Schema::Type::object;
    if (name == "array") return Schema::Type::array;
    if (name == "string") return Schema::Type::string;
    if (name == "integer") return Schema::Type::integer;
    if (name == "number") return Schema::Type::number;
    if (name == "boolean") return Schema::Type::boolean;
    return Schema::Type::any;
}

std::string_view name_of(Schema::Type type) {
    switch (type) {
        case Schema::Type::object:
            return "object";
        case Schema::Type::array:
            return "array";
        case Schema::Type::string:
            return "string";
        case Schema::Type::integer:
            return "integer";
        case Schema::Type::number:
            return "number";
        case Schema::Type::boolean:
            return "boolean";
        case Schema::Type::any:
        case Schema::Type::int_or_string:
            break;
    }
    return {};
}

}  // namespace

const Schema& Schema::member(std::string_view name, bool& declared) const {
    const auto found = properties.find(name);
    declared = found != properties.end();
    if (declared) return *found->second;
    if (additional) return *additional;
    return *free();
}

const Schema& Schema::item() const {
    return items ? *items : *free();
}

const SchemaPtr& Schema::free() {
    static const SchemaPtr any = [] {
        auto schema = std::make_shared<Schema>();
        schema->preserve_unknown = true;
        return schema;
    }();
    return any;
}

const SchemaPtr& Schema::object_meta() {
    static const SchemaPtr meta = parse_notation(
        "&{annotations:<s>,labels:<s>,creationTimestamp:t,deletionTimestamp:t,deletionGracePeriodSeconds:i,finalizers:[=s],generateName:s,"
        "generation:i,managedFields:[~],name:s,namespace:s,ownerReferences:[!{apiVersion:s,kind:s,name:s,uid:s,controller:b,"
        "blockOwnerDeletion:b}|uid],resourceVersion:s,selfLink:s,uid:s}");
    return meta;
}

void finish(Schema& schema) {
    if (!schema.pattern.empty() && !schema.expression) {
        try {
            schema.expression = std::make_shared<const std::regex>(schema.pattern, std::regex::ECMAScript | std::regex::optimize);
        } catch (const std::regex_error&) {
            // A pattern outside what both RE2 and ECMAScript read: the value is accepted.
        }
    }
    schema.has_defaults = schema.default_value.has_value();
    for (const auto& [name, property] : schema.properties) schema.has_defaults |= property->has_defaults;
    if (schema.items) schema.has_defaults |= schema.items->has_defaults;
    if (schema.additional) schema.has_defaults |= schema.additional->has_defaults;
}

SchemaPtr Schema::from_openapi(const json::object& from, bool root) {
    auto schema = std::make_shared<Schema>();
    schema->type = type_named(text(from, "type"));
    if (flag(from, "x-kubernetes-int-or-string")) schema->type = Type::int_or_string;
    schema->preserve_unknown = flag(from, "x-kubernetes-preserve-unknown-fields");
    schema->embedded_resource = flag(from, "x-kubernetes-embedded-resource");
    schema->nullable = flag(from, "nullable");
    schema->atomic_map = text(from, "x-kubernetes-map-type") == "atomic";
    const auto list = text(from, "x-kubernetes-list-type");
    if (list == "set") schema->list_type = ListType::set;
    if (list == "map") schema->list_type = ListType::map;
    schema->list_keys = texts(from, "x-kubernetes-list-map-keys");
    schema->required = texts(from, "required");
    if (const auto* value = from.if_contains("default")) schema->default_value = *value;
    if (const auto* value = from.if_contains("enum"); value && value->is_array()) schema->enumeration = value->get_array();
    schema->minimum = real(from, "minimum");
    schema->maximum = real(from, "maximum");
    schema->multiple_of = real(from, "multipleOf");
    schema->exclusive_minimum = flag(from, "exclusiveMinimum");
    schema->exclusive_maximum = flag(from, "exclusiveMaximum");
    schema->min_length = whole(from, "minLength");
    schema->max_length = whole(from, "maxLength");
    schema->min_items = whole(from, "minItems");
    schema->max_items = whole(from, "maxItems");
    schema->min_properties = whole(from, "minProperties");
    schema->max_properties = whole(from, "maxProperties");
    schema->unique_items = flag(from, "uniqueItems");
    schema->pattern = text(from, "pattern");
    schema->format = text(from, "format");
    if (const auto* value = from.if_contains("properties"); value && value->is_object()) {
        for (const auto& [name, property] : value->get_object()) {
            if (property.is_object()) schema->properties.emplace(name, from_openapi(property.get_object(), false));
        }
    }
    if (const auto* value = from.if_contains("items"); value && value->is_object())
        schema->items = from_openapi(value->get_object(), false);
    if (const auto* value = from.if_contains("additionalProperties")) {
        if (value->is_object()) schema->additional = from_openapi(value->get_object(), false);
        if (value->is_bool() && value->get_bool()) schema->additional = free();
    }
    if (schema->type != Type::int_or_string) {
        schema->all_of = schemas(from, "allOf");
        schema->any_of = schemas(from, "anyOf");
        schema->one_of = schemas(from, "oneOf");
        if (const auto* value = from.if_contains("not"); value && value->is_object())
            schema->not_of = from_openapi(value->get_object(), false);
    }
    if (root || schema->embedded_resource) {
        static const SchemaPtr plain = parse_notation("s");
        schema->type = Type::object;
        schema->properties["apiVersion"] = plain;
        schema->properties["kind"] = plain;
        schema->properties["metadata"] = object_meta();
    }
    finish(*schema);
    return schema;
}

json::object Schema::to_openapi() const {
    json::object out;
    if (const auto name = name_of(type); !name.empty()) out["type"] = name;
    if (type == Type::int_or_string) {
        out["x-kubernetes-int-or-string"] = true;
        out["anyOf"] = {{{"type", "integer"}}, {{"type", "string"}}};
    }
    if (preserve_unknown) out["x-kubernetes-preserve-unknown-fields"] = true;
    if (preserve_unknown && type == Type::any) out["type"] = "object";
    if (nullable) out["nullable"] = true;
    if (atomic_map) out["x-kubernetes-map-type"] = "atomic";
    if (type == Type::array && list_type == ListType::set) out["x-kubernetes-list-type"] = "set";
    if (type == Type::array && list_type == ListType::map) {
        out["x-kubernetes-list-type"] = "map";
        out["x-kubernetes-list-map-keys"] = json::array(list_keys.begin(), list_keys.end());
    }
    if (!required.empty()) out["required"] = json::array(required.begin(), required.end());
    if (default_value) out["default"] = *default_value;
    if (!enumeration.empty()) out["enum"] = enumeration;
    const auto number = [&](std::string_view key, const std::optional<double>& value) {
        if (!value) return;
        const auto integer = static_cast<std::int64_t>(*value);
        if (static_cast<double>(integer) == *value) {
            out[key] = integer;
        } else {
            out[key] = *value;
        }
    };
    number("minimum", minimum);
    number("maximum", maximum);
    if (min_length) out["minLength"] = *min_length;
    if (max_length) out["maxLength"] = *max_length;
    if (min_items) out["minItems"] = *min_items;
    if (max_items) out["maxItems"] = *max_items;
    if (!pattern.empty()) out["pattern"] = pattern;
    if (!format.empty()) out["format"] = format;
    if (!properties.empty()) {
        json::object list;
        for (const auto& [name, property] : properties) {
            // metadata is the API server's own affair; a CRD says only that it is an object.
            if (property == object_meta()) {
                list[name] = {{"type", "object"}};
            } else {
                list[name] = property->to_openapi();
            }
        }
        out["properties"] = std::move(list);
    }
    if (items) out["items"] = items->to_openapi();
    if (additional) out["additionalProperties"] = additional->to_openapi();
    return out;
}

}  // namespace nexa::sandbox
